//! Rewrites the links of Rust's documentation for another language.

use anyhow::Result;
use regex_lite::{Captures, Regex};

/// Replaces links such as [`Variant`](Type::Variant) and [`Type::item`] by what `written` returns for the type, if there is one,
/// and the item.
pub(crate) fn with_links(text: &str, written: impl Fn(Option<&str>, &str) -> String) -> Result<String> {
    let link = Regex::new(r"\[`([\w:]+)`\](?:\(([\w:]+)\))?")?;
    let replaced = link.replace_all(text, |found: &Captures<'_>| {
        let path = found.get(2).map_or(&found[1], |target| target.as_str());
        let path = path.strip_prefix("Self::").unwrap_or(path);
        let (owner, item) = path.rsplit_once("::").map_or((None, path), |(owner, item)| (Some(owner), item));
        written(owner, item)
    });
    Ok(replaced.into_owned())
}
