//! Converts the results of calls to Python objects.

use std::convert::Infallible;

use chat44mp::RawResponse;
use chat44mp::ffi::python::{Cached, hint};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyNone, PyType};
use serde_json::Value;

/// A list; `builtins.list` in the stubs, where `list` would mean the method of that name in the same class.
pub(crate) struct Listed<T>(Vec<T>);

impl<T> From<Vec<T>> for Listed<T> {
    fn from(values: Vec<T>) -> Self {
        Listed(values)
    }
}

impl<'py, T: IntoPyObject<'py>> IntoPyObject<'py> for Listed<T> {
    type Target = PyList;
    type Output = Bound<'py, PyList>;
    type Error = PyErr;

    hint!(
        OUTPUT_TYPE = type_hint_subscript!(
            PyStaticExpr::Attribute { value: &PyStaticExpr::Name { id: "builtins" }, attr: "list" },
            T::OUTPUT_TYPE
        )
    );

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        PyList::new(py, self.0)
    }
}

/// `None`.
pub(crate) struct Nothing;

impl From<()> for Nothing {
    fn from(_: ()) -> Self {
        Nothing
    }
}

impl<'py> IntoPyObject<'py> for Nothing {
    type Target = PyNone;
    type Output = Borrowed<'py, 'py, PyNone>;
    type Error = Infallible;

    hint!(OUTPUT_TYPE = NONE);

    fn into_pyobject(self, py: Python<'py>) -> Result<Self::Output, Infallible> {
        Ok(PyNone::get(py))
    }
}

/// Any JSON value.
pub(crate) struct Json(Value);

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        Json(value)
    }
}

impl<'py> IntoPyObject<'py> for Json {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    hint!(OUTPUT_TYPE = ANY);

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        match self.0 {
            Value::Null => Ok(py.None().into_bound(py)),
            Value::Bool(value) => value.into_bound_py_any(py),
            Value::String(value) => value.into_bound_py_any(py),
            Value::Array(values) => PyList::new(py, values.into_iter().map(Json)).map(Bound::into_any),
            Value::Object(fields) => {
                let dict = PyDict::new(py);
                for (name, value) in fields {
                    dict.set_item(name, Json(value))?;
                }
                Ok(dict.into_any())
            }
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => number.into_bound_py_any(py),
                (None, Some(number)) => number.into_bound_py_any(py),
                (None, None) => number.as_f64().into_bound_py_any(py),
            },
        }
    }
}

/// A value together with its HTTP response: `chat44mp.RawResponse`.
pub(crate) struct PyRawResponse<T>(pub(crate) RawResponse<T>);

impl<T> PyRawResponse<T> {
    /// Converts the value of a response.
    pub(crate) fn convert<V>(response: RawResponse<V>) -> PyRawResponse<T>
    where
        T: From<V>,
    {
        PyRawResponse(response.map(T::from))
    }
}

impl<'py, T: IntoPyObject<'py>> IntoPyObject<'py> for PyRawResponse<T> {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    hint!(
        OUTPUT_TYPE =
            type_hint_subscript!(type_hint_identifier!("chat44mp._response", "RawResponse"), T::OUTPUT_TYPE)
    );

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        static CLASS: Cached<PyType> = Cached::new();
        let headers = self.0.headers_joined();
        let RawResponse { value, status, body, .. } = self.0;
        let body = body.map(|body| PyBytes::new(py, &body));
        CLASS.import(py, "chat44mp._response", "RawResponse")?.call1((value, status, headers, body))
    }
}
