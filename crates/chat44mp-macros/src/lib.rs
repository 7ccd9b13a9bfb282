//! `#[model]`: exposes a model of the crate `chat44mp` to every enabled language.
//!
//! What it writes is behind the core's features, so without one it writes nothing. Each language has a file here.

mod node;
mod options;
mod python;
mod uniffi;

use proc_macro::TokenStream;
use quote::quote;
use syn::{ItemStruct, parse_macro_input};

use options::Options;

/// Exposes a struct with named fields as a value to every language.
///
/// In Python (feature `python`) it becomes an immutable class: fields as properties, keyword arguments to create one,
/// `repr`, `==`, `hash`, `pickle`, `copy` and `to_dict()`. What the server can leave out (`#[serde(default)]`, `Option`) can
/// be left out there, too. What is not a field is named:
///
/// ```ignore
/// #[model(constants(MEMBER, ADMIN), properties(
///     /// The price as a number.
///     price_decimal: Option<Decimal>
/// ))]
/// ```
///
/// In JavaScript (feature `node`) it becomes a plain object with keys in camelCase; what is `None` is missing.
///
/// In Kotlin and Swift (feature `uniffi`) it becomes an immutable data class or struct; properties are methods there.
#[proc_macro_attribute]
pub fn model(options: TokenStream, item: TokenStream) -> TokenStream {
    let options = parse_macro_input!(options as Options);
    let mut item = parse_macro_input!(item as ItemStruct);
    let python = python::class(&options, &item);
    let node = node::given(&mut item);
    let uniffi = uniffi::given(&options, &mut item);
    quote! {
        #[cfg_attr(feature = "python", ::pyo3::pyclass(frozen, eq, hash, from_py_object, module = "chat44mp"))]
        #item
        #python
        #node
        #uniffi
    }
    .into()
}

/// Exposes a struct with named fields as an argument to every language that passes objects.
///
/// In JavaScript (feature `node`) it is a plain object with keys in camelCase, in Kotlin and Swift (feature `uniffi`) a
/// data class or struct; what is an `Option` can be left out.
#[proc_macro_attribute]
pub fn argument(_: TokenStream, item: TokenStream) -> TokenStream {
    let mut item = parse_macro_input!(item as ItemStruct);
    let node = node::taken(&mut item);
    uniffi::taken(&mut item);
    quote! {
        #item
        #node
    }
    .into()
}
