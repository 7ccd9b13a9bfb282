//! Objects of Python that are looked up once.
//!
//! `pyo3::sync::PyOnceLock` holds its lock while it initialises, and so does `pyo3::intern!`. A signal handler or a
//! finaliser that runs meanwhile and needs the same object waits for itself, and a child that is forked meanwhile waits
//! for a thread that it does not have. Here the object is looked up first and set then.

use std::sync::OnceLock;

use pyo3::PyTypeCheck;
use pyo3::prelude::*;
use pyo3::types::PyString;

/// One object, for a `static`. Looked up again by each thread that comes before the first has finished.
pub struct Cached<T = PyAny>(OnceLock<Py<T>>);

impl<T> Cached<T> {
    /// Nothing is looked up yet.
    pub const fn new() -> Cached<T> {
        Cached(OnceLock::new())
    }

    /// The object, by `find` unless it is known. No lock is held while `find` runs.
    pub fn get_or_find<'py>(
        &self,
        py: Python<'py>,
        find: impl FnOnce() -> PyResult<Bound<'py, T>>,
    ) -> PyResult<&Bound<'py, T>> {
        if self.0.get().is_none() {
            self.keep(find()?);
        }
        self.get_or_find_kept(py, find)
    }
}
