//! Rewrites the links of Rust's documentation as code, because DocC would look them up.

use anyhow::Result;
use heck::ToLowerCamelCase;

use crate::docs::with_links;

/// Replaces [`Variant`](Type::Variant) and [`Type::some_item`] by `Type.variant` and `Type.someItem`.
pub(super) fn without_links(text: &str) -> Result<String> {
    with_links(text, |owner, item| match owner {
        Some(owner) => format!("`{owner}.{}`", item.to_lower_camel_case()),
        None if item.starts_with(char::is_lowercase) => format!("`{}`", item.to_lower_camel_case()),
        None => format!("`{item}`"),
    })
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
