//! Finds the JSON in a body: servers write a byte order mark, whitespace or PHP's error messages before it.

use memchr::memmem;
use serde::de::IgnoredAny;

use super::php_messages;

use crate::error::{Error, ErrorCode};

/// How much HTML is searched for JSON after it.
pub(crate) const LEADING_HTML_LIMIT: usize = 256 * 1024;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The JSON in `body`, from its first byte.
///
/// A server in development mode prints messages first: PHP's own, or `<div>…</div>` of its framework. The JSON then follows
/// the last raw `</div>`: inside the JSON, the server escapes every slash.
pub(crate) fn json(body: &[u8]) -> Result<&[u8], Error> {
    let text = trim_start(body);
    if text.is_empty() {
        return Err(Error::new(ErrorCode::EMPTY_BODY, "the server sent an empty response"));
    }
    if !php_messages::may_begin(text) {
        return Ok(text);
    }
    let behind = php_messages::after_messages(text);
    let json = trim_start(behind);
    if is_json(json) {
        return Ok(json);
    }
    let end = memmem::rfind(text, b"</div>").filter(|&end| end <= LEADING_HTML_LIMIT);
    let behind_divs = end.map(|end| php_messages::after_messages(&text[end + b"</div>".len()..]));
    match behind_divs.map(trim_start) {
        Some(json) if is_json(json) => Ok(json),
        _ if behind.len() < text.len() => {
            let message = "the response is a PHP message instead of JSON";
            Err(Error::new(ErrorCode::HTML_PAGE, message))
        }
        _ if text[0] == b'<' => Err(html_page(text)),
        _ => Ok(text),
    }
}

fn is_json(text: &[u8]) -> bool {
    text.starts_with(b"{") || text.starts_with(b"[") || text.starts_with(b"null")
}

/// `json` without PHP's messages after it. After the response to a write, they leave its outcome unknown.
pub(crate) fn without_trailing_messages(json: &[u8], is_read: bool) -> Result<&[u8], Error> {
    // Nearly every response ends with its JSON.
    if matches!(json.trim_ascii_end().last(), Some(b'}' | b']')) {
        return Ok(json);
    }
    let mut values = serde_json::Deserializer::from_slice(json).into_iter::<IgnoredAny>();
    let Some(Ok(_)) = values.next() else { return Ok(json) };
    let (value, rest) = json.split_at(values.byte_offset());
    if rest.trim_ascii().is_empty() || !php_messages::is_only_messages(rest) {
        return Ok(json);
    }
    if is_read {
        return Ok(value);
    }
    let message = "PHP messages follow the response, so the request may have been applied in part";
    Err(Error::new(ErrorCode::NOT_JSON, message))
}

/// Quotes the title of the page, which often names the problem ("404 | page not found").
fn html_page(page: &[u8]) -> Error {
    let error = Error::new(ErrorCode::HTML_PAGE, "the server sent an HTML page instead of JSON");
    let start = String::from_utf8_lossy(&page[..page.len().min(4096)]);
    let title = start.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
    match title.map(|(title, _)| title.trim()) {
        Some(title) if !title.is_empty() => error
            .with_quote(title, |title| format!("the server sent an HTML page instead of JSON: “{title}”")),
        _ => error,
    }
}

/// `body` without leading whitespace and byte order marks: each PHP file that was saved with one sends it.
pub(crate) fn trim_start(body: &[u8]) -> &[u8] {
    let mut text = body.trim_ascii_start();
    while let Some(rest) = text.strip_prefix(BOM) {
        text = rest.trim_ascii_start();
    }
    text
}

