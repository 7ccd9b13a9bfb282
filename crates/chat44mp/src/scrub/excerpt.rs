//! Excerpts of HTML pages: their text without tags, scripts and styles.

use super::entities;

/// Maximum length of an excerpt, in characters.
const LIMIT: usize = 300;

/// The text of `page`, with character references decoded and blanks collapsed.
pub(super) fn excerpt(page: &str) -> String {
    let text = decode(&without_tags(page));
    let mut excerpt = String::new();
    for word in text.split_whitespace() {
        if !excerpt.is_empty() {
            excerpt.push(' ');
        }
        excerpt.push_str(word);
    }
    shorten(excerpt, LIMIT)
}

/// At most `limit` characters of `text`.
pub(super) fn shorten(mut text: String, limit: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(limit) {
        text.truncate(end);
    }
    text
}

/// Replaces each tag, comment, script and style by a blank. An unclosed one extends to the end of the page.
fn without_tags(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        let hidden = ["script", "style", "template", "!--"]
            .into_iter()
            .find(|name| tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)));
        let end = match hidden {
            Some("!--") => tag.find("-->").map(|at| at + "-->".len()),
            Some(name) => end_tag(tag, name),
            None => tag.find('>').map(|at| at + 1),
        };
        rest = end.map_or("", |end| &tag[end..]);
    }
    text + rest
}

/// The end of `</name…>` in `text`.
fn end_tag(text: &str, name: &str) -> Option<usize> {
    let is_name = |at: usize| {
        text.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
    };
    let at = text.match_indices("</").map(|(at, _)| at).find(|&at| is_name(at))?;
    text[at..].find('>').map(|end| at + end + 1)
}

fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((reference(&rest[1..end])?, end))) {
            Some((character, end)) => {
                decoded.push(character);
                rest = &rest[end + 1..];
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded + rest
}

fn reference(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else { return entities::named(name.as_bytes()) };
    let value = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    char::from_u32(value.ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_text_of_a_page() {
        let page = "<!DOCTYPE html><title>Error</title><style>p{}</style><!-- <p> x -->\n<SCRIPT>a</b></script >\
            <p class='x'>Duplicate&nbsp;entry &#039;a&#x27; &unknown; &amp;lt;</p> <p id=\"end";
        assert_eq!(excerpt(page), "Error Duplicate entry 'a' &unknown; &lt;");
        assert_eq!(excerpt(&"ä<b>".repeat(400)).chars().count(), LIMIT);
    }
}
