//! An import driven by JavaScript.

use std::pin::pin;
use std::sync::Arc;

use chat44mp::ffi::node::{Fields, FromJs, JsArgument, Model, ToJs};
use chat44mp::ffi::{self, Import, ImportEvent, Reports, Thread};
use chat44mp::{FieldValue, GroupId, ImportReport, ImportSettings, InputRow, Language};
use futures_util::future::{Either, select};
use napi::bindgen_prelude::FromNapiValue;
use napi::{Env, Result, sys};
use napi_derive::napi;
use tokio::sync::{Mutex, Notify};

use crate::arguments::FilePath;
use crate::bridge::{self, Promise};
use crate::bulk::Event;
use crate::errors;

/// Options of an import.
pub struct ImportOptions {
    pub(crate) options: chat44mp::ImportOptions,
    /// What the program's functions listen to.
    pub(crate) reports: Reports,
}

impl FromNapiValue for ImportOptions {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: napi passes values of the current call.
        let fields = Fields::new(unsafe { JsArgument::new(env, value) }, "options")?;
        let of_binding = [c"groupId", c"signal", c"onProgress", c"onRow"];
        let settings = ImportSettings::from_fields(fields, &of_binding)?;
        let options = chat44mp::ImportOptions::new(fields.get::<GroupId>(c"groupId")?);
        let is_given = |name| fields.get_any(name).map(|function| !function.is_absent());
        let reports = Reports { rows: is_given(c"onRow")?, progress: is_given(c"onProgress")? };
        Ok(ImportOptions { options: options.settings(settings), reports })
    }
}

/// An import in progress. It runs on the I/O thread; `next` returns its events.
#[napi]
pub struct ImportRun {
    import: Arc<Mutex<Import>>,
    woken: Arc<Notify>,
}

impl From<Import> for ImportRun {
    fn from(import: Import) -> ImportRun {
        ImportRun { import: Arc::new(Mutex::new(import)), woken: Arc::default() }
    }
}

#[napi]
impl ImportRun {
    /// Waits for the next event; requests for rows are reported only if `rows` is set.
    #[napi(skip_typescript)]
    pub fn next(&self, env: Env, rows: bool) -> Result<Promise<()>> {
        let (import, woken) = (Arc::clone(&self.import), Arc::clone(&self.woken));
        let next = async move {
            let mut import = import.lock().await;
            let event = async { if rows { import.next().await } else { import.next_status().await } };
            Ok(match select(pin!(event), pin!(woken.notified())).await {
                Either::Left((ImportEvent::Rows(capacity), _)) => Event::Rows(capacity),
                Either::Left((ImportEvent::Progress(progress), _)) => Event::Progress(progress),
                Either::Left((ImportEvent::Results(results), _)) => Event::Results(results),
                Either::Left((ImportEvent::Done(report), _)) => Event::Report(Report(report?)),
                Either::Left(_) | Either::Right(_) => Event::Woken,
            })
        };
        bridge::start(env, Thread::Io, None, next, |env, event| event.to_js(env))
    }

    /// Ends the current wait, so that `lib/bulk.js` can act.
    #[napi(skip_typescript)]
    pub fn wake(&self) {
        self.woken.notify_one();
    }

    /// Adds rows with the same names, at most as many as were requested; `values` has those of all rows. Like the other methods,
    /// it must not be called while `next` is awaited.
    #[napi(skip_typescript)]
    pub fn push(&self, rows: u32, names: Vec<String>, values: Vec<Value>) {
        let names: Arc<[String]> = names.into();
        let mut values = values.into_iter().map(|value| value.0);
        self.with_import(|import| {
            for _ in 0..rows {
                let cells = values.by_ref().take(names.len()).collect();
                import.push(InputRow::Record(Arc::clone(&names), cells));
            }
        });
    }

    /// Ends the rows.
    #[napi(skip_typescript)]
    pub fn end_rows(&self) {
        self.with_import(Import::end_rows);
    }

    /// Stops gracefully: no further rows are sent, and rows in flight are awaited.
    #[napi(skip_typescript)]
    pub fn stop(&self) {
        self.with_import(|import| {
            import.stop();
            import.end_rows();
        });
    }

    fn with_import(&self, f: impl FnOnce(&mut Import)) {
        if let Ok(mut import) = self.import.try_lock() {
            f(&mut import);
        }
    }
}

/// The value of a field, of any type; the core validates it.
pub struct Value(FieldValue);

impl FromNapiValue for Value {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: napi passes values of the current call.
        Ok(Value(cell(unsafe { JsArgument::new(env, value) })))
    }
}

fn cell(value: JsArgument) -> FieldValue {
    // Nearly every value is text.
    if let Some(text) = value.text() {
        return FieldValue::Text(text);
    }
    if value.is_absent() {
        return FieldValue::Absent;
    }
    let integer = value.integer().map(FieldValue::Integer);
    integer
        .or_else(|| value.number().map(FieldValue::Float))
        .or_else(|| value.bigint().map(FieldValue::Decimal))
        .or_else(|| bool::from_js(value).map(FieldValue::Boolean))
        .or_else(|| value.bytes().map(|bytes| FieldValue::bytes(&bytes)))
        .unwrap_or_else(|| FieldValue::Other(value.describe()))
}

/// The report of an import, with its error as a class of `lib/errors.js` and field names in camelCase.
struct Report(ImportReport);

impl ToJs for Report {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        let mut report = self.0;
        let of_columns = report.columns.iter_mut().map(|column| &mut column.field);
        let of_cells = report.cleaned.iter_mut().map(|cleaned| &mut cleaned.field);
        let of_reasons = report.reasons.iter_mut().filter_map(|reason| reason.field.as_mut());
        let of_preview =
            report.preview.iter_mut().flat_map(|row| &mut row.before).map(|cell| &mut cell.field);
        for field in of_columns.chain(of_cells).chain(of_reasons).chain(of_preview) {
            *field = Language::Node.spell(field).into_owned();
        }
        let error = report.error.take().map(errors::Value);
        let record = report.to_record(env)?;
        record.set(c"error", error)?;
        record.to_js(env)
    }
}

/// Reads a results file of an import, also one that an import is writing: its rows in flight are `unknown`.
///
/// Fails with `results_file_refused` if it is not a results file, and with `file_failed`.
#[napi(ts_args_type = "path: string | URL", ts_return_type = "Promise<ImportResults>")]
pub fn read_import_results(env: Env, path: FilePath) -> Result<Promise<()>> {
    let reading = ffi::read_import_results(path.0.into());
    bridge::start(env, Thread::Io, None, reading, |env, results: chat44mp::ImportResults| results.to_js(env))
}
