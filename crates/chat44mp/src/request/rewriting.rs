//! Detects text that the server stores differently, in order to warn the caller.
//!
//! Most operations apply a script filter. Its rules were observed; `tests/data/text-filter.tsv` has examples. Rules that
//! only join split words (`win dow` before a blank) are omitted, because ordinary text looks the same.

use memchr::memmem;

use super::markup;

/// Returns `text` as the server stores it without the filter: control characters are removed, line breaks become LF and
/// each emoji becomes `?`.
pub(crate) fn stored_unfiltered(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = lines.chars().filter(|character| !is_dropped(*character));
    kept.map(|character| if character > '\u{FFFF}' { '?' } else { character }).collect()
}

/// Control characters that the server removes in every operation.
const fn is_dropped(character: char) -> bool {
    character.is_ascii_control() && !matches!(character, '\t' | '\n' | '\r')
}

/// Describes how the server will change `text`, if at all.
pub(crate) fn expected(text: &str, filtered: bool) -> Option<&'static str> {
    let traits = Traits::of(text);
    if traits.has_any(CHANGED)
        && let Some(change) = text.bytes().find_map(|byte| change_of_byte(byte, filtered))
    {
        return Some(change);
    }
    // Nearly every address has the dots of some patterns, but not their letters.
    let suspicious = traits.has_any(PUNCTUATION) || WORDS.iter().any(|word| traits.has_all(*word));
    if filtered && suspicious { change(&text.to_ascii_lowercase()) } else { None }
}

/// Describes how the server changes the character that begins with this byte, wherever it stands.
const fn change_of_byte(byte: u8, filtered: bool) -> Option<&'static str> {
    match byte {
        // The first byte of a four-byte character.
        0xF0.. => Some("each emoji becomes `?`"),
        b'\r' => Some("line breaks become LF"),
        b'\t' if filtered => Some("tabs become blanks"),
        _ if is_dropped(byte as char) => Some("control characters are removed"),
        _ => None,
    }
}

/// What a text contains: a bit for each letter, in either case, for each of the [`OTHERS`], and for two kinds of characters.
#[derive(Clone, Copy)]
struct Traits(u32);

/// Characters of the [`WORDS`] beside letters.
const OTHERS: &[u8] = b".-30";

/// A character that [`change_of_byte`] may describe.
const CHANGED: Traits = Traits(1 << 30);

/// A character without which the filter has no pattern but the [`WORDS`].
const PUNCTUATION: Traits = Traits(1 << 31);

impl Traits {
    /// The traits of each byte: every text of a request is searched.
    const OF_BYTE: [Traits; 256] = {
        let mut table = [Traits(0); 256];
        let mut byte = 0;
        while byte < 256 {
            table[byte] = Traits::of_byte(byte as u8);
            byte += 1;
        }
        table
    };

    const fn of_byte(byte: u8) -> Traits {
        let mut other = 0;
        while other < OTHERS.len() {
            if byte == OTHERS[other] {
                return Traits(1 << (26 + other));
            }
            other += 1;
        }
        match byte.to_ascii_lowercase() {
            letter @ b'a'..=b'z' => Traits(1 << (letter - b'a')),
            b'%' | b'<' | b'>' | b':' | b'(' | b'`' | b'=' => PUNCTUATION,
            _ if change_of_byte(byte, true).is_some() => CHANGED,
            _ => Traits(0),
        }
    }

    const fn of(text: &str) -> Traits {
        let (bytes, mut traits, mut at) = (text.as_bytes(), 0, 0);
        while at < bytes.len() {
            traits |= Traits::OF_BYTE[bytes[at] as usize].0;
            at += 1;
        }
        Traits(traits)
    }

    fn has_any(self, others: Traits) -> bool {
        self.0 & others.0 != 0
    }

    fn has_all(self, others: Traits) -> bool {
        self.0 & others.0 == others.0
    }
}

