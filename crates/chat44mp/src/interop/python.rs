//! Converts models and IDs to Python. Used by `#[model]`.

mod cached;
mod errors;
#[doc(hidden)]
pub mod hints;
mod model;
mod standard;

use jiff::civil::{Date, DateTime};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple, PyType};

pub use self::cached::Cached;
use self::errors::type_error_class;
pub use self::errors::{type_error, wrong_type};
pub use self::hints::hint;
pub use self::model::{Dataclass, DictMode, MatchArgs, Model, replaced, to_dict, to_json};
pub use self::standard::{PyDay, PyExact, PyTime, is_int};
use super::Seconds;

/// The fields of a model; nested models are not converted.
pub trait Fields {
    /// Returns the fields by name.
    fn fields<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>>;
}

/// Converts a value to objects of the standard library, as `to_dict` does.
pub trait Plain {
    /// Returns the object, which contains no class of this package.
    fn plain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;
}

macro_rules! plain {
    ($($type:ty),*) => {$(
        impl Plain for $type {
            fn plain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                self.into_bound_py_any(py)
            }
        }
    )*};
}

plain!(String, bool, i64, u16, u32, f64, Seconds);

impl Plain for Date {
    fn plain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        PyDay(*self).into_pyobject(py)
    }
}

impl Plain for DateTime {
    fn plain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        PyTime(*self).into_pyobject(py)
    }
}

impl<T: Plain> Plain for Option<T> {
    fn plain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Some(value) => value.plain(py),
            None => Ok(py.None().into_bound(py)),
        }
    }
}

impl<T: Plain> Plain for Vec<T> {
    fn plain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let values = self.iter().map(|value| value.plain(py)).collect::<PyResult<Vec<_>>>()?;
        PyList::new(py, values).map(Bound::into_any)
    }
}

/// A `dict[str, Any]`.
pub struct Dict<'py>(pub Bound<'py, PyDict>);

impl<'py> IntoPyObject<'py> for Dict<'py> {
    type Target = PyDict;
    type Output = Bound<'py, PyDict>;
    type Error = PyErr;

    hint!(OUTPUT_TYPE = type_hint_subscript!(DICT, STR, ANY));

    fn into_pyobject(self, _: Python<'py>) -> Result<Self::Output, PyErr> {
        Ok(self.0)
    }
}

/// The result of `__reduce__`: a callable and its arguments.
pub struct Reduced<'py>(Bound<'py, PyTuple>);

impl<'py> IntoPyObject<'py> for Reduced<'py> {
    type Target = PyTuple;
    type Output = Bound<'py, PyTuple>;
    type Error = PyErr;

    hint!(OUTPUT_TYPE = type_hint_subscript!(TUPLE, ANY, type_hint_identifier!("builtins", "...")));

    fn into_pyobject(self, _: Python<'py>) -> Result<Self::Output, PyErr> {
        Ok(self.0)
    }
}

/// Pickles a model as a call of its class with keyword arguments, so that pickles of older versions stay readable.
pub fn reduce<'py>(class: Bound<'py, PyType>, fields: Bound<'py, PyDict>) -> PyResult<Reduced<'py>> {
    let py = class.py();
    let call = py.import("functools")?.getattr("partial")?.call((class,), Some(&fields))?;
    PyTuple::new(py, [call, PyTuple::empty(py).into_any()]).map(Reduced)
}

/// Formats a model: `Contact(id=233, email='ada@example.com')`.
pub fn repr(class: &str, fields: &Bound<'_, PyDict>) -> PyResult<String> {
    let mut text = format!("{class}(");
    for (at, (name, value)) in fields.iter().enumerate() {
        let separator = if at == 0 { "" } else { ", " };
        text += &format!("{separator}{name}={}", value.repr()?);
    }
    Ok(text + ")")
}

/// Looks up the classes that calls need when the package is imported. A call must not import anything: it can interrupt an
/// import, or run in a child process that was forked during one.
pub fn load(py: Python<'_>) -> PyResult<()> {
    standard::load(py)?;
    is_mapping(&py.None().into_bound(py))?;
    type_error_class(py).map(drop)
}

/// Returns the text of a str.
pub fn text(object: &Bound<'_, PyAny>) -> PyResult<String> {
    let text = object.cast::<PyString>().map_err(|_| wrong_type(object, "a str"))?;
    let text = text.to_str().map(str::to_owned);
    text.map_err(|_| type_error(object.py(), "the str contains a lone surrogate"))
}

/// Whether the object is a `collections.abc.Mapping`.
pub fn is_mapping(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    static CLASS: Cached = Cached::new();
    object.is_instance(CLASS.import(object.py(), "_collections_abc", "Mapping")?)
}

