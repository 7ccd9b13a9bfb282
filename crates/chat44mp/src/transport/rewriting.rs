//! Text that the server stores otherwise than it was sent, so that the caller can be warned.

use crate::operation::Operation;

/// Words that the server's filter against scripts replaces or breaks.
const SCRIPT_LIKE: &[&str] = &[
    "<script",
    "javascript:",
    "vbscript:",
    "document.cookie",
    "document.write",
    "window.location",
    ".innerhtml",
    "-moz-binding",
    "redirect 301",
    "data: base64,",
    "alert(",
    "eval(",
    "exec(",
    "system(",
    "confirm(",
    "<form",
    "<title",
    "<!--",
    "<?",
];

/// Whether the operation's text passes the server's filter; that of users is stored as it is.
pub(crate) fn filters(operation: Operation) -> bool {
    !matches!(operation, Operation::CreateSystemUser | Operation::UpdateUser | Operation::GetUserInfo)
}

/// What the server will do to `text`, if anything.
pub(crate) fn expected(text: &str, filtered: bool) -> Option<&'static str> {
    if text.chars().any(|character| character.len_utf8() == 4) {
        return Some("each emoji becomes `?`");
    }
    if !filtered {
        return None;
    }
    let escape = |window: &[u8]| window[0] == b'%' && window[1..].iter().all(u8::is_ascii_hexdigit);
    if text.as_bytes().windows(3).any(escape) {
        return Some("`%` with two hex digits is decoded");
    }
    let lower = text.to_ascii_lowercase();
    SCRIPT_LIKE
        .iter()
        .any(|word| lower.contains(word))
        .then_some("words that look like a script are replaced")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_that_changes_is_named() {
        for plain in ["Ada Łovelace", "50% off", "100%", "a & b", "日本", "f(x)"] {
            assert_eq!(expected(plain, true), None, "{plain}");
        }
        assert!(expected("Ada 🎉", false).is_some());
        assert!(expected("100%41", true).is_some());
        assert!(expected("<SCRIPT>", true).is_some());
        assert_eq!(expected("<script>", false), None);
    }
}
