//! Models as classes of Python. The values cross by `chat44mp::interop::python`.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{Field, ItemStruct, Type};

use crate::options::{Options, Property, is_option};

/// The class's methods, all in the one block that it can have.
pub(crate) fn class(options: &Options, item: &ItemStruct) -> TokenStream {
    let class = &item.ident;
    let class_name = class.to_string();
    let names: Vec<_> = item.fields.iter().filter_map(|field| field.ident.as_ref()).collect();
    let texts: Vec<_> = names.iter().map(|name| name.to_string()).collect();
    let types: Vec<_> = item.fields.iter().map(|field| in_python(&field.ty)).collect();
    let given: Vec<_> = item.fields.iter().map(|field| to_python(&field.ty)).collect();
    let taken: Vec<_> = item.fields.iter().map(|field| from_python(&field.ty)).collect();
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
        let (shown, change) = (in_python(ty), to_python(ty));
        quote! {
            #(#docs)*
            #[getter(#text)]
            fn #function(&self) -> #shown {
                self.#name()#change
            }
        }
    });
    let getters = item.fields.iter().zip(&names).zip(types.iter().zip(&given)).map(
        |((field, name), (shown, change))| {
            let function = format_ident!("python_{name}");
            let text = name.to_string();
            let docs = field.attrs.iter().filter(|attribute| attribute.path().is_ident("doc"));
            quote! {
                #(#docs)*
                #[getter(#text)]
                fn #function(&self) -> #shown {
                    self.#name.clone()#change
                }
            }
        },
    );
    quote! {
        #[cfg(feature = "python")]
        const _: () = {
            use crate::interop::python::{self, Dict, Fields, Plain, Rebuilding};
            use ::pyo3::prelude::*;
            use ::pyo3::types::PyDict;

            #[pymethods]
            impl #class {
                #(#constants)*
                #(#getters)*
                #(#properties)*

                #[new]
                #[pyo3(signature = (*, #(#arguments),*))]
                #[allow(clippy::too_many_arguments)]
                fn python_new(#(#names: #types),*) -> Self {
                    Self { #(#names: #names #taken),* }
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
                    #(dict.set_item(#texts, self.#names.clone()#given)?;)*
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

/// The types whose conversion pyo3 has, but under a lock, and those of `chat44mp::interop::python` in their place.
const STANDARD: &[(&str, &str)] =
    &[("Option < Date >", "PyDay"), ("Option < DateTime >", "PyTime"), ("Option < Decimal >", "PyExact")];

fn standard(ty: &Type) -> Option<&'static str> {
    let ty = ty.to_token_stream().to_string();
    STANDARD.iter().find(|(name, _)| *name == ty).map(|(_, class)| *class)
}

/// The type that crosses to Python and back.
fn in_python(ty: &Type) -> TokenStream {
    match standard(ty).map(|class| format_ident!("{class}")) {
        Some(class) => quote!(Option<python::#class>),
        None => quote!(#ty),
    }
}

/// How a value of this type becomes one of [`in_python`].
fn to_python(ty: &Type) -> TokenStream {
    match standard(ty).map(|class| format_ident!("{class}")) {
        Some(class) => quote!(.map(python::#class)),
        None => TokenStream::new(),
    }
}

/// How one of [`in_python`] becomes a value of this type.
fn from_python(ty: &Type) -> TokenStream {
    match standard(ty) {
        Some(_) => quote!(.map(|value| value.0)),
        None => TokenStream::new(),
    }
}

/// Whether the server can leave a field out, as its `#[serde(default, …)]` says.
fn can_be_left_out(field: &Field) -> bool {
    field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")).any(|attribute| {
        let options = attribute.meta.require_list().map(|list| list.tokens.to_string()).unwrap_or_default();
        options.split(',').any(|option| option.trim().starts_with("default"))
    })
}