/// The error for JSON that serde rejected.
pub(crate) fn malformed(error: serde_json::Error) -> Error {
    use serde_json::error::Category;
    // A message of serde_json can quote a value of the response; only the position is kept.
    let place = format!("at line {}, column {}", error.line(), error.column());
    match error.classify() {
        Category::Eof => {
            Error::new(ErrorCode::TRUNCATED_BODY, format!("the JSON is truncated {place}")).mark_transient()
        }
        Category::Data => Error::new(
            ErrorCode::WRONG_SHAPE,
            format!("the JSON does not have the expected structure {place}"),
        ),
        Category::Syntax if error.to_string().starts_with("recursion limit") => {
            Error::new(ErrorCode::TOO_DEEP, format!("the JSON is nested too deeply {place}"))
        }
        Category::Syntax | Category::Io => {
            Error::new(ErrorCode::NOT_JSON, format!("the response is not JSON {place}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scrub::Secrets;
    use crate::secret::ApiKey;

    fn code(body: &[u8]) -> String {
        json(body).unwrap_err().code().to_string()
    }

    #[test]
    fn finds_json_after_php_messages() {
        for body in [
            &b"{}"[..],
            b"\xEF\xBB\xBF{}",
            b" \xEF\xBB\xBF\n\xEF\xBB\xBF{}",
            b" \r\n{}",
            b"<div style=\"x\">Undefined <b>key</b></div>\n<div>again</div>{}",
            b"<br />\n<b>Warning</b>:  x in <b>/a.php</b> on line <b>12</b><br />\n{}",
            b"<div>x</div><br />\n<b>Notice</b>: y in <b>/a.php</b> on line <b>1</b><br />\n{}",
            b"<br />\n<b>Notice</b>: y {\"id\":1}</b><br />{\"id\":2} on line <b>1</b><br />\n{}",
        ] {
            assert_eq!(json(body).unwrap(), b"{}");
        }
    }

    #[test]
    fn ignores_messages_after_the_response_to_a_read() {
        let html = "\n<br />\n<b>Warning</b>:  x in <b>/a.php</b> on line <b>12</b><br />\n";
        let plain = "\nWarning: x in /a.php on line 12\n";
        for messages in [html, plain, "\nWarning: \"}] in /a.php on line 7"] {
            let body = format!("{{\"id\":1}}{messages}");
            assert_eq!(without_trailing_messages(body.as_bytes(), true).unwrap(), b"{\"id\":1}");
            let error = without_trailing_messages(body.as_bytes(), false).unwrap_err();
            assert_eq!(error.code().as_str(), "not_json");
        }
        for other in ["{\"id\":1} x", "{\"id\":1}<p>Warning</p>", "12", "\"a\"", "{\"id\":"] {
            assert_eq!(without_trailing_messages(other.as_bytes(), true).unwrap(), other.as_bytes());
        }
    }

    #[test]
    fn ignores_json_quoted_in_a_message() {
        let spoofed = b"<br />\n<b>Notice</b>: a on line <b>1</b><br />{\"status\":\"success\"} in <b>/a.php</b> on line \
            <b>2</b><br />\n{\"status\":\"error\"}";
        let json = without_trailing_messages(json(spoofed).unwrap(), true).unwrap();
        assert!(serde_json::from_slice::<serde_json::Value>(json).is_err());
    }

    #[test]
    fn distinguishes_pages_from_empty_bodies() {
        assert_eq!(code(b""), "empty_body");
        assert_eq!(code(b" \n"), "empty_body");
        assert_eq!(code(b"<html><div></div></html>"), "html_page");
        assert_eq!(code(b"<div>Fatal error</div>"), "html_page");
        assert_eq!(code(b"<br />\n<b>Fatal error</b>: {} on line <b>1</b><br />\n"), "html_page");
        assert_eq!(code(b"<br />\n<b>Notice</b>: {\"id\":1}"), "html_page");
        let error = json(b"<html><title>404 | page not found</title></html>").unwrap_err();
        let error = error.scrubbed(&Secrets::new(&ApiKey::from("12-AbCdEfG1234567890QwErTyU"), []));
        assert_eq!(
            error.server_message(),
            "the server sent an HTML page instead of JSON: “404 | page not found”"
        );
        let long = [b"<div>".as_slice(), &vec![b'x'; LEADING_HTML_LIMIT], b"</div>{}"].concat();
        assert_eq!(code(&long), "html_page");
    }
}
