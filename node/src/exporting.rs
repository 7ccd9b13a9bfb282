//! Exports: to a file, or in pieces that `lib/bulk.js` hands to a stream.

use std::future::{Future, poll_fn};
use std::io::{self, Write};
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use chat44mp::ffi::busy;
use chat44mp::ffi::node::{Fields, FromJs, Given, ToJs};
use chat44mp::{Client, Error, ExportFormat, ExportReport, FlowId};
use napi::bindgen_prelude::FromNapiValue;
use napi::{Env, Result, sys};
use napi_derive::napi;

use crate::arguments::{CallOptions, set};
use crate::bridge::{self, Promise};
use crate::bulk::Event;
use crate::errors;

/// Options of an export.
pub struct ExportOptions(chat44mp::ExportOptions);

impl FromNapiValue for ExportOptions {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        use chat44mp::ExportOptions as Core;
        // SAFETY: napi calls this with the values of the call that runs.
        let fields = Fields::of(unsafe { Given::new(env, value) }, "options")?;
        let mut options = Core::new();
        set!(options from fields, others [c"signal", c"onProgress"] {
            c"format": Format => |options, format| options.format(format.0);
            c"rawCells": bool => |options, raw| options.raw_cells(raw);
        });
        Ok(ExportOptions(options))
    }
}

struct Format(ExportFormat);

impl FromJs for Format {
    const NEEDED: &'static str = r#""csv", "wide_csv" or "json_lines""#;

    fn from_js(value: Given) -> Option<Self> {
        ExportFormat::from_word(&value.text()?).map(Format)
    }
}

/// An export. It goes on while `next` is waited for.
#[napi]
pub struct ExportRun {
    export: Arc<Mutex<Option<Export>>>,
}

struct Export {
    going: Pin<Box<dyn Future<Output = std::result::Result<ExportReport, Error>> + Send>>,
    end: Option<std::result::Result<ExportReport, Error>>,
    desk: Desk,
}

/// Where the export leaves what the program is to have.
#[derive(Clone, Default)]
struct Desk(Arc<Mutex<(Vec<u8>, Option<ExportReport>)>>);

impl Write for Desk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        lock(&self.0).0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl ExportRun {
    /// Writes to a file, else in pieces.
    pub(crate) fn new(
        client: &Client,
        flow: FlowId,
        path: Option<String>,
        options: ExportOptions,
    ) -> ExportRun {
        let desk = Desk::default();
        let told = desk.clone();
        let options = options.0.on_progress(move |report| lock(&told.0).1 = Some(report.clone()));
        let going = match path {
            Some(path) => client.flows().export(flow, path, options),
            None => client.flows().export_to(flow, desk.clone(), options),
        };
        ExportRun { export: Arc::new(Mutex::new(Some(Export { going, end: None, desk }))) }
    }
}

#[napi]
impl ExportRun {
    /// Waits for what happens next. A signal that aborts ends the export.
    #[napi(skip_typescript)]
    pub fn next(&self, env: Env, options: Option<CallOptions>) -> Result<Promise<()>> {
        let shared = Arc::clone(&self.export);
        let export = lock(&shared).take();
        let mut export = export.ok_or_else(|| errors::thrown(env, &busy("the export")))?;
        let next = async move {
            let event = poll_fn(|context| export.poll(context)).await?;
            *lock(&shared) = Some(export);
            Ok(event)
        };
        let signal = options.and_then(|options| options.signal);
        bridge::start(env, signal, next, |env, event| event.to_js(env))
    }

    /// Ends the export, unless it has ended: a file that is not whole does not appear.
    #[napi(skip_typescript)]
    pub fn close(&self) {
        *lock(&self.export) = None;
    }
}

impl Export {
    /// Goes on as far as it can. What was written comes before the end.
    fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<std::result::Result<Event<ExportReport, ExportReport>, Error>> {
        if self.end.is_none()
            && let Poll::Ready(end) = self.going.as_mut().poll(context)
        {
            self.end = Some(end);
        }
        let (written, progress) = &mut *lock(&self.desk.0);
        if !written.is_empty() {
            return Poll::Ready(Ok(Event::Written(mem::take(written))));
        }
        if let Some(progress) = progress.take() {
            return Poll::Ready(Ok(Event::Progress(progress)));
        }
        match self.end.take() {
            Some(end) => Poll::Ready(end.map(Event::Report)),
            None => Poll::Pending,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
