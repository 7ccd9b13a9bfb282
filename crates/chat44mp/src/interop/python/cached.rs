//! Objects of Python that are looked up once.
//!
//! `pyo3::sync::PyOnceLock` holds its lock while it initialises, and so does `pyo3::intern!`. A signal handler or a
//! finaliser that runs meanwhile and needs the same object waits for itself, and a child that is forked meanwhile waits
//! for a thread that it does not have. Here the object is looked up first and set then.

use std::sync::OnceLock;

use pyo3::PyTypeCheck;
use pyo3::prelude::*;
use pyo3::types::PyString;

/// One object, for a `static`. Two threads may both look it up; the first result stays.
pub struct Cached<T = PyAny>(OnceLock<Py<T>>);

impl<T> Cached<T> {
    /// An object that was not looked up yet.
    #[expect(clippy::new_without_default)]
    pub const fn new() -> Cached<T> {
        Cached(OnceLock::new())
    }

    /// The object. No lock is held while `find` runs.
    pub fn get_or_find<'py>(
        &self,
        py: Python<'py>,
        find: impl FnOnce() -> PyResult<Bound<'py, T>>,
    ) -> PyResult<&Bound<'py, T>> {
        match self.0.get() {
            Some(known) => Ok(known.bind(py)),
            None => Ok(self.keep(py, find()?)),
        }
    }

    /// The attribute `name` of `module`.
    pub fn import<'py>(&self, py: Python<'py>, module: &str, name: &str) -> PyResult<&Bound<'py, T>>
    where
        T: PyTypeCheck,
    {
        self.get_or_find(py, || Ok(py.import(module)?.getattr(name)?.cast_into()?))
    }

    /// Sets what was found. The thread stays attached, so no other one can run or fork meanwhile.
    fn keep<'py>(&self, py: Python<'py>, found: Bound<'py, T>) -> &Bound<'py, T> {
        let found = found.unbind();
        self.0.get_or_init(|| found).bind(py)
    }
}

impl Cached<PyString> {
    /// The interned string `text`, such as the name of a method.
    pub fn text<'py>(&self, py: Python<'py>, text: &str) -> &Bound<'py, PyString> {
        match self.0.get() {
            Some(known) => known.bind(py),
            None => self.keep(py, PyString::intern(py, text)),
        }
    }
}
