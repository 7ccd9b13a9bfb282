//! Text that the server stores otherwise than it was sent, so that the caller can be warned.

use crate::operation::Operation;

/// What the server's filter against scripts replaces or breaks: a character, and what stands before and after it.
/// Nearly every text has few of these characters, so looking for them first makes the check cheap.
const SCRIPT_LIKE: &[(&str, u8, &str)] = &[
    ("", b'<', "script"),
    ("", b'<', "form"),
    ("", b'<', "title"),
    ("", b'<', "!--"),
    ("", b'<', "?"),
    ("javascript", b':', ""),
    ("vbscript", b':', ""),
    ("data", b':', " base64,"),
    ("document", b'.', "cookie"),
    ("document", b'.', "write"),
    ("window", b'.', "location"),
    ("", b'.', "innerhtml"),
    ("", b'-', "moz-binding"),
    ("redirect", b' ', "301"),
    ("alert", b'(', ""),
    ("eval", b'(', ""),
    ("exec", b'(', ""),
    ("system", b'(', ""),
    ("confirm", b'(', ""),
];

/// Whether the operation's text passes the server's filter; that of users is stored as it is.
pub(crate) fn filters(operation: Operation) -> bool {
    !matches!(operation, Operation::CreateSystemUser | Operation::UpdateUser | Operation::GetUserInfo)
}

/// `text` as the server stores it where no filter applies: without control characters and with LF as line break; each
/// emoji becomes `?`.
pub(crate) fn stored_unfiltered(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = lines.chars().filter(|character| !is_dropped(*character));
    kept.map(|character| if character > '\u{FFFF}' { '?' } else { character }).collect()
}

/// Control characters that the server drops, in every operation.
fn is_dropped(character: char) -> bool {
    character.is_ascii_control() && !matches!(character, '\t' | '\n' | '\r')
}

/// What the server will do to `text`, if anything.
pub(crate) fn expected(text: &str, filtered: bool) -> Option<&'static str> {
    let mut change = None;
    for (at, &byte) in text.as_bytes().iter().enumerate() {
        match byte {
            // The first byte of a character of four bytes.
            0xF0.. => return Some("each emoji becomes `?`"),
            b'%' if filtered && is_escape(&text.as_bytes()[at + 1..]) => {
                change = change.or(Some("`%` with two hex digits is decoded"));
            }
            b'<' | b':' | b'.' | b'-' | b' ' | b'(' if filtered && is_script_like(text.as_bytes(), at) => {
                change = change.or(Some("words that look like a script are replaced"));
            }
            _ => {}
        }
    }
    change
}

fn is_escape(rest: &[u8]) -> bool {
    rest.get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

fn is_script_like(text: &[u8], at: usize) -> bool {
    let (before, after) = (&text[..at], &text[at + 1..]);
    // The filter allows blanks before a parenthesis.
    let before = if text[at] == b'(' { before.trim_ascii_end() } else { before };
    SCRIPT_LIKE.iter().any(|&(start, middle, end)| {
        middle == text[at]
            && before.len() >= start.len()
            && after.len() >= end.len()
            && before[before.len() - start.len()..].eq_ignore_ascii_case(start.as_bytes())
            && after[..end.len()].eq_ignore_ascii_case(end.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_that_changes_is_named() {
        for plain in [
            "Ada Łovelace",
            "50% off",
            "100%",
            "a & b",
            "日本",
            "f(x)",
            "ada.b-c@example.com",
            "a: b (c) <3",
            "",
        ] {
            assert_eq!(expected(plain, true), None, "{plain}");
        }
        assert!(expected("Ada 🎉", false).is_some());
        for changed in
            ["100%41", "<SCRIPT>", "JavaScript:x", "my document.cookie", "confirm (2)", "Redirect 301", "a%2"]
        {
            assert_eq!(expected(changed, true).is_some(), changed != "a%2", "{changed}");
        }
        assert_eq!(expected("<script>", false), None);
    }
}
