//! Python objects that are looked up once.
//!
//! `pyo3::sync::PyOnceLock` and `pyo3::intern!` hold a lock during initialization. A signal handler or finalizer that needs
//! the same object in the meantime deadlocks, and so does a child process forked in the meantime. Here the object is
//! looked up first and stored afterwards, without a lock.

use std::sync::OnceLock;

use pyo3::PyTypeCheck;
use pyo3::prelude::*;
use pyo3::types::PyString;

/// A cached object, for a `static`. Two threads may both look it up; the first result wins.
pub struct Cached<T = PyAny>(OnceLock<Py<T>>);

impl<T> Cached<T> {
    /// Creates an empty cache.
    #[expect(clippy::new_without_default)]
    pub const fn new() -> Cached<T> {
        Cached(OnceLock::new())
    }

    /// Returns the object, if it was looked up.
    pub fn get<'py>(&self, py: Python<'py>) -> Option<&Bound<'py, T>> {
        self.0.get().map(|cached| cached.bind(py))
    }

    /// Returns the object, created by `init` on first use. No lock is held while `init` runs.
    pub fn get_or_init<'py>(
        &self,
        py: Python<'py>,
        init: impl FnOnce() -> PyResult<Bound<'py, T>>,
    ) -> PyResult<&Bound<'py, T>> {
        match self.0.get() {
            Some(cached) => Ok(cached.bind(py)),
            None => Ok(self.set(py, init()?)),
        }
    }

    /// Returns the attribute `name` of `module`.
    pub fn import<'py>(&self, py: Python<'py>, module: &str, name: &str) -> PyResult<&Bound<'py, T>>
    where
        T: PyTypeCheck,
    {
        self.get_or_init(py, || Ok(py.import(module)?.getattr(name)?.cast_into()?))
    }

    /// Stores the object. The thread stays attached, so no other Python thread can run or fork in the meantime.
    fn set<'py>(&self, py: Python<'py>, object: Bound<'py, T>) -> &Bound<'py, T> {
        let object = object.unbind();
        self.0.get_or_init(|| object).bind(py)
    }
}

impl Cached<PyString> {
    /// Returns the interned string `text`, such as the name of a method.
    pub fn text<'py>(&self, py: Python<'py>, text: &str) -> &Bound<'py, PyString> {
        match self.0.get() {
            Some(cached) => cached.bind(py),
            None => self.set(py, PyString::intern(py, text)),
        }
    }
}
