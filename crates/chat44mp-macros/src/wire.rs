//! The JSON schema of a struct that is decoded: each field as the server sends it.

use quote::ToTokens;
use syn::{Field, ItemStruct, parse_quote};

use crate::definition::serde_value;

/// Describes the fields of a struct that is decoded, for its schema: the function in `chat44mp::wire` with the name of a field's
/// deserializer does. IDs and records need no deserializer.
pub(crate) fn fields(item: &mut ItemStruct) {
    // Otherwise the struct is composed, or another one is decoded.
    if has(item, "derive", "Deserialize") && !has(item, "serde", "try_from") {
        for field in &mut item.fields {
            let describe = describe(field);
            let attribute =
                parse_quote!(#[cfg_attr(feature = "reflection", schemars(schema_with = #describe))]);
            field.attrs.push(attribute);
        }
    }
}

fn has(item: &ItemStruct, attribute: &str, word: &str) -> bool {
    let named = item.attrs.iter().filter(|attr| attr.path().is_ident(attribute));
    named.map(|attr| attr.to_token_stream().to_string()).any(|text| text.contains(word))
}

fn describe(field: &Field) -> String {
    let deserializer = serde_value(field, "deserialize_with");
    let name = deserializer.as_deref().map_or("value", |path| path.trim_start_matches("lenient::"));
    format!("crate::wire::{name}::<{}>", field.ty.to_token_stream())
}
