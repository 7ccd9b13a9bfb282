//! Entities, which the filter decodes from the first tag on.

use std::sync::LazyLock;

use regex_lite::{Captures, Regex};

use super::repeat::until_stable;

// A test covers each pattern; one that does not compile would be omitted.
static QUOTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?is)[^a-z0-9>]+[a-z0-9]+=(?:"[^"]*"|'[^']*')"#).ok());
static MARKUP: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"<\w").ok());
static ENTITY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)&(?:(amp|lt|gt|quot)|#(?:x0*([0-9a-f]{2,5})|0*([0-9]{2,4})));").ok());

/// Escapes angle brackets in quoted attributes, then decodes the entities from the first tag on.
pub(super) fn decode_in_markup(text: &str) -> String {
    let Some(quoted) = &*QUOTED else { return text.to_owned() };
    let text = quoted.replace_all(text, |found: &Captures<'_>| {
        let found = found.get(0).map_or("", |found| found.as_str());
        found.replace('>', "&gt;").replace('<', "&lt;").replace('\\', "\\\\")
    });
    match MARKUP.as_ref().and_then(|markup| markup.find(&text)) {
        Some(markup) => {
            let (plain, markup) = text.split_at(markup.start());
            plain.to_owned() + &until_stable(markup.to_owned(), decode)
        }
        None => text.into_owned(),
    }
}

fn decode(text: &str) -> String {
    match &*ENTITY {
        Some(regex) if text.contains('&') => regex.replace_all(text, character).into_owned(),
        _ => text.to_owned(),
    }
}

/// The character of an entity. Apostrophes and invalid characters are unchanged.
fn character(entity: &Captures<'_>) -> String {
    let part = |n| entity.get(n).map(|part| part.as_str());
    let number = match (part(2), part(3)) {
        (Some(hexadecimal), _) => u32::from_str_radix(hexadecimal, 16).ok(),
        (_, Some(decimal)) => decimal.parse().ok(),
        _ => None,
    };
    let decoded = match part(1).map(str::to_ascii_lowercase).as_deref() {
        Some("amp") => Some('&'),
        Some("lt") => Some('<'),
        Some("gt") => Some('>'),
        Some(_) => Some('"'),
        None => number.and_then(char::from_u32).filter(|c| *c != '\'' && !c.is_control()),
    };
    decoded.map_or_else(|| part(0).unwrap_or_default().to_owned(), String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_from_the_first_tag_on() {
        for (text, decoded) in [
            ("a &amp; b", "a &amp; b"),
            ("a &amp; <b>c &amp; d</b>", "a &amp; <b>c & d</b>"),
            ("<b>&amp;lt;&#65;&#x42;&#039;&eacute;", "<b><AB&#039;&eacute;"),
            ("x=\"a>b\"", "x=\"a>b\""),
            (" x=\"a>b\"", " x=\"a&gt;b\""),
        ] {
            assert_eq!(decode_in_markup(text), decoded, "{text}");
        }
    }
}
