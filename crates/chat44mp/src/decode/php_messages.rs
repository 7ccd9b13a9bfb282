//! PHP's own messages around the JSON, which a server in development mode prints into its responses.
//!
//! With `html_errors`: `<br />⏎<b>Warning</b>:  … in <b>/app/Api.php</b> on line <b>12</b><br />`, without:
//! `⏎Warning: … in /app/Api.php on line 12⏎`. A message can quote anything, so it ends at the first possible place. If that is
//! wrong, the rest is not JSON followed by messages, and the response is rejected.

use memchr::memmem;

const KINDS: [&[u8]; 8] = [
    b"Warning",
    b"Notice",
    b"Deprecated",
    b"Fatal error",
    b"Parse error",
    b"Strict Standards",
    b"Recoverable fatal error",
    b"Catchable fatal error",
];

/// The text after the messages at the start of `text`; all of it, if there is none.
pub(super) fn after_messages(mut text: &[u8]) -> &[u8] {
    while let Some(rest) = after_message(text) {
        text = rest;
    }
    text
}

/// Whether `text` consists of messages and blanks.
pub(super) fn is_only_messages(text: &[u8]) -> bool {
    after_messages(text).trim_ascii().is_empty()
}

/// Whether `text` begins like a message; a prefix that is too short to decide counts.
pub(super) fn may_begin(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    text.starts_with(b"<")
        || KINDS.iter().any(|kind| text.starts_with(kind) || kind.starts_with(text) && !text.is_empty())
}

fn after_message(text: &[u8]) -> Option<&[u8]> {
    let text = text.trim_ascii_start();
    let tagged = text.strip_prefix(b"<br />").map_or(text, <[u8]>::trim_ascii_start);
    if let Some(text) = tagged.strip_prefix(b"<b>") {
        let text = after_kind(text)?.strip_prefix(b"</b>:")?;
        return after_number(text, b" on line <b>", b"</b><br />");
    }
    let text = after_kind(text)?.strip_prefix(b": ")?;
    after_number(text, b" on line ", b"")
}

fn after_kind(text: &[u8]) -> Option<&[u8]> {
    KINDS.iter().find_map(|kind| text.strip_prefix(*kind))
}

/// The text after the first `before`, a number and `behind`.
fn after_number<'a>(text: &'a [u8], before: &[u8], behind: &[u8]) -> Option<&'a [u8]> {
    let text = &text[memmem::find(text, before)? + before.len()..];
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let rest = text[digits..].strip_prefix(behind)?;
    let ends_line = !behind.is_empty() || rest.first().is_none_or(|byte| matches!(byte, b'\r' | b'\n'));
    (digits > 0 && ends_line).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str =
        "<br />\n<b>Warning</b>:  Undefined array key 0 in <b>/app/Api.php</b> on line <b>12</b><br />\n";
    const PLAIN: &str = "\nDeprecated: Creation of dynamic property in /app/Api.php on line 345\n";
    const TRACE: &str = "<br />\n<b>Fatal error</b>:  Uncaught Error: x in /app/a.php:3\nStack trace:\n#0 {main}\n  thrown in \
                         <b>/app/a.php</b> on line <b>3</b><br />";

    #[test]
    fn skips_messages_of_every_form() {
        for messages in [HTML, PLAIN, TRACE] {
            for repeat in [1, 3] {
                let text = messages.repeat(repeat) + "{}";
                assert_eq!(after_messages(text.as_bytes()).trim_ascii(), b"{}", "{text}");
                assert!(is_only_messages(messages.repeat(repeat).as_bytes()), "{messages}");
            }
        }
        assert!(is_only_messages(format!("{HTML}{PLAIN} {TRACE}\n").as_bytes()));
    }

    #[test]
    fn skips_nothing_else() {
        for text in [
            "{}",
            "<html></html>",
            "<b>Bold</b>: on line <b>1</b><br />",
            "Warning: no number on line",
            "null",
            "x",
        ] {
            assert_eq!(after_messages(text.as_bytes()), text.as_bytes());
            assert!(!is_only_messages(text.as_bytes()), "{text}");
        }
        assert!(!is_only_messages(format!("{HTML}{{}}").as_bytes()));
    }

    #[test]
    fn recognises_the_beginning_of_a_message() {
        assert!(["<", "<br", "W", "Warn", HTML, PLAIN].iter().all(|text| may_begin(text.as_bytes())));
        assert!(["", " \n", "{", "null", "Wrong", "x"].iter().all(|text| !may_begin(text.as_bytes())));
    }
}
