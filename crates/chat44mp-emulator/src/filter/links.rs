//! Links, images and script tags.

use std::sync::LazyLock;

use regex_lite::{Captures, Regex};

// A test covers each pattern; one that does not compile would be omitted.
static LINK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?is)<a(?:rea)?[^a-z0-9>]+([^>]*?)(?:>|$)").ok());
static IMAGE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?is)<img[^a-z0-9]+([^>]*?)(?:\s?/?>|$)").ok());
static SCRIPT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?is)</*(?:script|xss).*?>").ok());
static QUOTED_ATTRIBUTE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?is)\s*[a-z-]+\s*=\s*(?:"[^"]*"|'[^']*')"#).ok());
static COMMENT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?s)/\*.*?\*/").ok());
static SCRIPT_IN_LINK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?is)href=.*?(?:(?:alert|prompt|confirm)(?:\(|&#40;|`|&#96;)|javascript:|livescript:|mocha:|charset=|window\.|\(?document\)?\.|\.cookie|<script|<xss|d\s*a\s*t\s*a\s*:)",
    )
    .ok()
});
static SCRIPT_IN_IMAGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?is)src=.*?(?:(?:alert|prompt|confirm|eval)(?:\(|&#40;|`|&#96;)|javascript:|livescript:|mocha:|charset=|window\.|\(?document\)?\.|\.cookie|<script|<xss|base64\s*,)",
    )
    .ok()
});

/// Removes script from links and images, and script tags.
pub(super) fn remove_scripts(text: &str) -> String {
    if !text.contains('<') {
        return text.to_owned();
    }
    let text = replace_all(&LINK, text, |tag| without_script(tag, &SCRIPT_IN_LINK));
    let text = replace_all(&IMAGE, &text, |tag| without_script(tag, &SCRIPT_IN_IMAGE));
    replace_all(&SCRIPT, &text, |_| "[removed]".to_owned())
}

/// A tag with only its quoted attributes that do not run a script.
fn without_script(tag: &Captures<'_>, script: &LazyLock<Option<Regex>>) -> String {
    let part = |n| tag.get(n).map_or("", |part| part.as_str());
    let (whole, attributes) = (part(0), part(1));
    if attributes.is_empty() {
        return whole.to_owned();
    }
    whole.replace(attributes, &replace_all(script, &quoted_attributes(attributes), |_| String::new()))
}

fn quoted_attributes(attributes: &str) -> String {
    let found = QUOTED_ATTRIBUTE.iter().flat_map(|regex| regex.find_iter(attributes));
    found.map(|attribute| replace_all(&COMMENT, attribute.as_str(), |_| String::new())).collect()
}

fn replace_all(
    regex: &LazyLock<Option<Regex>>,
    text: &str,
    replacement: impl Fn(&Captures<'_>) -> String,
) -> String {
    match &**regex {
        Some(regex) => regex.replace_all(text, replacement).into_owned(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        let patterns =
            [&LINK, &IMAGE, &SCRIPT, &QUOTED_ATTRIBUTE, &COMMENT, &SCRIPT_IN_LINK, &SCRIPT_IN_IMAGE];
        assert!(patterns.into_iter().all(|pattern| pattern.is_some()));
    }

    #[test]
    fn keeps_quoted_attributes_without_script() {
        for (tag, kept) in [
            ("<a href=\"x\" title='y' target=_blank>", "<a href=\"x\" title='y'>"),
            ("<a href=\"javascript:alert(1)\">", "<a alert(1)\">"),
            ("<img src=\"data:base64,x\" alt=\"y\">", "<img x\" alt=\"y\">"),
            ("</script foo>x", "[removed]x"),
        ] {
            assert_eq!(remove_scripts(tag), kept, "{tag}");
        }
    }
}
