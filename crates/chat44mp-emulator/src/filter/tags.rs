//! Tags: which are escaped, and which attributes are removed.

use std::sync::LazyLock;

use regex_lite::{Captures, Regex};

/// Elements that are written as entities.
const ESCAPED: [&str; 40] = [
    "alert",
    "area",
    "prompt",
    "confirm",
    "applet",
    "audio",
    "basefont",
    "base",
    "behavior",
    "bgsound",
    "blink",
    "body",
    "embed",
    "expression",
    "form",
    "frameset",
    "frame",
    "head",
    "html",
    "ilayer",
    "iframe",
    "input",
    "button",
    "select",
    "isindex",
    "layer",
    "link",
    "meta",
    "keygen",
    "object",
    "plaintext",
    "style",
    "script",
    "textarea",
    "title",
    "math",
    "video",
    "svg",
    "xml",
    "xss",
];

/// Attributes that are removed with their value, in addition to those that start with `on`.
const REMOVED: [&str; 7] =
    ["style", "xmlns", "formaction", "form", "xlink:href", "fscommand", "seeksegmenttime"];

/// `<`, slashes and blanks (1), the name (2), attributes (3) up to the `>` (4); or `<` and anything without a name.
static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r#"(?is)<(?:(/*\s*)([a-z0-9]+)[^\s"'a-z0-9>/=]*((?:[\s"'/=]*[^\s"'>/=]+(?:\s*={VALUE})?)*)[^>]*(>)?|.+)"#
    ))
    .ok()
});

static ATTRIBUTE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!(r#"(?s)([^\s"'>/=]+)\s*=({VALUE})"#)).ok());

const VALUE: &str = r#"(?:[^\s"'=><`]+|\s*"[^"]*"|\s*'[^']*'|\s*)"#;

/// Writes unclosed and forbidden tags as entities and cleans the attributes of the others.
pub(super) fn sanitize(text: &str) -> String {
    match &*TAG {
        Some(regex) if text.contains('<') => regex.replace_all(text, sanitize_tag).into_owned(),
        _ => text.to_owned(),
    }
}

fn sanitize_tag(tag: &Captures<'_>) -> String {
    let part = |n| tag.get(n).map_or("", |part: regex_lite::Match<'_>| part.as_str());
    let (whole, slash, name, end) = (part(0), part(1), part(2), part(4));
    if end.is_empty() {
        return format!("&lt;{}", &whole[1..]);
    }
    if ESCAPED.iter().any(|escaped| name.eq_ignore_ascii_case(escaped)) {
        return format!("&lt;{}&gt;", &whole[1..whole.len() - 1]);
    }
    format!("<{slash}{name}{}>", attributes(part(3)))
}

/// The attributes with a value; others are dropped.
fn attributes(mut rest: &str) -> String {
    let mut kept = String::new();
    while let Some(regex) = &*ATTRIBUTE {
        rest = rest.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
        let Some(attribute) = regex.captures(rest) else { break };
        let part = |n| attribute.get(n).map_or("", |part: regex_lite::Match<'_>| part.as_str());
        let removed = is_removed(part(1)) || part(2).trim_ascii().is_empty();
        kept.push(' ');
        kept.push_str(if removed { "xss=removed" } else { part(0) });
        rest = attribute.get(0).map_or("", |whole| &rest[whole.end()..]);
    }
    kept
}

fn is_removed(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    REMOVED.contains(&name.as_str())
        || name.strip_prefix("on").is_some_and(|event| !event.is_empty() && is_word(event))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_attributes() {
        for (tag, kept) in [
            ("<p onclick=x CLASS='y' disabled id=z>", "<p xss=removed CLASS='y' id=z>"),
            ("<p a= b=\"\">", "<p xss=removed b=\"\">"),
            ("<p title=\"a>b\">", "<p title=\"a>b\">"),
            ("</ P >", "</ P>"),
            ("<p", "&lt;p"),
            ("<!x> <form>", "&lt;!x> <form>"),
        ] {
            assert_eq!(sanitize(tag), kept, "{tag}");
        }
    }
}
