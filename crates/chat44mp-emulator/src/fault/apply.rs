//! Applies a fault to a response.

use bytes::Bytes;

use crate::fault::spelling::Spelling;
use crate::fault::{FaultKind, StatusBody};
use crate::handlers::reply::error_json;
use crate::http::chunks::{self, Chunks};
use crate::http::gzip::gzip;
use crate::http::request::Request;
use crate::http::response::{End, HTML, JSON, Response};
use crate::php::error_pages;

const MIB: u64 = 1024 * 1024;

/// The response after the fault. Latency, hang and reset do not change the response itself.
pub(crate) fn apply(mut response: Response, kind: &FaultKind, request: &Request) -> Response {
    if let Some(mut replaced) = replacement(kind, request) {
        replaced.exact = true;
        return replaced;
    }
    // At least one byte is always missing; otherwise the response would be intact.
    let short_of = |response: &Response, bytes: u64| {
        response.length.map_or(bytes, |length| bytes.min(length.saturating_sub(1)))
    };
    match kind {
        FaultKind::Reset
        | FaultKind::Hang
        | FaultKind::Latency { .. }
        | FaultKind::Race { .. }
        | FaultKind::HttpsRefresh => return response,
        FaultKind::Truncate { bytes } => {
            let bytes = short_of(&response, *bytes);
            response.chunks = Box::new(chunks::take(response.chunks, bytes));
            response.end = End::Cut;
        }
        FaultKind::ShortJson { bytes } => {
            let bytes = short_of(&response, *bytes);
            response.chunks = Box::new(chunks::take(response.chunks, bytes));
            response.length = response.length.map(|_| bytes);
        }
        FaultKind::Drip { bytes, every_ms } => {
            response.chunks = Box::new(chunks::split(response.chunks, *bytes));
            response.pause = *every_ms;
        }
        FaultKind::Stall { bytes } => {
            let bytes = short_of(&response, *bytes);
            response.chunks = Box::new(chunks::take(response.chunks, bytes));
            response.end = End::Silence;
        }
        FaultKind::WrongLength => {
            response.length = response.length.map(|length| length + 10);
            response.end = End::Cut;
        }
        FaultKind::PhpWarning => {
            let warning = error_pages::php_errors(&["Undefined variable $result", "Undefined array key 0"]);
            prepend(&mut response, warning.into());
        }
        FaultKind::Bom => prepend(&mut response, Bytes::from_static(b"\xEF\xBB\xBF")),
        FaultKind::Status { status, body: StatusBody::Response } => response.status = *status,
        _ => {}
    }
    response.exact = true;
    response
}

/// The response that a fault sends instead of the handler's, if it does.
fn replacement(kind: &FaultKind, request: &Request) -> Option<Response> {
    Some(match kind {
        FaultKind::RateLimit { retry_after, retry_after_ms } => {
            let mut response = Response::new(429, HTML, error_pages::web_server(429, "Too Many Requests"));
            let headers = [("retry-after", retry_after), ("retry-after-ms", retry_after_ms)];
            response
                .headers
                .extend(headers.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))));
            response
        }
        FaultKind::Status { status, body: StatusBody::Html } => {
            Response::new(*status, HTML, error_pages::web_server(*status, "Server Error"))
        }
        FaultKind::Status { status, body: StatusBody::Empty } => Response::new(*status, HTML, ""),
        FaultKind::Html => Response::new(200, HTML, error_pages::web_server(200, "Under maintenance")),
        FaultKind::Empty => Response::new(200, JSON, ""),
        FaultKind::Null => Response::new(200, JSON, "null"),
        FaultKind::GzipBomb { mib } => {
            let mut response = Response::streamed(gzip(filler(FILLED, *mib)));
            response.headers.push(("content-encoding", "gzip".to_owned()));
            response
        }
        FaultKind::Oversized { mib } => Response::streamed(filler(FILLED, *mib)),
        FaultKind::LongMessage { mib } => Response::streamed(filler(MESSAGE, *mib)),
        FaultKind::Deep { levels } => {
            let levels = usize::try_from(*levels).unwrap_or(usize::MAX / 4);
            Response::new(200, JSON, "[".repeat(levels) + &"]".repeat(levels))
        }
        FaultKind::Redirect { status, location } => {
            let mut response = Response::new(*status, HTML, "");
            response.headers.push(("location", location.clone()));
            response
        }
        FaultKind::Garbage => {
            Response::new(200, JSON, &b"{\"status\":\"success\",\"name\":\"Caff\xE8 \xC0"[..])
        }
        FaultKind::Error { message } => Response::json(&error_json(message.as_str())),
        FaultKind::Body { body, status, content_type } => Response::new(*status, content_type, body.clone()),
        FaultKind::Echo { body, spelling, status, content_type } => {
            Response::new(*status, content_type, quoted(body, *spelling, request))
        }
        FaultKind::DripPage { status, bytes, every_ms } => {
            let mut response = Response::new(*status, HTML, error_pages::web_server(*status, "Server Error"));
            response.chunks = Box::new(chunks::split(response.chunks, *bytes));
            response.pause = *every_ms;
            response
        }
        _ => return None,
    })
}

fn prepend(response: &mut Response, bytes: Bytes) {
    response.length = response.length.map(|length| length + bytes.len() as u64);
    let rest = std::mem::replace(&mut response.chunks, Box::new(std::iter::empty()));
    response.chunks = Box::new(std::iter::once(bytes).chain(rest));
}

/// Replaces the names of parameters in brackets with their values.
fn quoted(body: &str, spelling: Spelling, request: &Request) -> String {
    let params = request.query.iter().chain(request.form.iter());
    params.fold(body.to_owned(), |body, (name, value)| {
        body.replace(&format!("[{name}]"), &spelling.spell(value))
    })
}

const FILLED: &str = "{\"status\":\"success\",\"filler\":\"";
const MESSAGE: &str = "{\"status\":\"error\",\"message\":\"";

/// Valid JSON of `mib` MiB, in constant memory.
fn filler(start: &'static str, mib: u64) -> Chunks {
    let piece = Bytes::from(vec![b'x'; 64 * 1024]);
    let pieces = mib.saturating_mul(MIB / piece.len() as u64);
    let start = Bytes::from_static(start.as_bytes());
    let middle = (0..pieces).map(move |_| piece.clone());
    Box::new(std::iter::once(start).chain(middle).chain(std::iter::once(Bytes::from_static(b"\"}"))))
}
