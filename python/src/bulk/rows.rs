//! Converts the rows of an import from objects of any type.

use chat44mp::ffi::python::{each, is_mapping};
use chat44mp::{FieldValue, InputRow};
use pyo3::exceptions::{PyOverflowError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyInt, PyMemoryView, PyString, PyTuple};

type Field<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

/// Converts a row: a mapping, or an object whose class declares its fields. Any other object is not a row: the attributes of
/// a record of an ORM, for example, may not be loaded yet.
pub(crate) fn convert(row: &Bound<'_, PyAny>) -> PyResult<Option<InputRow>> {
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
    if let Some(names) = declared(row)? {
        return record(each(&names)?.map(|field| attribute(row, field?)));
    }
    if row.get_type().name()? == "SimpleNamespace"
        && let Ok(fields) = row.getattr(name!(py, "__dict__"))?.cast::<PyDict>()
    {
        return record(fields.iter().map(Ok));
    }
    Ok(None)
}

/// Creates the `TypeError` for an object that is not a row.
pub(crate) fn wrong_type(row: &Bound<'_, PyAny>, number: u64) -> PyErr {
    match row.get_type().name() {
        Ok(class) => PyTypeError::new_err(format!(
            "row {number}: expected a mapping, a data class, a named tuple or a model with declared fields, got {class}; \
             pass a dict such as {{'email': …, 'phone_number': …}}"
        )),
        Err(error) => error,
    }
}

/// The fields that the row's class declares, or those of a named tuple.
fn declared<'py>(row: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    let (py, class) = (row.py(), row.get_type());
    // Of data classes, pydantic, attrs and msgspec. Instances of pydantic's models warn about the attribute.
    for name in [
        name!(py, "__dataclass_fields__"),
        name!(py, "model_fields"),
        name!(py, "__attrs_attrs__"),
        name!(py, "__struct_fields__"),
    ] {
        if let Some(names) = class.getattr_opt(name)?
            && (names.is_instance_of::<PyTuple>() || names.is_instance_of::<PyDict>())
        {
            return Ok(Some(names));
        }
    }
    // In rows of SQLAlchemy it is a property.
    let names = row.getattr_opt(name!(py, "_fields"))?;
    Ok(names.filter(|names| names.is_instance_of::<PyTuple>()))
}

/// The name and value of a declared field.
fn attribute<'py>(row: &Bound<'py, PyAny>, field: Bound<'py, PyAny>) -> PyResult<Field<'py>> {
    let py = row.py();
    let name = match field.cast_into::<PyString>() {
        Ok(name) => name,
        // attrs describes a field by an object.
        Err(error) => error.into_inner().getattr(name!(py, "name"))?.str()?,
    };
    // A data class also declares parameters of its constructor, which are no attributes.
    let value = row.getattr_opt(&name)?.unwrap_or_else(|| py.None().into_bound(py));
    Ok((name.into_any(), value))
}

fn record<'py>(fields: impl Iterator<Item = PyResult<Field<'py>>>) -> PyResult<Option<InputRow>> {
    let cells = fields.map(|field| {
        let (name, value) = field?;
        Ok((name.str()?.to_string_lossy().into_owned(), cell(&value)?))
    });
    let (names, values) = cells.collect::<PyResult<(Vec<_>, _)>>()?;
    Ok(Some(InputRow::Record(names.into(), values)))
}

fn cell(value: &Bound<'_, PyAny>) -> PyResult<FieldValue> {
    let py = value.py();
    if value.is_none() {
        return Ok(FieldValue::Absent);
    }
    if let Ok(text) = value.cast::<PyString>() {
        let text = text.to_str().map(str::to_owned);
        return Ok(text.map_or_else(|_| other("text with a lone surrogate"), FieldValue::Text));
    }
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(FieldValue::Boolean(flag.is_true()));
    }
    if let Ok(number) = value.cast::<PyFloat>() {
        return Ok(FieldValue::Float(number.value()));
    }
    // NumPy's integers have `__index__`. Its arrays, too, but it fails.
    if value.is_instance_of::<PyInt>() || value.hasattr(name!(py, "__index__"))? {
        match value.extract() {
            Ok(number) => return Ok(FieldValue::Integer(number)),
            Err(error) if error.is_instance_of::<PyOverflowError>(py) => return Ok(digits(value)),
            Err(_) => {}
        }
    }
    // Decimals, fractions, and NumPy's numbers.
    if value.hasattr(name!(py, "as_integer_ratio"))? {
        return Ok(digits(value));
    }
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(FieldValue::bytes(bytes.as_bytes()));
    }
    if let Ok(bytes) = value.cast::<PyByteArray>() {
        return Ok(FieldValue::bytes(&bytes.to_vec()));
    }
    if value.is_instance_of::<PyMemoryView>() {
        return cell(&value.call_method0(name!(py, "tobytes"))?);
    }
    let class = value.get_type().name()?;
    Ok(match &*class.to_string_lossy() {
        // Missing values of pandas.
        "NAType" | "NaTType" => FieldValue::Absent,
        // Of NumPy, before version 2 and since.
        "bool_" | "bool" => FieldValue::Boolean(value.is_truthy()?),
        class => other(&format!("of the type {class}")),
    })
}

/// A number that may not fit into 64 bits.
fn digits(number: &Bound<'_, PyAny>) -> FieldValue {
    match number.str() {
        Ok(digits) => FieldValue::Decimal(digits.to_string_lossy().into_owned()),
        // Python converts at most 4300 digits.
        Err(_) => other("a number of too many digits"),
    }
}

fn other(kind: &str) -> FieldValue {
    FieldValue::Other(kind.to_owned())
}
