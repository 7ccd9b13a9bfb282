//! The anti-XSS filter that the server runs over the text of endpoints 7 to 20: it silently rewrites what it is given.
//!
//! It follows what was observed, not the filter's code: the plain cases are exact, hostile markup is approximate.

use std::sync::LazyLock;

use percent_encoding::percent_decode;
use regex_lite::Regex;

/// Text after the filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filtered {
    pub(crate) text: String,
    /// The text held bytes that are no UTF-8: stored they are `?`, but an answer that echoes them comes out empty.
    pub(crate) unencodable: bool,
}

pub(crate) fn filter(text: &str) -> Filtered {
    let decoded = decode_repeatedly(without_controls(text).into_bytes());
    let (text, unencodable) = readable(&decoded);
    let mut text = without_controls(&text).replace('\t', " ");
    for rule in RULES.iter() {
        if text.to_ascii_lowercase().contains(rule.needed) {
            text = rule.pattern.replace_all(&text, rule.replacement).into_owned();
        }
    }
    Filtered { text: escape_unclosed(&text), unencodable }
}

/// A text that must be there for the pattern to be worth trying, the pattern, and what stands in its place.
const PATTERNS: [(&str, &str, &str); 16] = [
    ("<", r"(?is)</*\s*(?:script|xss)\b.*?>", "[removed]"),
    ("script", r"(?i)(?:java|vb)script\s*:", "[removed]"),
    ("document.", r"(?i)document\.(?:cookie|write)", "[removed]"),
    ("window.", r"(?i)window\.location", "[removed]"),
    (".innerhtml", r"(?i)\.innerHTML", "[removed]"),
    ("-moz-binding", r"(?i)-moz-binding", "[removed]"),
    ("redirect", r"(?i)Redirect\s+30\d", "[removed]"),
    ("base64", r#"(?i)data\s*:[^"']*?base64[^"']*?,"#, "[removed]"),
    ("<!--", "<!--", "&lt;!--"),
    ("-->", "-->", "--&gt;"),
    ("<?", r"<\?", "&lt;?"),
    ("?>", r"\?>", "?&gt;"),
    (
        "<",
        r"(?i)<(/?\s*(?:applet|base|body|button|embed|form|frame|frameset|head|html|iframe|input|link|meta|object|select|style|svg|textarea|title)\b[^<>]*)>",
        "&lt;$1&gt;",
    ),
    ("<img", r"(?i)<img\b[^<>]*\bon\w+\s*=[^<>]*>", "<img>"),
    ("<", r#"(?i)(<[a-z][^<>]*?\s)on\w+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s<>]*)"#, "${1}xss=removed"),
    (
        "(",
        r"(?i)\b(alert|prompt|confirm|cmd|passthru|eval|exec|expression|system|fopen|file_get_contents|readfile|unlink)(\s*)\(([^)]*)\)",
        "$1$2&#40;$3&#41;",
    ),
];

struct Rule {
    needed: &'static str,
    pattern: Regex,
    replacement: &'static str,
}

// A pattern that did not compile would be left out; the test below sees to it that none is.
static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let rule = |(needed, pattern, replacement)| {
        Some(Rule { needed, pattern: Regex::new(pattern).ok()?, replacement })
    };
    PATTERNS.into_iter().filter_map(rule).collect()
});

fn without_controls(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_control() || matches!(c, '\t' | '\n' | '\r')).collect()
}

/// Percent sequences are decoded until none is left, those with spaces inside too: that is how `5% 100%` turns
/// into `50%`.
fn decode_repeatedly(mut bytes: Vec<u8>) -> Vec<u8> {
    loop {
        let decoded = decode_spaced(&percent_decode(&bytes).collect::<Vec<u8>>());
        if decoded == bytes {
            return decoded;
        }
        bytes = decoded;
    }
}

fn decode_spaced(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'%') {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let mut digits = Vec::new();
        let mut end = 0;
        for (n, byte) in rest.iter().enumerate() {
            if byte.is_ascii_hexdigit() {
                digits.push(*byte);
                end = n + 1;
            } else if !byte.is_ascii_whitespace() {
                break;
            }
        }
        if digits.len() >= 2 && digits.len() < end {
            digits.insert(0, b'%');
            out.extend(percent_decode(&digits));
            rest = &rest[end..];
        } else {
            out.push(b'%');
        }
    }
    out.extend_from_slice(rest);
    out
}

fn readable(bytes: &[u8]) -> (String, bool) {
    let mut text = String::with_capacity(bytes.len());
    let mut broken = false;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push('?');
            broken = true;
        }
    }
    (text, broken)
}

/// A `<` that no `>` closes becomes an entity, and spaces before a closing `>` go.
fn escape_unclosed(text: &str) -> String {
    let mut pieces = text.split('<');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once('>') {
            Some((inside, after)) => {
                out.push('<');
                out.push_str(inside.trim_end_matches(' '));
                out.push('>');
                out.push_str(after);
            }
            None => {
                out.push_str("&lt;");
                out.push_str(piece);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(RULES.len(), PATTERNS.len());
    }

    #[test]
    fn rewrites_what_was_observed() {
        for (sent, kept) in [
            ("100%25", "100%"),
            ("20%20x", "20 x"),
            ("a%2Bb", "a+b"),
            ("a%252Bb", "a+b"),
            ("100%41", "100A"),
            ("5% 100%", "50%"),
            ("50% off", "50% off"),
            ("100%", "100%"),
            ("<script>alert(1)</script>", "[removed]alert&#40;1&#41;[removed]"),
            ("javascript:x", "[removed]x"),
            ("VBScript:x", "[removed]x"),
            ("document.cookie document.write", "[removed] [removed]"),
            ("window.location", "[removed]"),
            ("a.innerHTML", "a[removed]"),
            ("-moz-binding", "[removed]"),
            ("Redirect 301 x", "[removed] x"),
            ("Data: base64, x", "[removed] x"),
            ("alert(1)", "alert&#40;1&#41;"),
            ("eval(x)", "eval&#40;x&#41;"),
            ("exec(1)", "exec&#40;1&#41;"),
            ("system()", "system&#40;&#41;"),
            ("confirm (2)", "confirm &#40;2&#41;"),
            ("f(x)", "f(x)"),
            ("<form>", "&lt;form&gt;"),
            ("<title>", "&lt;title&gt;"),
            ("<!-- x -->", "&lt;!-- x --&gt;"),
            ("<?php", "&lt;?php"),
            ("<b>x</b> <p> <div> <a href=\"x\">", "<b>x</b> <p> <div> <a href=\"x\">"),
            ("<a onclick=\"x()\" href=y>", "<a xss=removed href=y>"),
            ("<img src=x onerror=y>", "<img>"),
            ("1 < 2", "1 &lt; 2"),
            ("a < b > c", "a < b> c"),
            ("a\tb\0c\u{7}\nd", "a bc\nd"),
            ("& ' \" \\ è 漢 &amp;", "& ' \" \\ è 漢 &amp;"),
            ("a@example.org", "a@example.org"),
        ] {
            assert_eq!(filter(sent), Filtered { text: kept.to_owned(), unencodable: false }, "{sent}");
        }
    }

    #[test]
    fn a_decoded_bad_byte_cannot_be_echoed() {
        assert_eq!(filter("abc%FFdef"), Filtered { text: "abc?def".to_owned(), unencodable: true });
    }
}
