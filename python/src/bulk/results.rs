//! Results files of imports.

use chat44mp::ImportResults;
use chat44mp::ffi::exceptions;
use pyo3::prelude::*;

use crate::arguments::FilePath;

/// Reads a results file of an import, also one that an import is writing: its rows in flight are `unknown`.
///
/// Fails with `results_file_refused` if it is not a results file, and with `file_failed`.
#[pyfunction]
#[pyo3(signature = (path, /))]
pub(crate) fn read_import_results(py: Python<'_>, path: FilePath) -> PyResult<ImportResults> {
    let results = py.detach(|| ImportResults::read(path.0));
    results.map_err(|error| exceptions::exception(py, &error))
}
