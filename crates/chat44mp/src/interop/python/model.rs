//! What models have in common with dataclasses and other classes of values, so that the tools for these accept them.

use std::marker::PhantomData;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};
use serde::Serialize;

#[cfg(feature = "python-stubs")]
use super::hints::PyStaticExpr;
use super::{Cached, hint};

/// A model with its fields.
pub trait Model {
    /// The names of the fields.
    const NAMES: &'static [&'static str];
    /// The type of `__match_args__`.
    #[cfg(feature = "python-stubs")]
    const MATCH_ARGS: PyStaticExpr;
}

/// `__match_args__`: the names of the fields.
pub struct MatchArgs<T>(PhantomData<T>);

impl<T> MatchArgs<T> {
    /// The names of the fields of `T`.
    #[expect(clippy::new_without_default)]
    pub fn new() -> MatchArgs<T> {
        MatchArgs(PhantomData)
    }
}

impl<'py, T: Model> IntoPyObject<'py> for MatchArgs<T> {
    type Target = PyTuple;
    type Output = Bound<'py, PyTuple>;
    type Error = PyErr;

    hint!(OUTPUT_TYPE = T::MATCH_ARGS);

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        PyTuple::new(py, T::NAMES)
    }
}

/// An attribute by which a model is a dataclass to `dataclasses`, pandas, polars and FastAPI. It is computed on first use,
/// because importing `dataclasses` takes longer than importing this package.
pub struct Dataclass {
    attribute: &'static str,
    names: &'static [&'static str],
}

impl Dataclass {
    /// The fields of the model `T`.
    pub fn fields<T: Model>() -> Dataclass {
        Dataclass { attribute: "__dataclass_fields__", names: T::NAMES }
    }

    /// The parameters of the decorator, which `pprint` reads.
    pub fn params<T: Model>() -> Dataclass {
        Dataclass { attribute: "__dataclass_params__", names: T::NAMES }
    }
}

impl<'py> IntoPyObject<'py> for Dataclass {
    type Target = LazyAttribute;
    type Output = Bound<'py, LazyAttribute>;
    type Error = PyErr;

    hint!(OUTPUT_TYPE = type_hint_subscript!(DICT, STR, ANY));

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        Bound::new(py, LazyAttribute { of: self, value: Cached::new() })
    }
}

/// A descriptor with the attribute of a dataclass that has the same fields.
#[pyclass(module = "chat44mp._native")]
pub struct LazyAttribute {
    of: Dataclass,
    value: Cached,
}

#[pymethods]
impl LazyAttribute {
    fn __get__<'py>(
        &self,
        py: Python<'py>,
        _instance: Bound<'py, PyAny>,
        _owner: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let value = self.value.get_or_init(py, || {
            let class = py.import("dataclasses")?.getattr("make_dataclass")?;
            let options = PyDict::new(py);
            options.set_item("frozen", true)?;
            let class = class.call(("Model", self.of.names.to_vec()), Some(&options))?;
            class.getattr(self.of.attribute)
        });
        value.cloned()
    }
}

/// A copy with some fields changed: the implementation of `__replace__`.
pub fn replaced<'py>(
    class: Bound<'py, PyType>,
    fields: Bound<'py, PyDict>,
    changes: Option<Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    if let Some(changes) = changes {
        fields.update(changes.as_mapping())?;
    }
    class.call((), Some(&fields))
}

/// The JSON of a model.
pub fn to_json(model: &impl Serialize) -> PyResult<String> {
    serde_json::to_string(model).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// The dict of a model in the form `mode`: `plain`, or one that `json.dumps` accepts.
pub fn to_dict<'py>(
    py: Python<'py>,
    model: &impl Serialize,
    mode: DictMode,
    plain: impl FnOnce() -> PyResult<Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyDict>> {
    if mode == DictMode::Python {
        return plain();
    }
    static LOADS: Cached = Cached::new();
    let loads = LOADS.import(py, "json", "loads")?;
    Ok(loads.call1((PyString::new(py, &to_json(model)?),))?.cast_into()?)
}

/// The types of the values in the dict of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DictMode {
    /// Objects of the standard library, such as `datetime`.
    Python,
    /// Only what JSON has: times and decimals are text.
    Json,
}

crate::interop::string_enum!(DictMode { Python => "python", Json => "json" });
