//! Models as classes of Python. The values cross by `chat44mp::ffi::python`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Field, ItemStruct};

use crate::{Options, Property, is_option};

/// The class's methods, all in the one block that it can have.
pub(crate) fn class(options: &Options, item: &ItemStruct) -> TokenStream {
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

/// Whether the server can leave a field out, as its `#[serde(default, …)]` says.
fn can_be_left_out(field: &Field) -> bool {
    field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")).any(|attribute| {
        let options = attribute.meta.require_list().map(|list| list.tokens.to_string()).unwrap_or_default();
        options.split(',').any(|option| option.trim().starts_with("default"))
    })
}
