//! Rewrites the links of Rust's documentation in Kotlin's form.

use anyhow::Result;
use heck::{ToLowerCamelCase, ToShoutySnakeCase};
use regex_lite::{Captures, Regex};

/// Replaces [`Variant`](Type::Variant) and [`Type::item`] by [Type.VARIANT] and [Type.item].
pub(super) fn kotlin_links(text: &str) -> Result<String> {
    let link = Regex::new(r"\[`([\w:]+)`\](?:\(([\w:]+)\))?")?;
    let kotlin = |found: &Captures<'_>| {
        let path = found.get(2).map_or(&found[1], |target| target.as_str());
        let path = path.strip_prefix("Self::").unwrap_or(path);
        let (owner, item) = path.rsplit_once("::").map_or((None, path), |(owner, item)| (Some(owner), item));
        let item = match (owner, item.starts_with(char::is_lowercase)) {
            (_, true) => item.to_lower_camel_case(),
            (Some(_), false) => item.to_shouty_snake_case(),
            (None, false) => item.to_owned(),
        };
        owner.map_or_else(|| format!("[{item}]"), |owner| format!("[{owner}.{item}]"))
    };
    Ok(link.replace_all(text, kotlin).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn converts_links() {
        for (rust, kotlin) in [
            ("see [`price_decimal`](Self::price_decimal).", "see [priceDecimal]."),
            ("[`WideCsv`](ExportFormat::WideCsv)", "[ExportFormat.WIDE_CSV]"),
            ("[`User::MEMBER`]", "[User.MEMBER]"),
            ("One row of [`Flows::answers`].", "One row of [Flows.answers]."),
            ("[`Contact`]", "[Contact]"),
        ] {
            assert_eq!(kotlin_links(rust).unwrap(), kotlin);
        }
    }
}
