//! The result of an import in Python: the core's report, with its error as an exception.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use chat44mp::ffi::python::{self, Dict, Plain, Rebuilding};
use chat44mp::{Error, ImportEnd, ImportReason, MappedColumn};
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::type_hint_identifier;
use pyo3::types::PyDict;

use crate::errors;

/// An exception of this package.
#[derive(Clone)]
struct Failure(Arc<Py<PyAny>>);

impl Failure {
    fn of(py: Python<'_>, error: &Error) -> Failure {
        Failure(Arc::new(errors::exception(py, error).into_value(py).into_any()))
    }
}

/// Exceptions have no equality of their own: here they are equal whose fields are.
impl PartialEq for Failure {
    fn eq(&self, other: &Failure) -> bool {
        Python::attach(|py| self.plain(py)?.eq(other.plain(py)?)).unwrap_or(false)
    }
}

impl FromPyObject<'_, '_> for Failure {
    type Error = PyErr;

    const INPUT_TYPE: PyStaticExpr = type_hint_identifier!("chat44mp", "Chat44mpError");

    fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let class = errors::base(object.py())?;
        if !object.is_instance(class)? {
            return Err(python::wrong_type(&object, "a Chat44mpError"));
        }
        Ok(Failure(object.to_owned().unbind().into()))
    }
}

impl<'py> IntoPyObject<'py> for Failure {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = std::convert::Infallible;

    const OUTPUT_TYPE: PyStaticExpr = <Failure as FromPyObject>::INPUT_TYPE;

    fn into_pyobject(self, py: Python<'py>) -> Result<Self::Output, Self::Error> {
        Ok(self.0.bind(py).clone())
    }
}

impl Plain for Failure {
    fn plain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.bind(py).call_method0(name!(py, "to_dict"))
    }
}

/// The class with its fields; each is named once.
macro_rules! report {
    ($($(#[$doc:meta])* $field:ident: $type:ty = $default:expr;)*) => {
        /// What came of an import. Every row is in exactly one of the counts but `earlier` and `rewritten`, which say
        /// something more of some.
        #[pyclass(frozen, get_all, eq, module = "chat44mp")]
        #[derive(Clone, PartialEq)]
        pub(crate) struct ImportReport {
            /// How the import ended: all rows were processed, it was stopped, or it was aborted; then `error` says why.
            end: ImportEnd,
            $($(#[$doc])* $field: $type,)*
        }

        #[pymethods]
        impl ImportReport {
            #[new]
            #[pyo3(signature = (*, end, $($field = $default),*))]
            #[allow(clippy::too_many_arguments)]
            fn new(end: ImportEnd, $($field: $type),*) -> Self {
                ImportReport { end, $($field),* }
            }

            fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
                python::repr("ImportReport", &self.fields(py)?)
            }

            fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Rebuilding<'py>> {
                python::rebuilding(py.get_type::<Self>(), self.fields(py)?)
            }

            /// The fields as a dict; models and the error in it are dicts too.
            fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Dict<'py>> {
                let dict = PyDict::new(py);
                dict.set_item("end", self.end.plain(py)?)?;
                $(dict.set_item(stringify!($field), self.$field.plain(py)?)?;)*
                Ok(Dict(dict))
            }

            fn __hash__(&self) -> u64 {
                let mut hasher = DefaultHasher::new();
                (self.rows, self.created, self.exists, self.invalid, self.failed).hash(&mut hasher);
                hasher.finish()
            }
        }

        impl ImportReport {
            fn fields<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
                let dict = PyDict::new(py);
                dict.set_item("end", self.end)?;
                $(dict.set_item(stringify!($field), self.$field.clone())?;)*
                Ok(dict)
            }
        }
    };
}

report! {
    /// Whether every contact now exists: all rows were created or already existed.
    is_success: bool = false;
    /// The error that aborted the import.
    error: Option<Failure> = None;
    /// All rows, blank ones aside.
    rows: i64 = 0;
    /// Created.
    created: i64 = 0;
    /// Already existed: a contact on the server, possibly another user's, has the row's e-mail address or phone number.
    exists: i64 = 0;
    /// Not sent: a value is invalid, or an earlier row has the same e-mail address or phone number.
    invalid: i64 = 0;
    /// Not created; another run retries the row.
    failed: i64 = 0;
    /// Possibly created: the row was sent, but its response was lost.
    unknown: i64 = 0;
    /// Not sent: the import was stopped or aborted, or is a dry run.
    pending: i64 = 0;
    /// Rows among the above that an earlier run had settled.
    earlier: i64 = 0;
    /// Rows sent with text that the server stores otherwise, such as emoji.
    rewritten: i64 = 0;
    /// The reasons why rows were not created, most frequent first.
    reasons: Vec<ImportReason> = Vec::new();
    /// The columns of the file and the fields that they were mapped to.
    columns: Vec<MappedColumn> = Vec::new();
    /// The file's encoding, by the name that the web knows, such as `UTF-8`.
    encoding: Option<String> = None;
    /// The delimiter of a CSV file, one character.
    delimiter: Option<String> = None;
    /// How long it took, in seconds.
    elapsed: f64 = 0.0;
}

impl ImportReport {
    /// The core's report.
    pub(crate) fn of(py: Python<'_>, report: chat44mp::ImportReport) -> Self {
        ImportReport {
            is_success: report.is_success(),
            error: report.error.as_ref().map(|error| Failure::of(py, error)),
            elapsed: report.elapsed.as_secs_f64(),
            end: report.end,
            rows: report.rows,
            created: report.created,
            exists: report.exists,
            invalid: report.invalid,
            failed: report.failed,
            unknown: report.unknown,
            pending: report.pending,
            earlier: report.earlier,
            rewritten: report.rewritten,
            reasons: report.reasons,
            columns: report.columns,
            encoding: report.encoding,
            delimiter: report.delimiter,
        }
    }
}
