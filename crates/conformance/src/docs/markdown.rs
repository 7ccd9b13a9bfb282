//! Markdown as MDX reads it.

use std::fmt::Write as _;

/// A generated file: its path below the folder of the pages, and its text.
pub(super) type Page = (String, String);

/// Text of the core as Markdown: links of Rust become code, and braces and angle brackets outside of code are escaped.
pub(super) fn prose(text: &str) -> String {
    let text = without_links(text);
    let mut prose = String::with_capacity(text.len() + 8);
    let mut in_code = false;
    for character in text.chars() {
        in_code ^= character == '`';
        if !in_code && "{}<>*_".contains(character) {
            prose.push('\\');
        }
        prose.push(character);
    }
    prose
}

/// Replaces `` [`name`](path) `` and `` [`name`] `` by the name.
fn without_links(text: &str) -> String {
    let mut parts = text.split("[`");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("`]").unwrap_or((part, ""));
        let rest =
            rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or(rest, |(_, rest)| rest);
        let _ = write!(plain, "`{}`{rest}", name.rsplit("::").next().unwrap_or(name).to_lowercase());
    }
    plain
}

/// The head of a page.
pub(super) fn head(title: &str, description: &str, more: &str) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    format!("---\ntitle: {}\ndescription: {}\n{more}---\n\n", quoted(title), quoted(&plain(description)))
}

/// Text without the marks of code.
fn plain(text: &str) -> String {
    without_links(text).replace('`', "")
}

/// A code block whose content the generator has run or received.
pub(super) fn fence(language: &str, title: &str, code: &str) -> String {
    format!(
        "```{language} title=\"{title}\" run=\"by the generator of this page\"\n{}\n```\n",
        code.trim_end()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_mdx_would_read() {
        assert_eq!(prose("a {n} <b> `{c}` my_name"), "a \\{n\\} \\<b\\> `{c}` my\\_name");
        assert_eq!(
            prose("Like [`answers`](Self::answers), of [`Csv`](X::Csv)."),
            "Like `answers`, of `csv`."
        );
    }
}
