//! Converts the rows of an import from objects of any type.

use chat44mp::ffi::python::{each, is_mapping};
use chat44mp::{FieldValue, InputRow};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyString, PyTuple};

/// Converts a row: a mapping, or an object with attributes.
pub(crate) fn convert(row: &Bound<'_, PyAny>) -> PyResult<InputRow> {
    let py = row.py();
    if let Ok(row) = row.cast_exact::<PyDict>() {
        return record(row.iter().map(Ok));
    }
    // `sqlite3.Row` has `keys`, but is not a mapping.
    if is_mapping(row)? || row.hasattr(name!(py, "keys"))? {
        let keys = row.call_method0(name!(py, "keys"))?;
        return record(each(&keys)?.map(|key| {
            let key = key?;
            let value = row.get_item(&key)?;
            Ok((key, value))
        }));
    }
    // Named tuples, and objects with slots.
    for names in [name!(py, "_fields"), name!(py, "__slots__")] {
        if let Some(names) = row.getattr_opt(names)?
            && let Ok(names) = names.cast_into::<PyTuple>()
            && !names.is_empty()
        {
            return record(names.iter().map(|name| {
                let value = row.getattr_opt(name.str()?)?;
                Ok((name, value.unwrap_or_else(|| py.None().into_bound(py))))
            }));
        }
    }
    if let Some(fields) = row.getattr_opt(name!(py, "__dict__"))?
        && let Ok(fields) = fields.cast_into::<PyDict>()
    {
        return record(fields.iter().map(Ok));
    }
    Ok(InputRow::Other(format!("of the type {}", row.get_type().name()?)))
}

fn record<'py>(
    fields: impl Iterator<Item = PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)>>,
) -> PyResult<InputRow> {
    let cells = fields.map(|field| {
        let (name, value) = field?;
        Ok((name.str()?.to_string_lossy().into_owned(), cell(&value)?))
    });
    cells.collect::<PyResult<_>>().map(InputRow::Record)
}

fn cell(value: &Bound<'_, PyAny>) -> PyResult<FieldValue> {
    if value.is_none() {
        return Ok(FieldValue::Absent);
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(text.to_str().map_or(FieldValue::Other, |text| FieldValue::Text(text.to_owned())));
    }
    if value.is_instance_of::<PyBool>() {
        return Ok(FieldValue::Other);
    }
    if let Ok(number) = value.cast::<PyFloat>() {
        return Ok(FieldValue::Float(number.value()));
    }
    if value.is_instance_of::<PyInt>() || value.hasattr(name!(value.py(), "__index__"))? {
        // NumPy's integers have `__index__`.
        return Ok(value.extract().map_or(FieldValue::Other, FieldValue::Integer));
    }
    // Missing values of pandas.
    let is_missing = ["NAType", "NaTType"].contains(&&*value.get_type().name()?.to_string_lossy());
    Ok(if is_missing { FieldValue::Absent } else { FieldValue::Other })
}
