//! An export driven by JavaScript: to a file, or in chunks that `lib/bulk.js` writes to a stream.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chat44mp::ffi::node::{Fields, JsArgument, Kind, ToJs};
use chat44mp::ffi::{Export, ExportEvent, ExportTarget, Thread, busy};
use chat44mp::{Client, ExportReport, FlowId};
use napi::bindgen_prelude::FromNapiValue;
use napi::{Env, Result, sys};
use napi_derive::napi;

use crate::arguments::CallOptions;
use crate::bridge::{self, Promise};
use crate::bulk::Event;
use crate::errors;

/// Options of an export.
pub struct ExportOptions(chat44mp::ExportOptions);

impl FromNapiValue for ExportOptions {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        use chat44mp::ExportOptions as Core;
        // SAFETY: napi passes values of the current call.
        let fields = Fields::new(unsafe { JsArgument::new(env, value) }, "options")?;
        let known = &[c"format", c"bom", c"rawCells", c"signal", c"onProgress"];
        fields.deny_unknown(&[known], Kind::Option)?;
        let format = fields.get::<Option<_>>(c"format")?.unwrap_or_default();
        let bom = fields.get::<Option<_>>(c"bom")?.unwrap_or_default();
        let raw_cells = fields.get::<Option<_>>(c"rawCells")?.unwrap_or_default();
        Ok(ExportOptions(Core::new().format(format).bom(bom).raw_cells(raw_cells)))
    }
}

/// An export in progress. It advances only while `next` is awaited.
#[napi]
pub struct ExportRun {
    export: Arc<Mutex<Option<Export>>>,
}

impl ExportRun {
    pub(crate) fn new(
        client: Client,
        flow_id: FlowId,
        target: ExportTarget,
        options: ExportOptions,
    ) -> ExportRun {
        let export = Export::new(|| Ok(client), flow_id, target, options.0);
        ExportRun { export: Arc::new(Mutex::new(Some(export))) }
    }
}

#[napi]
impl ExportRun {
    /// Waits for the next event. An abort signal stops the export.
    #[napi(skip_typescript)]
    pub fn next(&self, env: Env, options: Option<CallOptions>) -> Result<Promise<()>> {
        let shared = Arc::clone(&self.export);
        let export = lock(&shared).take();
        let mut export = export.ok_or_else(|| errors::thrown(env, &busy("the export")))?;
        let next = async move {
            let event = match export.next().await {
                ExportEvent::Written(bytes) => Event::Written(bytes),
                ExportEvent::Progress(progress) => Event::Progress(progress),
                ExportEvent::Done(report) => Event::Report(report?),
                _ => Event::Woken,
            };
            *lock(&shared) = Some(export);
            Ok(event)
        };
        let signal = options.and_then(|options| options.signal);
        bridge::start(env, Thread::Io, signal, next, |env, event: Event<ExportReport, ExportReport>| {
            event.to_js(env)
        })
    }

    /// Stops the export unless it has finished. An incomplete file is never visible.
    #[napi(skip_typescript)]
    pub fn close(&self) {
        let export = lock(&self.export).take();
        drop(export);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
