//! Converts arguments from Python. A value of the wrong type is a `TypeError` that names the argument (pyo3 prepends the
//! name); the core validates the values.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::marker::PhantomData;
use std::path::PathBuf;

pub(crate) use chat44mp::Seconds;
use chat44mp::ffi::python::{PyDay, each, hint, is_int, is_mapping, text, type_error, wrong_type};
use chat44mp::{CaCerts, MessagePattern};
use jiff::civil::Date;
use pyo3::conversion::FromPyObjectOwned;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyString};

use crate::bulk::frame;

/// Sets an option if it is present.
pub(crate) fn with<O, T>(options: O, value: Option<T>, set: impl FnOnce(O, T) -> O) -> O {
    match value {
        Some(value) => set(options, value),
        None => options,
    }
}

/// Text.
#[derive(Clone)]
pub(crate) struct Text(pub(crate) String);

impl<'a, 'py> FromPyObject<'a, 'py> for Text {
    type Error = PyErr;

    hint!(INPUT_TYPE = STR);

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        text(&object).map(Text)
    }
}

/// A day.
pub(crate) struct Day(pub(crate) Date);

impl<'a, 'py> FromPyObject<'a, 'py> for Day {
    type Error = PyErr;

    hint!(INPUT_TYPE = type_hint_identifier!("datetime", "date"));

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        object.extract().map(|PyDay(day)| Day(day))
    }
}

/// Several values. A str is iterable, but is rejected.
pub(crate) struct Many<T>(pub(crate) Vec<T>);

impl<'py, T: FromPyObjectOwned<'py>> FromPyObject<'_, 'py> for Many<T> {
    type Error = PyErr;

    hint!(INPUT_TYPE = type_hint_subscript!(ITERABLE, T::INPUT_TYPE));

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if object.is_instance_of::<PyString>() {
            return Err(wrong_type(&object, "a list"));
        }
        let values = each(&object).map_err(|_| wrong_type(&object, "a list"))?;
        let extract = |value: Bound<'py, PyAny>| {
            value.extract::<T>().map_err(Into::<PyErr>::into).map_err(|error| {
                // In an error that also names the argument.
                type_error(object.py(), &format!("each item {}", error.value(object.py())))
            })
        };
        values.map(|value| extract(value?)).collect::<PyResult<_>>().map(Many)
    }
}

/// The path of a file.
pub(crate) struct FilePath(pub(crate) PathBuf);

impl<'a, 'py> FromPyObject<'a, 'py> for FilePath {
    type Error = PyErr;

    hint!(
        INPUT_TYPE =
            type_hint_union!(STR, type_hint_subscript!(type_hint_identifier!("os", "PathLike"), STR))
    );

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        object.extract().map(FilePath).map_err(|_| wrong_type(&object, "a path"))
    }
}

/// The target of an export: a path, or a Python file object.
pub(crate) enum Destination {
    Path(PathBuf),
    File(Py<PyAny>),
}

impl Destination {
    pub(crate) fn into_parts(self) -> (Option<PathBuf>, Option<Py<PyAny>>) {
        match self {
            Destination::Path(path) => (Some(path), None),
            Destination::File(file) => (None, Some(file)),
        }
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for Destination {
    type Error = PyErr;

    hint!(
        INPUT_TYPE = type_hint_union!(
            FilePath::INPUT_TYPE,
            type_hint_subscript!(type_hint_identifier!("_typeshed", "SupportsWrite"), BYTES)
        )
    );

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        if object.hasattr(name!(object.py(), "write"))? {
            return Ok(Destination::File(object.to_owned().unbind()));
        }
        let path = object.extract().map(Destination::Path);
        path.map_err(|_| wrong_type(&object, "a path or a binary file"))
    }
}

/// Strings by name.
pub(crate) struct Names(pub(crate) Vec<(String, String)>);

impl<'a, 'py> FromPyObject<'a, 'py> for Names {
    type Error = PyErr;