/// Each pattern of the filter has [`PUNCTUATION`], or all characters of one of these.
const WORDS: [Traits; NEVER_ALLOWED.len() + 1] = {
    let mut words = [Traits::of("redirect30"); NEVER_ALLOWED.len() + 1];
    let mut at = 0;
    while at < NEVER_ALLOWED.len() {
        words[at] = Traits::of(NEVER_ALLOWED[at]);
        at += 1;
    }
    words
};

/// Describes how the filter changes a text in lower case.
fn change(lower: &str) -> Option<&'static str> {
    if has_escape(lower.as_bytes()) {
        return Some("`%` with two hex digits is decoded");
    }
    if markup::is_changed(lower) {
        return Some("markup and `<` are changed");
    }
    is_script_like(lower).then_some("words that look like a script are replaced")
}

/// `%` and two hex digits, with blanks before each.
fn has_escape(text: &[u8]) -> bool {
    memchr::memchr_iter(b'%', text).any(|at| {
        let mut digits = text[at + 1..].iter().filter(|byte| !is_blank(**byte));
        [digits.next(), digits.next()].iter().all(|digit| digit.is_some_and(u8::is_ascii_hexdigit))
    })
}

/// Texts that the filter replaces anywhere.
const NEVER_ALLOWED: [&str; 13] = [
    "document.cookie",
    "(document).cookie",
    "document.write",
    "(document).write",
    ".parentnode",
    ".innerhtml",
    "-moz-binding",
    "document.location",
    "document).location",
    "window.location",
    "window).location",
    "document.on",
    "window.on",
];

/// Words that are replaced if a colon follows; blanks between their letters are ignored.
const SCHEMES: [&str; 5] = ["javascript", "vbscript", "wscript", "jscript", "vbs"];

/// Ends of words after which parentheses become entities.
const FUNCTIONS: [&str; 14] = [
    "alert",
    "prompt",
    "confirm",
    "cmd",
    "passthru",
    "eval",
    "exec",
    "expression",
    "system",
    "fopen",
    "fsockopen",
    "file_get_contents",
    "readfile",
    "unlink",
];

fn is_script_like(lower: &str) -> bool {
    let text = lower.as_bytes();
    if NEVER_ALLOWED.iter().any(|word| memmem::find(text, word.as_bytes()).is_some()) {
        return true;
    }
    let compact: Vec<u8> = text.iter().copied().filter(|byte| !is_blank(*byte)).collect();
    let precedes = |words: &[&str], end: &[u8]| words.iter().any(|word| end.ends_with(word.as_bytes()));
    let schemes = memchr::memchr_iter(b':', &compact).any(|at| precedes(&SCHEMES, &compact[..at]));
    let removed = memmem::find(&compact, b"expression(").is_some();
    let functions = [(b'(', b')'), (b'`', b'`')].iter().any(|&(open, close)| {
        memchr::memchr_iter(open, text).any(|at| {
            let closed = memchr::memchr(close, &text[at + 1..]).is_some();
            closed && precedes(&FUNCTIONS, text[..at].trim_ascii_end())
        })
    });
    schemes || removed || functions || is_redirect(text) || is_data_url(&compact)
}

/// `redirect 30` and a digit.
fn is_redirect(text: &[u8]) -> bool {
    memmem::find_iter(text, b"redirect").any(|at| {
        let rest = &text[at + b"redirect".len()..];
        let code = rest.trim_ascii_start();
        code.len() < rest.len() && code.starts_with(b"30") && code.get(2).is_some_and(u8::is_ascii_digit)
    })
}

