//! Rewrites the links of Rust's documentation in Kotlin's form.

use anyhow::Result;
use heck::{ToLowerCamelCase, ToShoutySnakeCase};

use crate::docs::with_links;

/// Replaces [`Variant`](Type::Variant) and [`Type::item`] by [Type.VARIANT] and [Type.item].
pub(super) fn kotlin_links(text: &str) -> Result<String> {
    with_links(text, |owner, item| {
        let item = match (owner, item.starts_with(char::is_lowercase)) {
            (_, true) => item.to_lower_camel_case(),
            (Some(_), false) => item.to_shouty_snake_case(),
            (None, false) => item.to_owned(),
        };
        owner.map_or_else(|| format!("[{item}]"), |owner| format!("[{owner}.{item}]"))
    })
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
