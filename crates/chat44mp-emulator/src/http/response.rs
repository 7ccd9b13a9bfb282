//! An HTTP response before it is sent, and how a reply becomes one.

use bytes::Bytes;
use serde_json::Value;

use crate::handlers::reply::Reply;
use crate::http::chunks::Chunks;
use crate::php::error_pages;
use crate::php::json;
use crate::seed::DatabaseErrors;
use crate::state::State;

pub(crate) const JSON: &str = "application/json";
pub(crate) const HTML: &str = "text/html; charset=UTF-8";

/// A response with a chunked body.
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The `Date` header: the server's clock when the request was handled.
    pub(crate) date: Option<String>,
    pub(crate) chunks: Chunks,
    /// The `Content-Length`; without one the body is chunked.
    pub(crate) length: Option<u64>,
    pub(crate) end: End,
    /// Pause before each chunk, in milliseconds.
    pub(crate) pause: u64,
    /// Whether the bytes must be sent without compression.
    pub(crate) exact: bool,
    /// Whether PHP sends it; PHP starts a session and forbids caching.
    pub(crate) from_php: bool,
    /// The message of the API error in the body, for the journal.
    pub(crate) error: Option<String>,
}

/// What happens after the last chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Complete,
    /// The connection is closed.
    Cut,
    /// Nothing more is sent.
    Silence,
}

impl Response {
    pub(crate) fn new(status: u16, content_type: &str, body: impl Into<Bytes>) -> Response {
        let body = body.into();
        let length = body.len() as u64;
        let mut response = Response::streamed(Box::new(std::iter::once(body)));
        response.status = status;
        response.content_type = content_type.to_owned();
        response.length = Some(length);
        response
    }

    pub(crate) fn streamed(chunks: Chunks) -> Response {
        Response {
            status: 200,
            content_type: JSON.to_owned(),
            headers: Vec::new(),
            date: None,
            chunks,
            length: None,
            end: End::Complete,
            pause: 0,
            exact: false,
            from_php: true,
            error: None,
        }
    }

    pub(crate) fn json(value: &Value) -> Response {
        let error = value["message"].as_str().filter(|_| value["status"] == "error").map(str::to_owned);
        Response { error, ..Response::new(200, JSON, json::encode(value)) }
    }

    /// The response of a server that enforces HTTPS to plain HTTP; the query string is lost.
    pub(crate) fn https_refresh(host: &str, path: &str) -> Response {
        let mut response = Response::new(200, HTML, "");
        response.headers.push(("refresh", format!("0;url=https://{host}{path}")));
        response
    }

    /// Converts a reply to the HTTP response of this server.
    pub(crate) fn from_reply(reply: Reply, state: &State, php_errors: bool) -> Response {
        match reply {
            Reply::Json(json) => Response::json(&json),
            Reply::JsonAsHtml(json) => Response::new(200, HTML, json::encode(&json)),
            Reply::Warned(messages, json) if php_errors => {
                Response::new(200, JSON, error_pages::php_errors(messages) + &json::encode(&json))
            }
            Reply::Warned(_, json) => Response::json(&json),
            Reply::Empty => Response::new(200, JSON, ""),
            Reply::DatabaseError { number, message, sql }
                if state.database_errors == DatabaseErrors::Page =>
            {
                Response::new(
                    500,
                    JSON,
                    error_pages::database_error(&[&format!("Error Number: {number}"), &message, &sql]),
                )
            }
            Reply::DatabaseError { message, .. } => crash(&message, php_errors),
            Reply::Crash(message) => crash(message, php_errors),
            Reply::CrashAsHtml(message) => {
                Response { content_type: HTML.to_owned(), ..crash(message, php_errors) }
            }
            Reply::NothingToSet => Response::new(
                500,
                JSON,
                error_pages::database_error(&["You must use the \"set\" method to update an entry."]),
            ),
            Reply::Stream(synthetic) => Response::streamed(Box::new(synthetic.chunks())),
        }
    }
}

fn crash(message: &str, php_errors: bool) -> Response {
    let body = if php_errors { error_pages::uncaught(message) } else { String::new() };
    Response::new(500, JSON, body)
}
