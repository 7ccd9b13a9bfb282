//! Words that the filter removes, joins or escapes, also inside other words.

use std::sync::LazyLock;

use regex_lite::Regex;

const REMOVED: &str = "[removed]";

/// Texts and their replacements; case-sensitive.
const FORBIDDEN: [(&str, &str); 12] = [
    ("document.cookie", REMOVED),
    ("(document).cookie", REMOVED),
    ("document.write", REMOVED),
    ("(document).write", REMOVED),
    (".parentNode", REMOVED),
    (".innerHTML", REMOVED),
    ("-moz-binding", REMOVED),
    ("<!--", "&lt;!--"),
    ("-->", "--&gt;"),
    ("<![CDATA[", "&lt;![CDATA["),
    ("<comment>", "&lt;comment&gt;"),
    ("<%", "&lt;&#37;"),
];

/// A lower-case text that every match contains, as a quick check, and the pattern of what is removed.
const FORBIDDEN_PATTERNS: [(&str, &str); 10] = [
    ("javascript", r"(?i)javascript\s*:"),
    ("window", r"(?i)\(?window\)?(?:\.document)?\.(?:location|on\w*)"),
    ("document", r"(?i)\(?document\)?\.(?:location|on\w*)"),
    ("expression", r"(?i)expression\s*(?:\(|&#40;)"),
    ("vbscript", r"(?i)vbscript\s*:"),
    ("wscript", r"(?i)wscript\s*:"),
    ("jscript", r"(?i)jscript\s*:"),
    ("vbs", r"(?i)vbs\s*:"),
    ("redirect", r"(?i)Redirect\s+30\d"),
    ("base64", r#"(?is)"data\s*:.*?base64.*?,"?|'data\s*:.*?base64.*?,'?|data\s*:.*?base64.*?,"#),
];

/// Words whose letters are joined.
const COMPACTED: [&str; 17] = [
    "javascript",
    "expression",
    "vbscript",
    "jscript",
    "wscript",
    "vbs",
    "script",
    "base64",
    "applet",
    "alert",
    "document",
    "write",
    "cookie",
    "window",
    "confirm",
    "prompt",
    "eval",
];

/// Names of functions whose calls lose their parentheses, also as ends of longer words.
const FUNCTIONS: &str = "alert|prompt|confirm|cmd|passthru|eval|exec|expression|system|fopen|fsockopen|file|file_get_contents|readfile|unlink";

// A pattern that does not compile would be omitted; a test counts them.
static FORBIDDEN_REGEXES: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
    let patterns = FORBIDDEN_PATTERNS.into_iter();
    patterns.filter_map(|(needed, pattern)| Some((needed, Regex::new(pattern).ok()?))).collect()
});

static COMPACTED_REGEXES: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
    let spaced = |word: &str| word.chars().map(String::from).collect::<Vec<_>>().join(r"\s*");
    let regex = |word| Some((word, Regex::new(&format!(r"(?i)({})(\W)", spaced(word))).ok()?));
    COMPACTED.into_iter().filter_map(regex).collect()
});

static CALLS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let call = |brackets: &str| Regex::new(&format!(r"(?is)({FUNCTIONS})(\s*){brackets}")).ok();
    let patterns = [(r"\((.*?)\)", "$1$2&#40;$3&#41;"), ("`(.*?)`", "$1$2&#96;$3&#96;")];
    patterns.into_iter().filter_map(|(brackets, replacement)| Some((call(brackets)?, replacement))).collect()
});

/// Replaces forbidden texts.
pub(super) fn remove_forbidden(mut text: String) -> String {
    for (forbidden, replacement) in FORBIDDEN {
        if text.contains(forbidden) {
            text = text.replace(forbidden, replacement);
        }
    }
    for (needed, regex) in FORBIDDEN_REGEXES.iter() {
        if text.to_ascii_lowercase().contains(needed) {
            text = regex.replace_all(&text, REMOVED).into_owned();
        }
    }
    text
}

/// Removes the blanks inside words like `java script`, before a character that ends a word.
pub(super) fn compact(mut text: String) -> String {
    let letters = text.replace(|c: char| c.is_ascii_whitespace() || c == '\u{b}', "").to_ascii_lowercase();
    if letters.len() == text.len() {
        return text;
    }
    for (word, regex) in COMPACTED_REGEXES.iter().filter(|(word, _)| letters.contains(word)) {
        let compacted = regex.replace_all(&text, |found: &regex_lite::Captures<'_>| {
            let spaced = found.get(1).map_or("", |part| part.as_str());
            let letters: String = spaced.split_ascii_whitespace().collect();
            debug_assert!(letters.eq_ignore_ascii_case(word));
            letters + found.get(2).map_or("", |part| part.as_str())
        });
        text = compacted.into_owned();
    }
    text
}

/// Writes the parentheses of calls like `alert(1)` as entities.
pub(super) fn escape_calls(mut text: String) -> String {
    for (regex, replacement) in CALLS.iter() {
        if text.contains(['(', '`']) {
            text = regex.replace_all(&text, *replacement).into_owned();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(FORBIDDEN_REGEXES.len(), FORBIDDEN_PATTERNS.len());
        assert_eq!(COMPACTED_REGEXES.len(), COMPACTED.len());
        assert_eq!(CALLS.len(), 2);
    }
}
