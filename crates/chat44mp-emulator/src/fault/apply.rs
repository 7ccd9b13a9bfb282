//! How a fault harms an answer.

use bytes::Bytes;

use crate::fault::spelling::Spelling;
use crate::fault::{FaultKind, StatusBody};
use crate::handlers::reply::error_json;
use crate::http::chunks::{self, Chunks};
use crate::http::request::Request;
use crate::http::response::{Answer, End, HTML, JSON};
use crate::php::error_pages;

const MIB: u64 = 1024 * 1024;

/// The answer after the fault. Latency, hanging and resetting are not a matter of the answer.
pub(crate) fn apply(mut answer: Answer, kind: &FaultKind, request: &Request) -> Answer {
    // At least one byte is always missing, or nothing would be wrong.
    let short_of = |answer: &Answer, bytes: u64| {
        answer.length.map_or(bytes, |length| bytes.min(length.saturating_sub(1)))
    };
    match kind {
        FaultKind::Reset
        | FaultKind::Hang
        | FaultKind::Latency { .. }
        | FaultKind::Race { .. }
        | FaultKind::HttpsRefresh => return answer,
        FaultKind::Truncate { bytes } => {
            let bytes = short_of(&answer, *bytes);
            answer.chunks = Box::new(chunks::take(answer.chunks, bytes));
            answer.end = End::Cut;
        }
        FaultKind::ShortJson { bytes } => {
            let bytes = short_of(&answer, *bytes);
            answer.chunks = Box::new(chunks::take(answer.chunks, bytes));
            answer.length = answer.length.map(|_| bytes);
        }
        FaultKind::Drip { bytes, every_ms } => {
            answer.chunks = Box::new(chunks::split(answer.chunks, *bytes));
            answer.pause = *every_ms;
        }
        FaultKind::Stall { bytes } => {
            let bytes = short_of(&answer, *bytes);
            answer.chunks = Box::new(chunks::take(answer.chunks, bytes));
            answer.end = End::Silence;
        }
        FaultKind::WrongLength => {
            answer.length = answer.length.map(|length| length + 10);
            answer.end = End::Cut;
        }
        FaultKind::PhpWarning => {
            let warning = error_pages::php_errors(&["Undefined variable $result", "Undefined array key 0"]);
            prepend(&mut answer, warning.into());
        }
        FaultKind::Bom => prepend(&mut answer, Bytes::from_static(b"\xEF\xBB\xBF")),
        FaultKind::RateLimit { retry_after, retry_after_ms } => {
            answer = Answer::new(429, HTML, error_pages::web_server(429, "Too Many Requests"));
            let headers = [("retry-after", retry_after), ("retry-after-ms", retry_after_ms)];
            answer
                .headers
                .extend(headers.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))));
        }
        FaultKind::Status { status, body: StatusBody::Answer } => answer.status = *status,
        FaultKind::Status { status, body } => {
            let page = match body {
                StatusBody::Html => error_pages::web_server(*status, "Server Error"),
                StatusBody::Empty | StatusBody::Answer => String::new(),
            };
            answer = Answer::new(*status, HTML, page);
        }
        FaultKind::Html => answer = Answer::new(200, HTML, error_pages::web_server(200, "Under maintenance")),
        FaultKind::Empty => answer = Answer::new(200, JSON, ""),
        FaultKind::Null => answer = Answer::new(200, JSON, "null"),
        FaultKind::GzipBomb { mib } => {
            answer = Answer::streamed(chunks::gzip(filler(FILLED, *mib)));
            answer.headers.push(("content-encoding", "gzip".to_owned()));
        }
        FaultKind::Oversized { mib } => answer = Answer::streamed(filler(FILLED, *mib)),
        FaultKind::LongMessage { mib } => answer = Answer::streamed(filler(MESSAGE, *mib)),
        FaultKind::Deep { levels } => {
            let levels = usize::try_from(*levels).unwrap_or(usize::MAX / 4);
            answer = Answer::new(200, JSON, "[".repeat(levels) + &"]".repeat(levels));
        }
        FaultKind::Redirect { status, location } => {
            answer = Answer::new(*status, HTML, "");
            answer.headers.push(("location", location.clone()));
        }
        FaultKind::Garbage => {
            answer = Answer::new(200, JSON, &b"{\"status\":\"success\",\"name\":\"Caff\xE8 \xC0"[..])
        }
        FaultKind::Error { message } => answer = Answer::json(&error_json(message.as_str())),
        FaultKind::Body { body, status, content_type } => {
            answer = Answer::new(*status, content_type, body.clone());
        }
        FaultKind::Echo { body, spelling, status, content_type } => {
            answer = Answer::new(*status, content_type, quoted(body, *spelling, request));
        }
        FaultKind::DripPage { status, bytes, every_ms } => {
            answer = Answer::new(*status, HTML, error_pages::web_server(*status, "Server Error"));
            answer.chunks = Box::new(chunks::split(answer.chunks, *bytes));
            answer.pause = *every_ms;
        }
    }
    answer.exact = true;
    answer
}

fn prepend(answer: &mut Answer, bytes: Bytes) {
    answer.length = answer.length.map(|length| length + bytes.len() as u64);
    let rest = std::mem::replace(&mut answer.chunks, Box::new(std::iter::empty()));
    answer.chunks = Box::new(std::iter::once(bytes).chain(rest));
}

/// The body with the values of the request's parameters in place of their names in brackets.
fn quoted(body: &str, spelling: Spelling, request: &Request) -> String {
    let params = request.query.iter().chain(request.form.iter());
    params.fold(body.to_owned(), |body, (name, value)| {
        body.replace(&format!("[{name}]"), &spelling.spell(value))
    })
}

const FILLED: &str = "{\"status\":\"success\",\"filler\":\"";
const MESSAGE: &str = "{\"status\":\"error\",\"message\":\"";

/// Valid JSON of so many MiB, in constant memory.
fn filler(start: &'static str, mib: u64) -> Chunks {
    let piece = Bytes::from(vec![b'x'; 64 * 1024]);
    let pieces = mib.saturating_mul(MIB / piece.len() as u64);
    let start = Bytes::from_static(start.as_bytes());
    let middle = (0..pieces).map(move |_| piece.clone());
    Box::new(std::iter::once(start).chain(middle).chain(std::iter::once(Bytes::from_static(b"\"}"))))
}
