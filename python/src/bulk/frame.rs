//! The rows of DataFrames, which iterate over their columns.

use chat44mp::ffi::python::Cached;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// Returns an iterator over the rows of a DataFrame of polars or pandas, or of a library with the same methods.
pub(crate) fn rows<'py>(frame: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    static RECORDS: Cached = Cached::new();
    let py = frame.py();
    // `schema`, because worksheets of openpyxl have `iter_rows`, too.
    if let Some(rows) = frame.getattr_opt(name!(py, "iter_rows"))?
        && frame.hasattr(name!(py, "schema"))?
    {
        let named = PyDict::new(py);
        named.set_item(name!(py, "named"), true)?;
        return rows.call((), Some(&named)).map(Some);
    }
    if frame.hasattr(name!(py, "itertuples"))? {
        return RECORDS.import(py, "chat44mp._bulk", "records")?.call1((frame,)).map(Some);
    }
    Ok(None)
}