/// `data:`, followed somewhere by `base64` and a comma.
fn is_data_url(compact: &[u8]) -> bool {
    memmem::find(compact, b"data:").is_some_and(|at| {
        let base64 = memmem::find(&compact[at..], b"base64").map(|found| &compact[at + found..]);
        base64.is_some_and(|rest| memchr::memchr(b',', rest).is_some())
    })
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    #[expect(clippy::too_many_lines, reason = "it is a table")]
    fn reports_only_text_that_changes() {
        for plain in [
            "Ada Łovelace",
            "50% off",
            "100%",
            "a & b",
            "Tom & Jerry",
            "O'Neil",
            "日本",
            "f(x)",
            "ada.b-c@example.com",
            "a: b (c) 3",
            "Acme (Italy): 3.5 %",
            "5 > 3",
            "x = 'y'",
            "key=\"value\"",
            "<",
            "a <",
            "<b>bold</b>",
            "<p class=\"x\">",
            "Redirect 404",
            "data: 5",
            "Line 1\nLine 2",
            "mailto:a@b.c",
            "“quoted” — fine…",
            "",
            "evaluation (x)",
            "document",
            "100% zzz",
            "alert(1",
            "AT&T; &amp;",
        ] {
            assert_eq!(expected(plain, true), None, "{plain}");
        }
        assert!(expected("Ada 🎉", false).is_some());
        for changed in [
            "100%41",
            "a%2Bb",
            "5% e 10%",
            "100% deal",
            "Remise 50% de Noël",
            "50 % 1 0",
            "<SCRIPT>",
            "JavaScript:x",
            "java script :x",
            "VBScript:",
            "my document.cookie",
            "confirm (2)",
            "Redirect 301",
            "Data: base64, x",
            "medieval(x)",
            "Ecosystem (IT)",
            "node.parentNode",
            "expression (",
            "a < b",
            "a < b > c",
            "I <3 you",
            "<3 a<b>",
            "Anna <anna@example.com>",
            "<d11@x>",
            "<br/>",
            "<hr/>",
            "<form>",
            "<math>",
            "<!-- x -->",
            "<?php",
            "<a href=x target=_blank>",
            "<a href='javascript:x'>",
            "<p onclick=x>",
            "<p style='x'>",
            "<scripture>",
            "x ?>",
            "x-->",
            "tab\there",
            "bell\u{7}",
            "cr\r\n",
            " x=\"a>b\"",
            "eval`x`",
            "<b>a &amp; b</b>",
        ] {
            assert!(expected(changed, true).is_some(), "{changed}");
        }
        for text in ["<script>", "100%41", "a\tb", "alert(1)"] {
            assert_eq!(expected(text, false), None, "{text}");
        }
        for text in ["bell\u{7}", "cr\r\n", "nul\0"] {
            assert!(expected(text, false).is_some(), "{text:?}");
        }
    }

    #[test]
    fn recognises_every_observed_change() {
        let vectors = include_str!("../../../../tests/data/text-filter.tsv");
        let mut changed = 0;
        for line in vectors.lines().filter(|line| !line.starts_with('#')) {
            let (sent, stored) = line.split_once('\t').unwrap();
            let (sent, stored): (String, String) =
                (serde_json::from_str(sent).unwrap(), serde_json::from_str(stored).unwrap());
            assert_eq!(expected(&sent, true).is_some(), sent != stored, "{sent}");
            changed += u32::from(sent != stored);
        }
        assert!(changed >= 35, "{changed}");
    }

    #[test]
    fn unfiltered_text_loses_control_characters_and_emoji() {
        assert_eq!(stored_unfiltered("Zoë\r\n<b>\u{7}\0 😀\t%41\r"), "Zoë\n<b> ?\t%41\n");
    }

    const REST: [&str; 12] = ["Redirect", " ", "30", "1", ".", ":", "(", ")", "<", ">", "%4", "="];

    proptest! {
        #[test]
        fn does_not_warn_about_ordinary_text(text in "([a-zA-Z0-9àéîõüçñßøÅłŽ日本語한글Ωя ]|, |' |& ){0,60}") {
            prop_assume!(!text.to_ascii_lowercase().contains("redirect"));
            prop_assert_eq!(expected(&text, true), None);
        }

        #[test]
        fn overlooks_no_change(
            pieces in prop::collection::vec(
                prop::sample::select([&NEVER_ALLOWED[..], &SCHEMES, &FUNCTIONS, &REST].concat()),
                0..6,
            ),
        ) {
            let text = pieces.concat();
            prop_assert_eq!(expected(&text, true), change(&text.to_ascii_lowercase()));
        }

        #[test]
        fn accepts_any_text(text in any::<String>(), markup in r#"[<>/a-b ='"`%&;:(-]{0,30}"#) {
            let _ = (expected(&text, true), expected(&markup, true));
        }
    }
}