    hint!(INPUT_TYPE = type_hint_subscript!(MAPPING, STR, STR));

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        items(&object, text).map(Names)
    }
}

/// A callable with one argument, a `T`.
pub(crate) struct Callback<T>(pub(crate) Py<PyAny>, PhantomData<T>);

impl<'a, 'py, T: IntoPyObject<'py>> FromPyObject<'a, 'py> for Callback<T> {
    type Error = PyErr;

    hint!(
        INPUT_TYPE = type_hint_subscript!(
            type_hint_identifier!("collections.abc", "Callable"),
            PyStaticExpr::List { elts: &[T::OUTPUT_TYPE] },
            OBJECT
        )
    );

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        match object.is_callable() {
            true => Ok(Callback(object.to_owned().unbind(), PhantomData)),
            false => Err(wrong_type(&object, "a callable")),
        }
    }
}

/// The rows of an import. A DataFrame iterates over its columns, and is converted.
pub(crate) struct Rows(pub(crate) Py<PyAny>);

impl<'a, 'py> FromPyObject<'a, 'py> for Rows {
    type Error = PyErr;

    hint!(INPUT_TYPE = type_hint_subscript!(ITERABLE, OBJECT));

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        // A str and a mapping are iterable, but are rejected.
        if object.is_instance_of::<PyString>() || is_mapping(&object)? {
            return Err(wrong_type(&object, "an iterable of rows"));
        }
        if let Some(rows) = frame::rows(&object)? {
            return Ok(Rows(rows.unbind()));
        }
        let rows = object.try_iter().map_err(|_| wrong_type(&object, "an iterable of rows"))?;
        Ok(Rows(rows.into_any().unbind()))
    }
}

/// The rows of an import in asyncio: an iterable or an async iterable.
pub(crate) struct AsyncRows(pub(crate) Py<PyAny>);

impl<'a, 'py> FromPyObject<'a, 'py> for AsyncRows {
    type Error = PyErr;

    hint!(
        INPUT_TYPE = type_hint_union!(
            Rows::INPUT_TYPE,
            type_hint_subscript!(type_hint_identifier!("collections.abc", "AsyncIterable"), OBJECT)
        )
    );

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        match object.getattr_opt(name!(object.py(), "__aiter__"))? {
            Some(iterate) => Ok(AsyncRows(iterate.call0()?.unbind())),
            None => Rows::extract(object).map(|rows| AsyncRows(rows.0)),
        }
    }
}

/// The arguments of `__exit__`; unused.
pub(crate) struct Ignored;

impl FromPyObject<'_, '_> for Ignored {
    type Error = Infallible;

    hint!(INPUT_TYPE = OBJECT);

    fn extract(_: Borrowed<'_, '_, PyAny>) -> Result<Self, Infallible> {
        Ok(Ignored)
    }
}

/// A bool.
pub(crate) struct Flag(pub(crate) bool);

impl<'a, 'py> FromPyObject<'a, 'py> for Flag {
    type Error = PyErr;

    hint!(INPUT_TYPE = BOOL);

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let flag = object.cast::<PyBool>().map_err(|_| wrong_type(&object, "a bool"))?;
        Ok(Flag(flag.is_true()))
    }
}

/// A count, clamped to `u32::MAX`.
pub(crate) struct Count(pub(crate) u32);

impl<'a, 'py> FromPyObject<'a, 'py> for Count {
    type Error = PyErr;

    hint!(INPUT_TYPE = INT);

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        if !is_int(&object) {
            return Err(wrong_type(&object, "an int"));
        }
        if object.lt(0)? {
            return Err(type_error(object.py(), "must be a non-negative int"));
        }
        Ok(Count(object.extract().unwrap_or(u32::MAX)))
    }
}

/// Certificates to trust: a path, or PEM.
pub(crate) struct Certificates(pub(crate) CaCerts);

