//! `#[model]`, `#[argument]` and `#[options]`: expose a struct of the crate `chat44mp` to every enabled language;
//! `#[calls]`: the calls of a resource as data.
//!
//! The generated code of a language is behind the core's feature of that name. Each language has a file here.

mod calls;
mod core;
mod definition;
mod node;
mod options;
mod python;
mod uniffi;
mod wire;

use proc_macro::TokenStream;
use quote::quote;
use syn::{Ident, ItemImpl, ItemStruct, parse_macro_input};

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
///
/// With the feature `reflection` it has a JSON schema.
#[proc_macro_attribute]
pub fn model(options: TokenStream, item: TokenStream) -> TokenStream {
    let options = parse_macro_input!(options as Options);
    let mut item = parse_macro_input!(item as ItemStruct);
    let problem =
        definition::link(item.attrs.iter().chain(item.fields.iter().flat_map(|field| &field.attrs)));
    let python = python::class(&options, &item);
    let core = core::extras(&options, &item);
    item.attrs.insert(0, python::declaration());
    item.attrs.insert(0, schema());
    let node = node::output(&mut item);
    let uniffi = uniffi::output(&options, &mut item);
    wire::fields(&mut item);
    quote! {
        #problem
        #item
        #core
        #python
        #node
        #uniffi
    }
    .into()
}

/// Describes a struct that is decoded but is no model, by its JSON schema (feature `reflection`).
#[proc_macro_attribute]
pub fn wire(_: TokenStream, item: TokenStream) -> TokenStream {
    let mut item = parse_macro_input!(item as ItemStruct);
    item.attrs.insert(0, schema());
    wire::fields(&mut item);
    quote!(#item).into()
}

/// Exposes a struct with named fields as an argument to every language that passes objects.
///
/// In JavaScript (feature `node`) it is a plain object with keys in camelCase, in Kotlin and Swift (feature `uniffi`) a
/// data class or struct. An `Option` can be omitted.
///
/// With `positional(…)` it is a class of Python (feature `python`), whose constructor takes these fields without their
/// names. Otherwise Python passes the fields as keyword arguments of a call.
///
/// With the feature `reflection` it has a JSON schema.
#[proc_macro_attribute]
pub fn argument(options: TokenStream, item: TokenStream) -> TokenStream {
    let options = parse_macro_input!(options as Options);
    let mut item = parse_macro_input!(item as ItemStruct);
    let class = (!options.positional.is_empty()).then(|| {
        let class = python::class(&options, &item);
        item.attrs.insert(0, python::declaration());
        class
    });
    item.attrs.insert(0, schema());
    let node = node::input(&mut item);
    uniffi::input(&mut item);
    quote! {
        #item
        #class
        #node
    }
    .into()
}

/// Adds a setter for each option of another type, which has the options in a field. It is called by the macro that `list` exports:
///
/// ```ignore
/// client_options! { setters! ClientBuilder options }
/// ```
#[proc_macro]
pub fn setters(input: TokenStream) -> TokenStream {
    options::setters_of(&parse_macro_input!(input as options::Setters)).into()
}

/// Exposes a struct of options, whose fields are all of the form `Option<T>`, to every language.
///
/// `setters(Type, field)` adds a setter for each option to `Type`, which has the options in `field`; without `field` it is the
/// struct itself. Lists and maps get none. For a type in another file, [`setters!`](macro@setters) does the same. `list(name)` exports a macro, by which Python has the fields as keyword arguments, Kotlin and
/// Swift (through `bindings/uniffi`) as a record, and the command line as flags:
///
/// ```ignore
/// chat44mp::client_options! { keywords! more }
/// // becomes
/// keywords! { { /** Its documentation. */ timeout: Seconds = ABSENT, … } more }
/// ```
///
/// In JavaScript (feature `node`) the struct is a plain object with keys in camelCase.
#[proc_macro_attribute]
pub fn options(options: TokenStream, item: TokenStream) -> TokenStream {
    let options = parse_macro_input!(options as Options);
    let mut item = parse_macro_input!(item as ItemStruct);
    let problem =
        definition::link(item.attrs.iter().chain(item.fields.iter().flat_map(|field| &field.attrs)));
    let extras = options::expand(&options, &mut item);
    quote! {
        #problem
        #item
        #extras
    }
    .into()
}

/// Describes the public methods of a resource's handle, for programs that choose calls by name (feature `reflection`):
///
/// ```ignore
/// #[calls(contacts)]
/// impl Contacts<'_> { … }
/// ```
///
/// The handle receives a constant `CALLS`. Each method that returns a `Call` can be called with arguments as JSON; the
/// others only have their name and documentation.
#[proc_macro_attribute]
pub fn calls(resource: TokenStream, item: TokenStream) -> TokenStream {
    let resource = parse_macro_input!(resource as Ident);
    let item = parse_macro_input!(item as ItemImpl);
    let table = calls::table(&resource, &item).unwrap_or_else(|error| error.to_compile_error());
    quote! {
        #item
        #table
    }
    .into()
}

fn schema() -> syn::Attribute {
    syn::parse_quote!(#[cfg_attr(feature = "reflection", derive(::schemars::JsonSchema))])
}