/// Iterates over an iterable. pyo3's own iterator asks for a length hint, with a function that it looks up under a lock.
pub fn each<'py>(
    iterable: &Bound<'py, PyAny>,
) -> PyResult<impl Iterator<Item = PyResult<Bound<'py, PyAny>>> + use<'py>> {
    let mut values = iterable.try_iter()?;
    Ok(std::iter::from_fn(move || values.next()))
}

/// Converts a value to an object of one class, in a model and in the plain dict of a model.
macro_rules! into_python {
    ($type:ty => $class:ident: $hint:expr, |$value:ident, $py:ident| $object:expr) => {
        impl<'py> IntoPyObject<'py> for $type {
            type Target = $class;
            type Output = Bound<'py, $class>;
            type Error = std::convert::Infallible;

            python::hint!(OUTPUT_TYPE = $hint);

            fn into_pyobject(self, py: Python<'py>) -> Result<Self::Output, Self::Error> {
                (&self).into_pyobject(py)
            }
        }

        impl<'py> IntoPyObject<'py> for &$type {
            type Target = $class;
            type Output = Bound<'py, $class>;
            type Error = std::convert::Infallible;

            python::hint!(OUTPUT_TYPE = $hint);

            fn into_pyobject(self, $py: Python<'py>) -> Result<Self::Output, Self::Error> {
                let $value = self;
                $object
            }
        }

        impl python::Plain for $type {
            fn plain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                Ok(self.into_pyobject(py)?.into_any())
            }
        }
    };
}
pub(crate) use into_python;

/// Converts an integer ID from and to an int; a bool is rejected.
macro_rules! integer_id {
    ($name:ident) => {
        const _: () = {
            use crate::interop::python;
            use pyo3::prelude::*;
            use pyo3::types::PyInt;

            impl<'a, 'py> FromPyObject<'a, 'py> for $name {
                type Error = PyErr;

                python::hint!(INPUT_TYPE = INT);

                fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
                    if !python::is_int(&object) {
                        return Err(python::wrong_type(&object, "an int"));
                    }
                    let id = object.extract::<i64>();
                    id.map($name)
                        .map_err(|_| python::type_error(object.py(), "the ID does not fit in 64 bits"))
                }
            }

    python::into_python!($name => PyInt: INT, |value, py| value.0.into_pyobject(py));
        };
    };
}
pub(crate) use integer_id;

/// Converts an ID of digits to a str, and from a str or an int.
macro_rules! text_id {
    ($name:ident) => {
        const _: () = {
            use crate::interop::python;
            use pyo3::prelude::*;
            use pyo3::types::PyString;

            impl<'a, 'py> FromPyObject<'a, 'py> for $name {
                type Error = PyErr;

                python::hint!(INPUT_TYPE = type_hint_union!(STR, INT));

                fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
                    if python::is_int(&object) {
                        return Ok($name(object.str()?.to_str()?.to_owned()));
                    }
                    if !object.is_instance_of::<PyString>() {
                        return Err(python::wrong_type(&object, "a str or an int"));
                    }
                    python::text(&object).map($name)
                }
            }

    python::into_python!($name => PyString: STR, |value, py| Ok(PyString::new(py, &value.0)));
        };
    };
}
pub(crate) use text_id;

/// Converts an enum that may have unknown values from and to a str, which a `Literal` of its name in that module describes.
macro_rules! open_string_enum {
    ($name:ident: $from:expr, $module:literal) => {
        const _: () = {
            use crate::interop::python;
            use pyo3::prelude::*;
            use pyo3::types::PyString;

            python::into_python!($name => PyString: type_hint_identifier!($module, stringify!($name)), |value, py| Ok(PyString::new(py, value.as_str())));

            impl FromPyObject<'_, '_> for $name {
                type Error = PyErr;

                python::hint!(INPUT_TYPE = STR);

                fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
                    python::text(&object).map($from)
                }
            }
        };
    };
}
pub(crate) use open_string_enum;

/// Converts an enum from and to its name, typed as a `Literal`.
macro_rules! string_enum {
    ($type:ty: $($name:literal)*) => {
        const _: () = {
            use crate::interop::python;
            use pyo3::prelude::*;
            use pyo3::types::PyString;

            python::into_python!($type => PyString: type_hint_subscript!(LITERAL, $(text($name)),*), |value, py| Ok(PyString::intern(py, value.as_str())));

            impl<'a, 'py> FromPyObject<'a, 'py> for $type {
                type Error = PyErr;

                python::hint!(INPUT_TYPE = <$type as IntoPyObject<'py>>::OUTPUT_TYPE);

                fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
                    const EXPECTED: &str = concat!("expected one of:", $(" ", $name),*);
                    <$type>::from_word(&python::text(&object)?)
                        .ok_or_else(|| python::type_error(object.py(), EXPECTED))
                }
            }
        };
    };
}
pub(crate) use string_enum;
