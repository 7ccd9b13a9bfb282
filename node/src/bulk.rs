//! Events of bulk work. `lib/bulk.js` requests one after the other and runs the program's callbacks.

use chat44mp::ffi::node::{Record, ToJs};
use napi::bindgen_prelude::{Buffer, ToNapiValue};
use napi::{Env, Result, sys};

/// An event of bulk work.
pub(crate) enum Event<P, R> {
    /// There is room for this many rows.
    Room(usize),
    /// Bytes to write.
    Written(Vec<u8>),
    Progress(P),
    /// The wait was ended by the program.
    Woken,
    /// The work has finished.
    Report(R),
}

impl<P: ToJs, R: ToJs> ToJs for Event<P, R> {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        let record = Record::new(env)?;
        match self {
            Event::Room(room) => record.set(c"room", u32::try_from(room).unwrap_or(u32::MAX))?,
            Event::Written(bytes) => record.set(c"written", Bytes(bytes))?,
            Event::Progress(progress) => record.set(c"progress", progress)?,
            Event::Woken => {}
            Event::Report(report) => record.set(c"report", report)?,
        }
        record.to_js(env)
    }
}

struct Bytes(Vec<u8>);

impl ToJs for Bytes {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        // SAFETY: called while JavaScript waits, with its environment.
        unsafe { ToNapiValue::to_napi_value(env.raw(), Buffer::from(self.0)) }.map(Some)
    }
}
