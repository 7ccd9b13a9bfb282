//! Where the JSON begins: servers put a byte order mark, blanks or PHP's own error messages before it.

use memchr::memmem;

use crate::error::{Error, ErrorCode};

/// How much HTML is looked through for JSON behind it.
pub(crate) const LEADING_HTML_LIMIT: usize = 256 * 1024;

/// How a message of PHP ends.
const MESSAGE_ENDS: [&[u8]; 2] = [b"</div>", b"</b><br />"];

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The JSON in `body`, from its first byte on.
///
/// An install in PHP's development mode sends messages first: `<div>…</div>`, or PHP's own
/// `<br />\n<b>Warning</b>: … on line <b>12</b><br />`. The JSON is what follows the last raw end of one: inside JSON
/// every slash is escaped here, so none can stand there. JSON that a message quotes has the message's end behind it.
pub(crate) fn json(body: &[u8]) -> Result<&[u8], Error> {
    let text = trim_start(body);
    if text.is_empty() {
        return Err(Error::new(ErrorCode::EMPTY_BODY, "the server sent an empty answer"));
    }
    if text[0] != b'<' {
        return Ok(text);
    }
    let ends = MESSAGE_ENDS.iter().filter_map(|end| Some(memmem::rfind(text, end)? + end.len()));
    let end = ends.max().filter(|&end| end <= LEADING_HTML_LIMIT);
    match end.map(|end| trim_start(&text[end..])) {
        Some(json) if json.starts_with(b"{") || json.starts_with(b"[") || json.starts_with(b"null") => {
            Ok(json)
        }
        _ => Err(html_page(text)),
    }
}

/// Names the page by its title, which often says what is wrong ("404 | page not found").
fn html_page(page: &[u8]) -> Error {
    let error = Error::new(ErrorCode::HTML_PAGE, "the server sent an HTML page instead of JSON");
    let start = String::from_utf8_lossy(&page[..page.len().min(4096)]);
    let title = start.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
    match title.map(|(title, _)| title.trim()) {
        Some(title) if !title.is_empty() => {
            error.quoting(title, |title| format!("the server sent an HTML page instead of JSON: “{title}”"))
        }
        _ => error,
    }
}

/// `body` without a byte order mark and blanks at its start.
pub(crate) fn trim_start(body: &[u8]) -> &[u8] {
    body.strip_prefix(BOM).unwrap_or(body).trim_ascii_start()
}

/// The error for JSON that serde could not read.
pub(crate) fn malformed(error: serde_json::Error) -> Error {
    use serde_json::error::Category;
    // serde_json's own words can quote a value of the answer; only the place is kept.
    let place = format!("at line {}, column {}", error.line(), error.column());
    match error.classify() {
        Category::Eof => {
            Error::new(ErrorCode::TRUNCATED_BODY, format!("the JSON ends too early {place}")).transient()
        }
        Category::Data => Error::new(ErrorCode::WRONG_SHAPE, format!("the JSON has another shape {place}")),
        Category::Syntax if error.to_string().starts_with("recursion limit") => {
            Error::new(ErrorCode::TOO_DEEP, format!("the JSON is nested too deep {place}"))
        }
        Category::Syntax | Category::Io => {
            Error::new(ErrorCode::NOT_JSON, format!("the answer is not JSON {place}"))
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
    fn json_is_found_behind_what_php_prints() {
        for body in [
            &b"{}"[..],
            b"\xEF\xBB\xBF{}",
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
    fn pages_and_nothing_are_told_apart() {
        assert_eq!(code(b""), "empty_body");
        assert_eq!(code(b" \n"), "empty_body");
        assert_eq!(code(b"<html><div></div></html>"), "html_page");
        assert_eq!(code(b"<div>Fatal error</div>"), "html_page");
        assert_eq!(code(b"<br />\n<b>Fatal error</b>: {} on line <b>1</b><br />\n"), "html_page");
        assert_eq!(code(b"<br />\n<b>Notice</b>: {\"id\":1}"), "html_page");
        let error = json(b"<html><title>404 | page not found</title></html>").unwrap_err();
        let error = error.scrubbed(&Secrets::new(&ApiKey::from("12-AbCdEfG1234567890QwErTyU"), []));
        assert_eq!(error.message(), "the server sent an HTML page instead of JSON: “404 | page not found”");
        let long = [b"<div>".as_slice(), &vec![b'x'; LEADING_HTML_LIMIT], b"</div>{}"].concat();
        assert_eq!(code(&long), "html_page");
    }
}
