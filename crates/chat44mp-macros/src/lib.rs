//! `#[model]` and `#[argument]`: expose a struct of the crate `chat44mp` to every enabled language.
//!
//! The generated code of a language is behind the core's feature of that name. Each language has a file here.

mod core;
mod definition;
mod node;
mod python;
mod uniffi;

use proc_macro::TokenStream;
use quote::quote;
use syn::{ItemStruct, parse_macro_input};

use definition::Options;

/// Exposes a struct with named fields as a value in every language.
///
/// In Python (feature `python`) it becomes an immutable class: fields are properties, and it has a constructor with keyword
/// arguments, `repr`, `==`, `hash`, `pickle`, `copy` and `to_dict()`. Fields that are optional (`#[serde(default)]`,
/// `Option`) are optional keyword arguments. Members that are not fields are listed:
///
/// ```ignore
/// #[model(constants(MEMBER, ADMIN), properties(
///     /// The price as a number.
///     price_decimal: Option<Decimal>
/// ))]
/// ```
///
/// `getters(Type)` adds a getter for each field to `Type`, which returns the struct from a method `info()`.
///
/// Fields with `#[serde(skip_serializing)]` are missing from Python's `to_dict()` and from `Debug`, which such a struct must
/// not derive: it is generated.
///
/// In JavaScript (feature `node`) it becomes a plain object with keys in camelCase; a `None` has no key.
///
/// In Kotlin and Swift (feature `uniffi`) it becomes an immutable data class or struct; properties are methods.
#[proc_macro_attribute]
pub fn model(options: TokenStream, item: TokenStream) -> TokenStream {
    let options = parse_macro_input!(options as Options);
    let mut item = parse_macro_input!(item as ItemStruct);
    let python = python::class(&options, &item);
    let core = core::extras(&options, &item);
    let node = node::output(&mut item);
    let uniffi = uniffi::output(&options, &mut item);
    quote! {
        #[cfg_attr(feature = "python", ::pyo3::pyclass(frozen, eq, hash, from_py_object, module = "chat44mp"))]
        #item
        #core
        #python
        #node
        #uniffi
    }
    .into()
}

/// Exposes a struct with named fields as an argument to every language that passes objects.
///
/// In JavaScript (feature `node`) it is a plain object with keys in camelCase, in Kotlin and Swift (feature `uniffi`) a
/// data class or struct. An `Option` can be omitted.
#[proc_macro_attribute]
pub fn argument(_: TokenStream, item: TokenStream) -> TokenStream {
    let mut item = parse_macro_input!(item as ItemStruct);
    let node = node::input(&mut item);
    uniffi::input(&mut item);
    quote! {
        #item
        #node
    }
    .into()
}
