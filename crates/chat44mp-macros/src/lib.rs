//! `#[model]`: gives a model of the crate `chat44mp` to every language that is built in.
//!
//! What it writes is behind the core's features, so without one it writes nothing. Each language has one function here.

mod node;

use proc_macro::TokenStream;
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Field, Ident, ItemStruct, Result, Token, Type, parenthesized, parse_macro_input};

/// Makes a struct with named fields a value of every language.
///
/// In Python (feature `python`) it becomes an immutable class: fields as properties, keyword arguments to make one,
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
#[proc_macro_attribute]
pub fn model(options: TokenStream, item: TokenStream) -> TokenStream {
    let options = parse_macro_input!(options as Options);
    let mut item = parse_macro_input!(item as ItemStruct);
    let python = python(&options, &item);
    let node = node::given(&mut item);
    quote! {
        #[cfg_attr(feature = "python", ::pyo3::pyclass(frozen, get_all, eq, hash, from_py_object, module = "chat44mp"))]
        #item
        #python
        #node
    }
    .into()
}

/// Makes a struct with named fields an argument of every language that takes objects for arguments.
///
/// In JavaScript (feature `node`) it is a plain object with keys in camelCase; what is an `Option` can be left out.
#[proc_macro_attribute]
pub fn argument(_: TokenStream, item: TokenStream) -> TokenStream {
    let mut item = parse_macro_input!(item as ItemStruct);
    let node = node::taken(&mut item);
    quote! {
        #item
        #node
    }
    .into()
}

/// What a model has besides its fields.
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

/// The class's methods, all in the one block that it can have.
fn python(options: &Options, item: &ItemStruct) -> proc_macro2::TokenStream {
    let class = &item.ident;
    let class_name = class.to_string();
    let names: Vec<_> = item.fields.iter().filter_map(|field| field.ident.as_ref()).collect();
    let texts: Vec<_> = names.iter().map(|name| name.to_string()).collect();
    let types: Vec<_> = item.fields.iter().map(|field| &field.ty).collect();
    let arguments = item.fields.iter().zip(&names).map(|(field, name)| {
        match (is_option(field), can_be_left_out(field)) {
            (true, _) => quote!(#name = None),
            (false, true) => quote!(#name = ::std::default::Default::default()),
            (false, false) => quote!(#name),
        }
    });
    let constants = options.constants.iter().map(|name| {
        let function = format_ident!("python_{}", name.to_string().to_lowercase());
        let text = name.to_string();
        quote! {
            #[classattr]
            #[pyo3(name = #text)]
            fn #function() -> &'static str {
                Self::#name
            }
        }
    });
    let properties = options.properties.iter().map(|Property { docs, name, ty }| {
        let function = format_ident!("python_{name}");
        let text = name.to_string();
        quote! {
            #(#docs)*
            #[getter(#text)]
            fn #function(&self) -> #ty {
                self.#name()
            }
        }
    });
    quote! {
        #[cfg(feature = "python")]
        const _: () = {
            use crate::ffi::python::{self, Dict, Fields, Plain, Rebuilding};
            use ::pyo3::prelude::*;
            use ::pyo3::types::PyDict;

            #[pymethods]
            impl #class {
                #(#constants)*
                #(#properties)*

                #[new]
                #[pyo3(signature = (*, #(#arguments),*))]
                #[allow(clippy::too_many_arguments)]
                fn python_new(#(#names: #types),*) -> Self {
                    Self { #(#names),* }
                }

                fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
                    python::repr(#class_name, &self.fields(py)?)
                }

                fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Rebuilding<'py>> {
                    python::rebuilding(py.get_type::<Self>(), self.fields(py)?)
                }

                /// The fields as a dict; models in it are dicts too.
                fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Dict<'py>> {
                    let dict = PyDict::new(py);
                    #(dict.set_item(#texts, self.#names.plain(py)?)?;)*
                    Ok(Dict(dict))
                }
            }

            impl Fields for #class {
                fn fields<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
                    let dict = PyDict::new(py);
                    #(dict.set_item(#texts, self.#names.clone())?;)*
                    Ok(dict)
                }
            }

            impl Plain for #class {
                fn plain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                    self.to_dict(py).map(|dict| dict.0.into_any())
                }
            }
        };
    }
}

fn is_option(field: &Field) -> bool {
    let Type::Path(path) = &field.ty else { return false };
    path.path.segments.last().is_some_and(|segment| segment.ident == "Option")
}

/// Whether the server can leave a field out, as its `#[serde(default, …)]` says.
fn can_be_left_out(field: &Field) -> bool {
    field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")).any(|attribute| {
        let options = attribute.meta.require_list().map(|list| list.tokens.to_string()).unwrap_or_default();
        options.split(',').any(|option| option.trim().starts_with("default"))
    })
}
