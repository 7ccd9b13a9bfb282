//! The native module of the Python package `chat44mp`. It exposes the core and contains no logic of the API.
//!
//! `calls/` defines the calls; `wait/` runs them in the calling thread and in asyncio.

// pyo3's macros generate unsafe code. The one block written here reads the ID of the interpreter.
#![allow(unsafe_code)]

/// An interned Python string, such as the name of a method, created once; see `Cached`.
macro_rules! name {
    ($py:expr, $text:literal) => {{
        static NAME: chat44mp::ffi::python::Cached<pyo3::types::PyString> =
            chat44mp::ffi::python::Cached::new();
        NAME.text($py, $text)
    }};
}

mod answers;
mod arguments;
mod bulk;
mod caller;
mod calls;
mod client;
mod hooks;
mod log;
mod values;
mod wait;

/// Rejects all interpreters but the first: they would share static classes and caches.
fn init() -> pyo3::PyResult<()> {
    use std::sync::atomic::{AtomicI64, Ordering};

    const NONE: i64 = -1;
    static FIRST: AtomicI64 = AtomicI64::new(NONE);
    // SAFETY: both functions require an attached thread, and modules are initialized on one.
    let this = unsafe { pyo3::ffi::PyInterpreterState_GetID(pyo3::ffi::PyInterpreterState_Get()) };
    match FIRST.compare_exchange(NONE, this, Ordering::Relaxed, Ordering::Relaxed) {
        Err(first) if first != this => Err(pyo3::exceptions::PyImportError::new_err(
            "chat44mp supports one interpreter per process; import it in the main interpreter",
        )),
        _ => pyo3::Python::attach(load),
    }
}

/// Looks up the classes that calls need. Called when the package is imported.
fn load(py: pyo3::Python<'_>) -> pyo3::PyResult<()> {
    use pyo3::types::PyAnyMethods;

    chat44mp::Language::Python.set();
    chat44mp::ffi::python::load(py)?;
    chat44mp::ffi::exceptions::load(py)?;
    // pyo3 interns names under a lock at the first argument error, so one is raised here.
    let refused = py.get_type::<chat44mp::MessagePattern>().call1((py.None(), ""));
    debug_assert!(refused.is_err());
    Ok(())
}

/// Declares the native module with the classes and models of all resources.
macro_rules! module {
    ([] $($class:ident)*; $($model:ident)*) => {
        /// The native module; `chat44mp` re-exports all of it.
        #[pyo3::pymodule]
        mod _native {
            #[pymodule_export]
            use crate::answers::{Answers, AsyncAnswers, AsyncTableRows, TableRows};
            #[pymodule_export]
            use crate::bulk::Run;
            #[pymodule_export]
            use crate::calls::{$($class),*};
            #[pymodule_export]
            use crate::client::{AsyncClient, AsyncRawClient, Client, RawClient};
            #[pymodule_export]
            use crate::bulk::results::read_import_results;
            #[pymodule_export]
            use crate::log::log_level;
            #[pymodule_export]
            use chat44mp::{ErrorInfo, MessagePattern, RequestEvent, ResponseEvent, $($model),*};

            #[pymodule_init]
            fn init() -> pyo3::PyResult<()> {
                super::init()
            }

            /// The version of the package.
            #[pymodule_export]
            #[expect(non_upper_case_globals)]
            const __version__: &str = env!("CARGO_PKG_VERSION");
        }
    };
}

use calls::{
    contact_groups::contact_groups, contacts::contacts, flows::flows, labels::labels, packages::packages,
    subscribers::subscribers, users::users,
};

users! { [packages subscribers labels contact_groups contacts flows module]; }