impl<'a, 'py> FromPyObject<'a, 'py> for Certificates {
    type Error = PyErr;

    hint!(INPUT_TYPE = type_hint_union!(FilePath::INPUT_TYPE, BYTES));

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(pem) = object.cast::<PyBytes>() {
            return Ok(Certificates(pem.as_bytes().to_vec().into()));
        }
        if object.is_instance_of::<PyString>() {
            return text(&object).map(|text| Certificates(text.into()));
        }
        let path: PathBuf =
            object.extract().map_err(|_| wrong_type(&object, "a path, or a str or bytes in PEM"))?;
        Ok(Certificates(path.into()))
    }
}

/// Parameters of a custom call.
pub(crate) struct Params(pub(crate) Vec<(String, String)>);

impl<'a, 'py> FromPyObject<'a, 'py> for Params {
    type Error = PyErr;

    hint!(INPUT_TYPE = type_hint_subscript!(MAPPING, STR, type_hint_union!(STR, INT)));

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let digits_or_text = |value: &Bound<'py, PyAny>| match is_int(value) {
            true => Ok(value.str()?.to_string()),
            false => text(value),
        };
        items(&object, digits_or_text).map(Params)
    }
}

/// Returns the text of an optional argument.
pub(crate) fn optional(text: Option<Text>) -> Option<String> {
    text.map(|text| text.0)
}

/// Returns the items of a mapping; `value_of` converts the values.
fn items<'py>(
    object: &Bound<'py, PyAny>,
    value_of: impl Fn(&Bound<'py, PyAny>) -> PyResult<String>,
) -> PyResult<Vec<(String, String)>> {
    if !is_mapping(object)? {
        return Err(wrong_type(object, "a mapping"));
    }
    let item = |item: Bound<'py, PyAny>| {
        let (name, value) = item.extract::<(Bound<'py, PyAny>, Bound<'py, PyAny>)>()?;
        Ok((text(&name)?, value_of(&value)?))
    };
    each(&object.call_method0(name!(object.py(), "items"))?)?.map(|pair| item(pair?)).collect()
}

/// A type of options, and the argument of Python in its place.
pub(crate) trait Keyword: Sized {
    type Argument;

    /// The value of an argument that is not `None`.
    fn given(argument: Self::Argument) -> Option<Self>;
}

macro_rules! keyword {
    ($($type:ty: $argument:ty, |$given:ident| $value:expr;)*) => {$(
        impl Keyword for $type {
            type Argument = $argument;

            fn given($given: $argument) -> Option<$type> {
                Some($value)
            }
        }
    )*};
}

keyword! {
    String: Text, |text| text.0;
    bool: Flag, |flag| flag.0;
    u32: Count, |count| count.0;
    usize: Count, |count| count.0 as usize;
    CaCerts: Certificates, |certificates| certificates.0;
    PathBuf: FilePath, |path| path.0;
    BTreeMap<String, String>: Names, |names| names.0.into_iter().collect();
    Vec<MessagePattern>: Many<MessagePattern>, |patterns| patterns.0;
}

/// A number of seconds; `None` in place of an argument that is left out.
#[derive(Clone, Copy)]
pub(crate) struct Time(Option<Seconds>);

impl<'a, 'py> FromPyObject<'a, 'py> for Time {
    type Error = PyErr;

    hint!(INPUT_TYPE = <Seconds as FromPyObject<'a, 'py>>::INPUT_TYPE);

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        object.extract().map(Some).map(Time)
    }
}

impl Keyword for Seconds {
    type Argument = Time;

    fn given(time: Time) -> Option<Seconds> {
        time.0
    }
}

/// A time limit that is left out. Python's `None` is no limit, as in httpx.
pub(crate) const ABSENT: Option<Time> = Some(Time(None));

/// The time limit of an argument.
pub(crate) fn limit(argument: Option<Time>) -> Option<Seconds> {
    argument.map_or(Some(Seconds::Infinite), Keyword::given)
}
