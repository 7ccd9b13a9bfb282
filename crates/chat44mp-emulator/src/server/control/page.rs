//! The web page at `/__emulator/`. It uses the control endpoints only.

use hyper::Method;
use hyper::header;
use hyper::http::request::Parts;

use crate::http::response::Response;

/// Only the page's own files and endpoints: no inline scripts or styles, no other origin, no frames.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// A file of the page.
struct File {
    /// Its name below `/__emulator`.
    name: &'static str,
    content_type: &'static str,
    text: &'static str,
}

macro_rules! files {
    ($($name:literal: $content_type:ident,)*) => {
        &[$(File {
            name: concat!("page/", $name),
            content_type: $content_type,
            text: include_str!(concat!("../../../page/", $name)),
        }),*]
    };
}

const INDEX: &str = "page/index.html";

const FILES: &[File] = files! {
    "index.html": HTML,
    "style.css": CSS,
    "app.js": JAVASCRIPT,
    "data.js": JAVASCRIPT,
    "dom.js": JAVASCRIPT,
    "faults.js": JAVASCRIPT,
    "requests.js": JAVASCRIPT,
    "setup.js": JAVASCRIPT,
};

/// The file that a browser requests: the page itself at the control address, if it accepts HTML.
pub(super) fn file(head: &Parts, name: &str) -> Option<Response> {
    let accept = head.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    let name = match name {
        "" if accept.is_some_and(|accept| accept.contains("text/html")) => INDEX,
        name => name,
    };
    let file = FILES.iter().find(|file| head.method == Method::GET && file.name == name)?;
    let mut response = Response::new(200, file.content_type, file.text);
    response.from_php = false;
    response.headers.extend([
        ("cache-control", "no-store".to_owned()),
        ("content-security-policy", POLICY.to_owned()),
        ("referrer-policy", "no-referrer".to_owned()),
        ("x-content-type-options", "nosniff".to_owned()),
    ]);
    Some(response)
}
