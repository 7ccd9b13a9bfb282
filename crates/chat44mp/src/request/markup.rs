//! Detects markup that the server's text filter changes. All text here is in lower case.

use memchr::memmem;

/// Tags that become entities.
const ENCODED_TAGS: [&str; 42] = [
    "alert",
    "applet",
    "area",
    "audio",
    "base",
    "basefont",
    "behavior",
    "bgsound",
    "blink",
    "body",
    "button",
    "confirm",
    "embed",
    "expression",
    "form",
    "frame",
    "frameset",
    "head",
    "html",
    "iframe",
    "ilayer",
    "input",
    "isindex",
    "keygen",
    "layer",
    "link",
    "math",
    "meta",
    "object",
    "plaintext",
    "prompt",
    "script",
    "select",
    "style",
    "svg",
    "textarea",
    "title",
    "video",
    "xml",
    "xss",
    "comment",
    "marquee",
];

/// Attributes that are removed with their value, in addition to those that begin with `on`.
const REMOVED_ATTRIBUTES: [&str; 7] =
    ["style", "xmlns", "formaction", "form", "xlink:href", "fscommand", "seeksegmenttime"];

/// Texts in a link or an image for which the filter removes its address.
const REMOVED_ADDRESSES: [&str; 9] = [
    "javascript:",
    "livescript:",
    "mocha:",
    "charset=",
    "window.",
    "document.",
    ".cookie",
    "data:",
    "alert(",
];

/// Whether the filter changes `text`.
pub(super) fn is_changed(text: &str) -> bool {
    let mut rest = text;
    let mut entities_are_decoded = false;
    while let Some((_, after)) = rest.split_once('<') {
        // A `<` at the very end stays.
        if after.is_empty() {
            break;
        }
        let Some(end) = unchanged_tag(after) else { return true };
        entities_are_decoded |= after.starts_with(|character: char| character.is_ascii_alphanumeric());
        rest = &after[end..];
        if entities_are_decoded && has_entity(rest) {
            return true;
        }
    }
    let has = |needle: &str| memmem::find(text.as_bytes(), needle.as_bytes()).is_some();
    has("-->") || has("?>") || has_converted_value(text)
}

/// The length of a tag that the filter keeps unchanged; `tag` begins after its `<`.
fn unchanged_tag(tag: &str) -> Option<usize> {
    let name_and_rest =
        tag.trim_start_matches('/').trim_start_matches(|blank: char| blank.is_ascii_whitespace());
    let name_end = name_and_rest.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (name, mut rest) = name_and_rest.split_at(name_end);
    let removed = ["script", "xss"].iter().any(|prefix| name.starts_with(prefix));
    if name.is_empty() || removed || ENCODED_TAGS.contains(&name) {
        return None;
    }
    while !rest.starts_with('>') {
        rest = unchanged_attribute(rest.strip_prefix(' ')?, matches!(name, "a" | "img"))?;
    }
    Some(tag.len() - rest.len() + 1)
}

/// The text after an attribute that the filter keeps unchanged.
fn unchanged_attribute(text: &str, is_address: bool) -> Option<&str> {
    let (name, rest) = text.split_once('=')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':'));
    if !is_name || name.starts_with("on") || REMOVED_ATTRIBUTES.contains(&name) {
        return None;
    }
    let (value, rest) = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split_once(quote)?,
        // Links and images keep only attributes in quotation marks.
        _ if is_address => return None,
        _ => rest.split_at(rest.find(|c: char| c.is_ascii_whitespace() || "\"'=><`".contains(c))?),
    };
    let loses_address = is_address && REMOVED_ADDRESSES.iter().any(|text| value.contains(text));
    let is_kept = !value.trim().is_empty() && !value.contains(['<', '>', '\\']) && !loses_address;
    is_kept.then_some(rest)
}

/// A character reference such as `&amp;`.
fn has_entity(text: &str) -> bool {
    text.split('&').skip(1).any(|piece| {
        let name = piece.strip_prefix('#').unwrap_or(piece);
        name.split_once(';').is_some_and(|(name, _)| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    })
}

/// `name="…"` after a character that is not a letter or digit: `<`, `>` and `\` in its value are converted.
fn has_converted_value(text: &str) -> bool {
    text.match_indices('=').any(|(at, _)| {
        let before = text[..at].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        let is_attribute = before.len() < at && !before.is_empty() && !before.ends_with('>');
        let value = text[at + 1..].chars().next().filter(|quote| matches!(quote, '"' | '\''));
        let value = value.and_then(|quote| text[at + 2..].split_once(quote));
        is_attribute && value.is_some_and(|(value, _)| value.bytes().any(|byte| b"<>\\".contains(&byte)))
    })
}
