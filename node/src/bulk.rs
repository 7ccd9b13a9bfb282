//! Events of imports and exports. `lib/bulk.js` requests them one by one and runs the program's callbacks.

use chat44mp::RowResult;
use chat44mp::ffi::node::{Record, ToJs};
use napi::bindgen_prelude::{Buffer, ToNapiValue};
use napi::{Env, Result, sys};

/// An event of an import or export.
pub(crate) enum Event<P, R> {
    /// The import requests at most this many rows.
    Rows(usize),
    /// Bytes to write.
    Written(Vec<u8>),
    Progress(P),
    /// The results of rows.
    Results(Vec<RowResult>),
    /// The program ended the wait.
    Woken,
    /// The import or export has finished.
    Report(R),
}

impl<P: ToJs, R: ToJs> ToJs for Event<P, R> {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        let record = Record::new(env)?;
        match self {
            Event::Rows(capacity) => record.set(c"capacity", u32::try_from(capacity).unwrap_or(u32::MAX))?,
            Event::Written(bytes) => record.set(c"written", Bytes(bytes))?,
            Event::Progress(progress) => record.set(c"progress", progress)?,
            Event::Results(results) => record.set(c"results", results)?,
            Event::Woken => {}
            Event::Report(report) => record.set(c"report", report)?,
        }
        record.to_js(env)
    }
}

struct Bytes(Vec<u8>);

impl ToJs for Bytes {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        // SAFETY: called on JavaScript's thread, with its environment.
        unsafe { ToNapiValue::to_napi_value(env.raw(), Buffer::from(self.0)) }.map(Some)
    }
}
