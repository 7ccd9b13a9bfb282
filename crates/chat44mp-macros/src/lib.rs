//! `#[model]`: exposes a model of the crate `chat44mp` to every enabled language.
//!
//! What it writes is behind the core's features, so without one it writes nothing. Each language has a file here.

mod node;
mod python;
mod uniffi;

use proc_macro::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Field, Ident, ItemStruct, Result, Token, Type, parenthesized, parse_macro_input};

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

/// What a model has in addition to its fields.
#[derive(Default)]
struct Options {
    constants: Vec<Ident>,
    properties: Vec<Property>,
}

/// A method without arguments that becomes a property.
struct Property {
    docs: Vec<Attribute>,
    name: Ident,
    ty: Type,
}

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> Result<Options> {
        let mut options = Options::default();
        while !input.is_empty() {
            let name: Ident = input.parse()?;
            let list;
            parenthesized!(list in input);
            match name.to_string().as_str() {
                "constants" => {
                    options.constants.extend(Punctuated::<Ident, Token![,]>::parse_terminated(&list)?);
                }
                "properties" => {
                    options.properties.extend(Punctuated::<Property, Token![,]>::parse_terminated(&list)?);
                }
                _ => return Err(syn::Error::new(name.span(), "expected `constants` or `properties`")),
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(options)
    }
}

impl Parse for Property {
    fn parse(input: ParseStream<'_>) -> Result<Property> {
        let docs = input.call(Attribute::parse_outer)?;
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        Ok(Property { docs, name, ty: input.parse()? })
    }
}

fn is_option(field: &Field) -> bool {
    let Type::Path(path) = &field.ty else { return false };
    path.path.segments.last().is_some_and(|segment| segment.ident == "Option")
}
