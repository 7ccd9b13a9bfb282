//! The OpenAPI document at `/openapi.json`, and at `/docs` a page that shows it.

use serde_json::{Value, json};

use crate::http::response::{HTML, JSON, Response};

pub(crate) const PATH: &str = "/docs";

const DOCUMENT: &str = include_str!("../../openapi/openapi.json");
const PAGE: &str = include_str!("../../openapi/docs.html");
// Swagger UI, as its authors publish it, compressed.
const SCRIPT: &[u8] = include_bytes!("../../openapi/swagger-ui/swagger-ui-bundle.js.gz");
const STYLE: &[u8] = include_bytes!("../../openapi/swagger-ui/swagger-ui.css.gz");

/// The response for a path of the documentation.
pub(crate) fn response(path: &str) -> Option<Response> {
    let response = match path {
        "/openapi.json" => Response::new(200, JSON, document()),
        PATH | "/docs/" => Response::new(200, HTML, PAGE),
        "/docs/swagger-ui-bundle.js" => packed("text/javascript; charset=UTF-8", SCRIPT),
        "/docs/swagger-ui.css" => packed("text/css; charset=UTF-8", STYLE),
        _ => return None,
    };
    Some(Response { from_php: false, ..response })
}

/// The document with this emulator as the server.
fn document() -> String {
    // The conformance suite generates the document, so it is valid.
    let mut document: Value = serde_json::from_str(DOCUMENT).unwrap_or_default();
    document["servers"] = json!([{ "url": "/api", "description": "This emulator" }]);
    document.to_string()
}

/// A file that every browser decompresses.
fn packed(content_type: &str, gzip: &'static [u8]) -> Response {
    let mut response = Response::new(200, content_type, gzip);
    response.headers.push(("content-encoding", "gzip".to_owned()));
    response
}
