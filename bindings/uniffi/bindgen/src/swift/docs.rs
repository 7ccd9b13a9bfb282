//! Rewrites the links of Rust's documentation as code, because DocC would look them up.

use anyhow::Result;
use heck::ToLowerCamelCase;
use regex_lite::{Captures, Regex};

/// Replaces [`Variant`](Type::Variant) and [`Type::some_item`] by `Type.variant` and `Type.someItem`.
pub(super) fn without_links(text: &str) -> Result<String> {
    let link = Regex::new(r"\[`([\w:]+)`\](?:\(([\w:]+)\))?")?;
    let code = |found: &Captures<'_>| {
        let path = found.get(2).map_or(&found[1], |target| target.as_str());
        let path = path.strip_prefix("Self::").unwrap_or(path);
        match path.rsplit_once("::") {
            Some((owner, item)) => format!("`{owner}.{}`", item.to_lower_camel_case()),
            None if path.starts_with(char::is_lowercase) => format!("`{}`", path.to_lower_camel_case()),
            None => format!("`{path}`"),
        }
    };
    Ok(link.replace_all(text, code).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn converts_links() {
        for (rust, swift) in [
            ("see [`price_decimal`](Self::price_decimal).", "see `priceDecimal`."),
            ("[`WideCsv`](ExportFormat::WideCsv)", "`ExportFormat.wideCsv`"),
            ("[`User::MEMBER`]", "`User.member`"),
            ("One row of [`Flows::answers`].", "One row of `Flows.answers`."),
            ("[`Contact`]", "`Contact`"),
        ] {
            assert_eq!(without_links(rust).unwrap(), swift);
        }
    }
}
