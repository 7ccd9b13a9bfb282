//! Models as classes of Python. `chat44mp::interop::python` converts their values.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Attribute, Ident, ItemStruct, Type, parse_quote};

use crate::definition::{Options, Property, docs, has_serde, is_option, is_time, names, option_of, parts_of};

/// The attribute of a class.
pub(crate) fn declaration() -> Attribute {
    parse_quote!(#[cfg_attr(feature = "python", ::pyo3::pyclass(frozen, eq, hash, from_py_object, module = "chat44mp"))])
}

/// The class's methods, in the one `impl` block that pyo3 allows.
pub(crate) fn class(options: &Options, item: &ItemStruct) -> TokenStream {
    let class = &item.ident;
    let texts: Vec<_> = names(item).iter().map(|name| name.to_string()).collect();
    let constants = options.constants.iter().map(constant);
    let properties = options
        .properties
        .iter()
        .map(|Property { docs, name, ty }| getter(quote!(#(#docs)*), name, ty, quote!(self.#name())));
    let getters = item.fields.iter().zip(names(item)).map(|(field, name)| {
        let docs = docs(field);
        let unit = is_time(field).then(|| quote!(#[doc = " In seconds."]));
        field_getter(quote!(#(#docs)* #unit), name, &field.ty)
    });
    let (constructor, value, conversions) = (constructor(options, item), value(class), conversions(item));
    quote! {
        #[cfg(feature = "python")]
        const _: () = {
            use crate::interop::python::{self, Dict, Fields, Plain, Reduced};
            use ::pyo3::prelude::*;
            use ::pyo3::types::PyDict;

            #[pymethods]
            impl #class {
                #(#constants)*
                #(#getters)*
                #(#properties)*
                #constructor
                #value
            }

            impl<'py> IntoPyObject<'py> for &#class {
                type Target = #class;
                type Output = Bound<'py, #class>;
                type Error = PyErr;

                python::hint!(OUTPUT_TYPE = <#class as IntoPyObject<'py>>::OUTPUT_TYPE);

                fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
                    Bound::new(py, self.clone())
                }
            }

            impl python::Model for #class {
                const NAMES: &'static [&'static str] = &[#(#texts),*];
                python::hint!(
                    MATCH_ARGS = type_hint_subscript!(TUPLE, #(type_hint_subscript!(LITERAL, text(#texts))),*)
                );
            }

            #conversions
        };
    }
}

/// The constructor, which takes the fields as keyword arguments, or some of them without their names.
fn constructor(options: &Options, item: &ItemStruct) -> TokenStream {
    let names = names(item);
    let types = item.fields.iter().map(|field| in_python(&field.ty));
    let fields = || item.fields.iter().zip(&names);
    let incoming = fields().map(|(field, name)| from_python(name, &field.ty));
    let arguments = fields().map(|(field, name)| match (is_option(field), has_serde(field, "default")) {
        (true, _) => quote!(#name = None),
        (false, true) => quote!(#name = ::std::default::Default::default()),
        (false, false) => quote!(#name),
    });
    let (positional, named): (Vec<_>, Vec<_>) =
        arguments.zip(&names).partition(|(_, name)| options.positional.contains(name));
    let arguments = positional.iter().map(|(argument, _)| argument);
    let keywords = named.iter().map(|(argument, _)| argument);
    quote! {
        #[new]
        #[pyo3(signature = (#(#arguments,)* *, #(#keywords),*))]
        #[allow(clippy::too_many_arguments)]
        fn python_new(#(#names: #types),*) -> Self {
            Self { #(#names: #incoming),* }
        }
    }
}

/// The methods of a class of values.
fn value(class: &Ident) -> TokenStream {
    let name = class.to_string();
    quote! {
        fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
            python::repr(#name, &self.fields(py)?)
        }

        fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
            python::reduce(py.get_type::<Self>(), self.fields(py)?)
        }

        #[classattr]
        fn __match_args__() -> python::MatchArgs<Self> {
            python::MatchArgs::new()
        }

        #[classattr]
        fn __dataclass_fields__() -> python::Dataclass {
            python::Dataclass::fields::<Self>()
        }

        #[classattr]
        fn __dataclass_params__() -> python::Dataclass {
            python::Dataclass::params::<Self>()
        }

        /// Returns a copy with some fields changed: the implementation of `copy.replace`.
        #[pyo3(signature = (**changes: "object"))]
        fn __replace__<'py>(
            &self,
            py: Python<'py>,
            changes: Option<Bound<'py, PyDict>>,
        ) -> PyResult<Bound<'py, Self>> {
            let copy = python::replaced(py.get_type::<Self>(), self.fields(py)?, changes)?;
            Ok(copy.cast_into()?)
        }

        /// Returns the fields as a dict; models in it are dicts too.
        ///
        /// With `mode="json"` the values are those that `json.dumps` accepts: times and decimals are strings.
        #[pyo3(signature = (*, mode = python::DictMode::Python))]
        fn to_dict<'py>(&self, py: Python<'py>, mode: python::DictMode) -> PyResult<Dict<'py>> {
            python::to_dict(py, self, mode, || self.plain_fields(py)).map(Dict)
        }

        /// Returns the fields as JSON.
        fn to_json(&self) -> PyResult<String> {
            python::to_json(self)
        }
    }
}

/// The conversions of a model: to a dict of its fields, and to a dict in which models are dicts too.
fn conversions(item: &ItemStruct) -> TokenStream {
    let class = &item.ident;
    let fields = item.fields.iter().filter_map(|field| {
        let name = field.ident.as_ref()?;
        let (text, value) = (name.to_string(), to_python(quote!(self.#name.clone()), &field.ty));
        Some(quote!(dict.set_item(#text, #value)?;))
    });
    let plain =
        item.fields.iter().filter(|field| !has_serde(field, "skip_serializing")).filter_map(|field| {
            let name = field.ident.as_ref()?;
            let text = name.to_string();
            Some(quote!(dict.set_item(#text, self.#name.plain(py)?)?;))
        });
    quote! {
        impl #class {
            fn plain_fields<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
                let dict = PyDict::new(py);
                #(#plain)*
                Ok(dict)
            }
        }

        impl Fields for #class {
            fn fields<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
                let dict = PyDict::new(py);
                #(#fields)*
                Ok(dict)
            }
        }

        impl Plain for #class {
            fn plain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                self.plain_fields(py).map(Bound::into_any)
            }
        }
    }
}

/// A constant of the class.
fn constant(name: &Ident) -> TokenStream {
    let text = name.to_string();
    let function = format_ident!("python_{}", text.to_lowercase());
    quote! {
        #[classattr]
        #[pyo3(name = #text)]
        fn #function() -> &'static str {
            Self::#name
        }
    }
}

/// A field as a property of the class with its documentation. Its value is only borrowed: Python's objects are copies.
fn field_getter(docs: TokenStream, name: &Ident, ty: &Type) -> TokenStream {
    if standard(ty).is_some() {
        return getter(docs, name, ty, quote!(self.#name.clone()));
    }
    let (function, text) = (format_ident!("python_{name}"), name.to_string());
    quote! {
        #docs
        #[getter(#text)]
        fn #function(&self) -> &#ty {
            &self.#name
        }
    }
}

/// A property of the class with its documentation.
fn getter(docs: TokenStream, name: &Ident, ty: &Type, value: TokenStream) -> TokenStream {
    let (function, text) = (format_ident!("python_{name}"), name.to_string());
    let (shown, value) = (in_python(ty), to_python(value, ty));
    quote! {
        #docs
        #[getter(#text)]
        fn #function(&self) -> #shown {
            #value
        }
    }
}

/// The types whose conversion pyo3 has, but under a lock, and those of `chat44mp::interop::python` in their place.
const STANDARD: &[(&str, &str)] = &[("Date", "PyDay"), ("DateTime", "PyTime"), ("Decimal", "PyExact")];

/// The replacement of a type, and whether the type is an `Option` of it.
fn standard(ty: &Type) -> Option<(Ident, bool)> {
    if let Some(inner) = option_of(ty) {
        return standard(inner).map(|(class, _)| (class, true));
    }
    let (name, _) = parts_of(ty)?;
    let (_, class) = STANDARD.iter().find(|(standard, _)| name == standard)?;
    Some((format_ident!("{class}"), false))
}

/// The type that crosses to Python and back.
fn in_python(ty: &Type) -> TokenStream {
    match standard(ty) {
        Some((class, true)) => quote!(Option<python::#class>),
        Some((class, false)) => quote!(python::#class),
        None => quote!(#ty),
    }
}

/// The conversion of a value of this type to [`in_python`].
fn to_python(value: TokenStream, ty: &Type) -> TokenStream {
    match standard(ty) {
        Some((class, true)) => quote!(#value.map(python::#class)),
        Some((class, false)) => quote!(python::#class(#value)),
        None => value,
    }
}

/// The conversion of a value of [`in_python`] to this type.
fn from_python(value: &Ident, ty: &Type) -> TokenStream {
    match standard(ty) {
        Some((_, true)) => quote!(#value.map(|value| value.0)),
        Some((_, false)) => quote!(#value.0),
        None => quote!(#value),
    }
}
