//! An HTTP answer before it goes on the wire, and how a reply becomes one.

use bytes::Bytes;

use crate::handlers::reply::Reply;
use crate::http::chunks::Chunks;
use crate::php::error_pages;
use crate::php::json::Json;
use crate::seed::DatabaseErrors;
use crate::state::State;

pub(crate) const JSON: &str = "application/json";
pub(crate) const HTML: &str = "text/html; charset=UTF-8";

/// An answer whose body comes in pieces.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The `Date` header: the server's clock when the request was handled.
    pub(crate) date: Option<String>,
    pub(crate) chunks: Chunks,
    /// The Content-Length to announce; without one the body is chunked.
    pub(crate) length: Option<u64>,
    pub(crate) end: End,
    /// Milliseconds before each piece.
    pub(crate) pause: u64,
    /// The bytes matter, so they must not be compressed.
    pub(crate) exact: bool,
    /// Whether PHP answers; it starts a session and forbids caching.
    pub(crate) from_php: bool,
}

/// What happens after the last piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Complete,
    /// The connection is closed.
    Cut,
    /// Nothing, for ever.
    Silence,
}

impl Answer {
    pub(crate) fn new(status: u16, content_type: &str, body: impl Into<Bytes>) -> Answer {
        let body = body.into();
        let length = body.len() as u64;
        let mut answer = Answer::streamed(Box::new(std::iter::once(body)));
        answer.status = status;
        answer.content_type = content_type.to_owned();
        answer.length = Some(length);
        answer
    }

    pub(crate) fn streamed(chunks: Chunks) -> Answer {
        Answer {
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
        }
    }

    pub(crate) fn json(json: &Json) -> Answer {
        Answer::new(200, JSON, json.to_text())
    }

    /// What an install that forces https answers to plain http; the query string is lost.
    pub(crate) fn https_refresh(host: &str, path: &str) -> Answer {
        let mut answer = Answer::new(200, HTML, "");
        answer.headers.push(("refresh", format!("0;url=https://{host}{path}")));
        answer
    }

    /// Writes a reply as this install would.
    pub(crate) fn from_reply(reply: Reply, state: &State, php_errors: bool) -> Answer {
        match reply {
            Reply::Json(json) => Answer::json(&json),
            Reply::JsonAsHtml(json) => Answer::new(200, HTML, json.to_text()),
            Reply::Warned(messages, json) if php_errors => {
                Answer::new(200, JSON, error_pages::php_errors(messages) + &json.to_text())
            }
            Reply::Warned(_, json) => Answer::json(&json),
            Reply::Empty => Answer::new(200, JSON, ""),
            Reply::DatabaseError { number, message, sql }
                if state.database_errors == DatabaseErrors::Page =>
            {
                Answer::new(
                    500,
                    JSON,
                    error_pages::database_error(&[&format!("Error Number: {number}"), &message, &sql]),
                )
            }
            Reply::DatabaseError { message, .. } => crash(&message, php_errors),
            Reply::Crash(message) => crash(message, php_errors),
            Reply::CrashAsHtml(message) => {
                Answer { content_type: HTML.to_owned(), ..crash(message, php_errors) }
            }
            Reply::NothingToSet => Answer::new(
                500,
                JSON,
                error_pages::database_error(&["You must use the \"set\" method to update an entry."]),
            ),
            Reply::Stream(synthetic) => Answer::streamed(Box::new(synthetic.chunks())),
        }
    }
}

fn crash(message: &str, php_errors: bool) -> Answer {
    let body = if php_errors { error_pages::uncaught(message) } else { String::new() };
    Answer::new(500, JSON, body)
}
