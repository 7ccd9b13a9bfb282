//! Tests that the facades cannot run reliably: what is sent, and when, at the start and the end of a call.

use std::any::Any;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use chat44mp::{
    Error, ErrorInfo, ErrorKind, FlowId, GroupId, ImportEnd, ImportReport, ImportRow, Level, LogFields,
    NewContact, RequestEvent, ResponseEvent,
};
use chat44mp_emulator::{Emulator, Seed};
use futures_util::FutureExt;

use crate::caller::run;
use crate::client::NativeClient;
use crate::control::CallControl;
use crate::error::NativeError;
use crate::import::{ImportStep, NativeImport};
use crate::language::Language;
use crate::log::{HookSink, LogSink};
use crate::options::{CallOptions, ClientOptions, ImportSettings};

const SOON: Duration = Duration::from_secs(10);

fn emulator() -> Emulator {
    let seed = "extends: default\nflows: [{id: 900, user_id: 39, flow_name: long, synthetic_answers: {subscribers: 40000, questions: 5}}]";
    Emulator::builder().seed(Seed::from_yaml(seed).unwrap()).start().unwrap()
}

fn key(emulator: &Emulator) -> String {
    emulator.fixtures()["member_key"].as_str().unwrap().to_owned()
}

fn client_with(
    emulator: &Emulator,
    options: ClientOptions,
    log: Option<Arc<dyn LogSink>>,
) -> Arc<NativeClient> {
    let options = ClientOptions { base_url: Some(emulator.base_url().to_owned()), ..options };
    NativeClient::new(Language::Kotlin, Some(key(emulator)), options, log, None).unwrap()
}

fn client(emulator: &Emulator) -> Arc<NativeClient> {
    client_with(emulator, ClientOptions::default(), None)
}

fn control() -> Arc<CallControl> {
    CallControl::new(CallOptions::default(), false)
}

fn contact() -> NewContact {
    NewContact { group_id: GroupId(1), email: Some("ada@example.org".into()), ..NewContact::default() }
}

/// Waits on the calling thread, like the other language does.
fn wait<T>(call: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(call)
}

/// The emulator accepts all requests and never responds.
fn hang(emulator: &Emulator) {
    emulator.add_fault(serde_json::from_str(r#"{"kind": "hang", "at": "before"}"#).unwrap());
}

fn received(emulator: &Emulator, requests: usize) -> bool {
    emulator.wait_for(|journal| journal.len() == requests, SOON)
}

fn saw_disconnect(emulator: &Emulator) -> bool {
    emulator.wait_for(|journal| journal.iter().any(|entry| entry.disconnected), SOON)
}

fn poll<F: Future>(future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

fn failure<T>(result: Result<T, NativeError>) -> ErrorInfo {
    match result {
        Err(NativeError::Failed { failure }) => failure.info,
        Err(NativeError::Cancelled) => panic!("it was cancelled"),
        Ok(_) => panic!("it succeeded"),
    }
}

#[test]
fn sends_nothing_when_cancelled_before_the_start() {
    let (emulator, control) = (emulator(), control());
    let client = client(&emulator);
    let call = client.contacts_create(contact(), Arc::clone(&control));
    control.cancel();
    assert!(matches!(wait(call), Err(NativeError::Cancelled)));
    // The control stays cancelled: further calls with it also fail.
    assert!(matches!(wait(client.flows_list(Arc::clone(&control))), Err(NativeError::Cancelled)));
    let answers = client.flows_answers(FlowId(900), Arc::clone(&control)).unwrap();
    assert!(matches!(wait(answers.next_batch(control)), Err(NativeError::Cancelled)));
    // An earlier request would be in the journal before this one.
    wait(client.flows_list(self::control())).unwrap();
    let journal = emulator.journal();
    assert_eq!(journal.iter().map(|entry| entry.operation).collect::<Vec<_>>(), [Some("get_flow_campaigns")]);
}

#[test]
fn sends_nothing_when_the_future_is_never_polled() {
    let emulator = emulator();
    let client = client(&emulator);
    drop(client.contacts_create(contact(), control()));
    wait(client.flows_list(control())).unwrap();
    assert_eq!(emulator.journal().len(), 1);
}

#[test]
fn cancelling_aborts_the_request() {
    let (emulator, control) = (emulator(), control());
    hang(&emulator);
    let client = client(&emulator);
    let mut call = pin!(client.contacts_create(contact(), Arc::clone(&control)));
    assert!(poll(call.as_mut()).is_pending());
    assert!(received(&emulator, 1));
    control.cancel();
    assert!(matches!(wait(call), Err(NativeError::Cancelled)));
    assert!(saw_disconnect(&emulator));
}

#[test]
fn dropping_the_future_aborts_the_request() {
    let emulator = emulator();
    hang(&emulator);
    let client = client(&emulator);
    {
        let mut call = pin!(client.contacts_create(contact(), control()));
        assert!(poll(call.as_mut()).is_pending());
        assert!(received(&emulator, 1));
    }
    assert!(saw_disconnect(&emulator));
}

#[test]
fn dropping_a_batch_closes_the_stream() {
    let emulator = emulator();
    let client = client(&emulator);
    let answers = client.flows_answers(FlowId(900), control()).unwrap();
    assert!(!wait(answers.next_batch(control())).unwrap().is_empty());
    // Read until the next batch is not ready.
    loop {
        let mut fetch = Box::pin(answers.next_batch(control()));
        match poll(fetch.as_mut()) {
            Poll::Ready(rows) => assert!(!rows.unwrap().is_empty(), "the complete response had arrived"),
            Poll::Pending => break,
        }
    }
    assert!(saw_disconnect(&emulator));
    assert!(wait(answers.next_batch(control())).unwrap().is_empty());
}

#[test]
fn stopping_closes_the_stream() {
    let emulator = emulator();
    let answers = client(&emulator).flows_answers(FlowId(900), control()).unwrap();
    let opening = CallControl::new(CallOptions::default(), true);
    wait(answers.open(Arc::clone(&opening))).unwrap();
    assert_eq!(opening.response().unwrap().status, 200);
    answers.stop();
    assert!(saw_disconnect(&emulator));
    assert!(wait(answers.next_batch(control())).unwrap().is_empty());
}

#[test]
fn rejects_a_second_reader() {
    let emulator = emulator();
    hang(&emulator);
    let answers = client(&emulator).flows_answers(FlowId(900), control()).unwrap();
    let mut first = pin!(answers.next_batch(control()));
    assert!(poll(first.as_mut()).is_pending());
    assert_eq!(failure(wait(answers.next_batch(control()))).code, "invalid_value");
}

#[test]
fn returns_the_rows_before_a_failure() {
    let emulator = emulator();
    let cut = r#"{"kind": "truncate", "bytes": 5000, "operation": "get_all_subscriber_flow_info"}"#;
    emulator.add_fault(serde_json::from_str(cut).unwrap());
    let answers = client(&emulator).flows_answers(FlowId(900), control()).unwrap();
    let mut rows = 0;
    let failure = loop {
        match wait(answers.next_batch(control())) {
            Ok(batch) => {
                assert!(!batch.is_empty(), "the stream ended without an error");
                rows += batch.len();
            }
            error => break failure(error),
        }
    };
    assert!(rows > 0);
    assert_eq!(failure.kind, ErrorKind::Connection);
    assert!(wait(answers.next_batch(control())).unwrap().is_empty());
}

#[test]
fn propagates_a_panic_to_the_waiter() {
    let control = control();
    let call = run(&control, async { if true { panic!("a bug") } else { Ok::<(), Error>(()) } });
    let panic: Box<dyn Any + Send> = wait(AssertUnwindSafe(call).catch_unwind()).err().unwrap();
    assert_eq!(panic.downcast_ref(), Some(&"a bug"));
}

#[test]
fn options_of_a_call_override_those_of_its_client() {
    let emulator = emulator();
    hang(&emulator);
    let client = client(&emulator);
    let once = ClientOptions {
        max_retries: Some(0),
        timeout: Some(Duration::from_millis(100).into()),
        ..ClientOptions::default()
    };
    let derived = client.with_options(once, None, None, None).unwrap();
    let failure = failure(wait(derived.flows_list(control())));
    assert_eq!((failure.kind, failure.attempts), (ErrorKind::Timeout, 1));

    let negative = CallOptions { max_retries: Some(-1), ..CallOptions::default() };
    let control = CallControl::new(negative, false);
    let negative = ClientOptions { max_retries: Some(-1), ..ClientOptions::default() };
    for failure in [
        self::failure(wait(client.flows_list(control))),
        self::failure(client.with_options(negative, None, None, None)),
    ] {
        assert_eq!((failure.kind, failure.field.as_deref()), (ErrorKind::Config, Some("maxRetries")));
    }
}

#[test]
fn keeps_the_raw_response_when_requested() {
    let emulator = emulator();
    let client = client(&emulator);
    let body = CallOptions { keep_body: Some(true), ..CallOptions::default() };
    let (plain, keeping) = (control(), CallControl::new(body, true));
    wait(client.flows_list(Arc::clone(&plain))).unwrap();
    assert!(plain.response().is_none());
    wait(client.flows_list(Arc::clone(&keeping))).unwrap();
    let response = keeping.response().unwrap();
    assert_eq!((response.status, response.headers["content-type"].as_str()), (200, "application/json"));
    assert!(response.body.unwrap().starts_with(b"["));
}

/// A log that makes a call on its first line and waits for it.
struct CallingLog {
    client: Mutex<Option<Arc<NativeClient>>>,
    lines: mpsc::Sender<(Level, String)>,
}

impl LogSink for CallingLog {
    fn log(&self, level: Level, line: String, _: LogFields) {
        if let Some(client) = self.client.lock().unwrap().take() {
            wait(client.flows_list(control())).unwrap();
        }
        self.lines.send((level, line)).unwrap();
    }
}

#[test]
fn a_log_can_make_calls() {
    let emulator = emulator();
    let (lines, received) = mpsc::channel();
    let sink = Arc::new(CallingLog { client: Mutex::default(), lines });
    let client = client_with(&emulator, ClientOptions::default(), Some(Arc::clone(&sink) as _));
    *sink.client.lock().unwrap() = Some(Arc::clone(&client));
    wait(client.flows_list(control())).unwrap();
    for _ in 0..2 {
        let (level, line) = received.recv_timeout(SOON).unwrap();
        assert_eq!(level, Level::Debug);
        assert!(line.starts_with("flows.list: attempt 1, HTTP 200"), "{line}");
    }
}

/// A log that cannot write.
struct FailingLog;

impl LogSink for FailingLog {
    fn log(&self, _: Level, _: String, _: LogFields) {
        panic!("the disk is full");
    }
}

#[test]
fn a_failing_log_does_not_affect_others() {
    let emulator = emulator();
    let (lines, received) = mpsc::channel();
    let other: Arc<dyn LogSink> = Arc::new(CallingLog { client: Mutex::default(), lines });
    for sink in [Arc::new(FailingLog), other] {
        let client = client_with(&emulator, ClientOptions::default(), Some(sink));
        wait(client.flows_list(control())).unwrap();
    }
    assert!(received.recv_timeout(SOON).unwrap().1.starts_with("flows.list: attempt 1"));
}

/// Hooks that record the events of requests.
struct Recorder(mpsc::Sender<(u32, Option<String>)>);

impl HookSink for Recorder {
    fn on_request(&self, event: RequestEvent) {
        self.0.send((event.attempt, None)).unwrap();
    }

    fn on_response(&self, event: ResponseEvent) {
        self.0.send((event.attempt, event.code)).unwrap();
    }
}

#[test]
fn hooks_report_requests_also_of_a_derived_client_with_its_own_log() {
    let emulator = emulator();
    let (events, received) = mpsc::channel();
    let options =
        ClientOptions { base_url: Some(emulator.base_url().to_owned()), ..ClientOptions::default() };
    let hooks = Some(Arc::new(Recorder(events)) as _);
    let client = NativeClient::new(Language::Swift, Some(key(&emulator)), options, None, hooks).unwrap();
    let log = Some(Arc::new(FailingLog) as _);
    let derived = client.with_options(ClientOptions::default(), None, log, None).unwrap();
    wait(derived.contacts_get(99_999.into(), control())).unwrap_err();
    assert_eq!(received.recv_timeout(SOON).unwrap(), (1, None));
    assert_eq!(received.recv_timeout(SOON).unwrap(), (1, Some("contact_not_found".to_owned())));
}

/// A log that reports the thread that drops it.
struct ReportsDrop(mpsc::Sender<Option<String>>);

impl LogSink for ReportsDrop {
    fn log(&self, _: Level, _: String, _: LogFields) {}
}

impl Drop for ReportsDrop {
    fn drop(&mut self) {
        self.0.send(std::thread::current().name().map(str::to_owned)).unwrap();
    }
}

#[test]
fn logs_are_dropped_on_the_log_thread() {
    let emulator = emulator();
    hang(&emulator);
    let (dropped, thread) = mpsc::channel();
    let client = client_with(&emulator, ClientOptions::default(), Some(Arc::new(ReportsDrop(dropped))));
    let control = control();
    let mut call = Box::pin(client.flows_list(Arc::clone(&control)));
    assert!(poll(call.as_mut()).is_pending() && received(&emulator, 1));
    // The task on the I/O thread is the last owner of the client.
    drop(call);
    drop(client);
    assert_eq!(thread.recv_timeout(SOON).unwrap().as_deref(), Some("chat44mp-log"));
}

#[test]
fn errors_do_not_contain_the_key() {
    let emulator = emulator();
    let wrong = "12-NoSuchKeyAtAll4567890abcdef";
    let options =
        ClientOptions { base_url: Some(emulator.base_url().to_owned()), ..ClientOptions::default() };
    let client = NativeClient::new(Language::Kotlin, Some(wrong.into()), options, None, None).unwrap();
    let shown = format!("{:?}", wait(client.flows_list(control())).unwrap_err());
    assert!(shown.contains("Authentication") && !shown.contains("NoSuchKey"), "{shown}");
    let agent = emulator.journal()[0].user_agent.clone().unwrap();
    assert!(agent.starts_with("chat44mp-kotlin/"), "{agent}");
}

fn group(emulator: &Emulator) -> GroupId {
    GroupId(emulator.fixtures()["group"].as_i64().unwrap())
}

/// Starts an import of rows with default options.
fn start(
    client: &NativeClient,
    emulator: &Emulator,
    control: Arc<CallControl>,
) -> Result<Arc<NativeImport>, NativeError> {
    client.contacts_import_rows(group(emulator), ImportSettings::default(), false, false, control)
}

fn row(number: usize) -> ImportRow {
    ImportRow {
        email: Some(format!("row-{number}@example.org")),
        phone_number: Some(format!("+39333{number:07}")),
        ..ImportRow::default()
    }
}

/// Steps until the import requests rows; returns their maximum number.
fn capacity(import: &NativeImport) -> usize {
    loop {
        match wait(import.next(control())).unwrap() {
            ImportStep::Rows { capacity } => return capacity as usize,
            ImportStep::Progress { .. } | ImportStep::Results { .. } => {}
            ImportStep::Done { report } => panic!("the import has finished: {report:?}"),
        }
    }
}

/// Steps until the import has finished.
fn report(import: &NativeImport) -> ImportReport {
    loop {
        match wait(import.next(control())).unwrap() {
            ImportStep::Rows { .. } => import.end_rows().unwrap(),
            ImportStep::Progress { .. } | ImportStep::Results { .. } => {}
            ImportStep::Done { report } => return *report,
        }
    }
}

#[test]
fn requests_rows_in_batches() {
    let emulator = emulator();
    let client = client(&emulator);
    let import = start(&client, &emulator, control()).unwrap();
    let mut pushed = 0;
    while pushed < 150 {
        let batch = capacity(&import).min(150 - pushed);
        assert!((1..=64).contains(&batch));
        import.push((pushed..pushed + batch).map(row).collect()).unwrap();
        pushed += batch;
    }
    let report = report(&import);
    assert!(report.is_success, "{report:?}");
    assert_eq!((report.rows, report.created), (150, 150));
    // The import has finished.
    assert_eq!(failure(wait(import.next(control()))).code, "invalid_value");
}

#[test]
fn stopping_an_import_awaits_rows_in_flight() {
    let emulator = emulator();
    let slow = r#"{"operation": "create_contact", "kind": "latency", "ms": 200}"#;
    emulator.add_fault(serde_json::from_str(slow).unwrap());
    let import = start(&client(&emulator), &emulator, control()).unwrap();
    capacity(&import);
    import.push((0..20).map(row).collect()).unwrap();
    assert!(emulator.wait_for(|journal| !journal.is_empty(), SOON));
    import.stop();
    let report = report(&import);
    assert_eq!(report.end, ImportEnd::Stopped);
    assert_eq!((report.created as usize, report.unknown), (emulator.journal().len(), 0));
}

#[test]
fn cancelling_an_import_aborts_its_requests() {
    let (emulator, control) = (emulator(), control());
    hang(&emulator);
    let client = client(&emulator);
    let import = start(&client, &emulator, Arc::clone(&control)).unwrap();
    capacity(&import);
    import.push(vec![row(1)]).unwrap();
    assert!(received(&emulator, 1));
    control.cancel();
    assert!(matches!(wait(import.next(Arc::clone(&control))), Err(NativeError::Cancelled)));
    assert!(saw_disconnect(&emulator));
    let import = start(&client, &emulator, control);
    assert!(matches!(import, Err(NativeError::Cancelled)));
}

#[test]
fn dropping_an_import_aborts_its_requests() {
    let emulator = emulator();
    hang(&emulator);
    let import = start(&client(&emulator), &emulator, control()).unwrap();
    capacity(&import);
    import.push(vec![row(1)]).unwrap();
    assert!(received(&emulator, 1));
    drop(import);
    assert!(saw_disconnect(&emulator));
}

#[test]
fn errors_name_the_invalid_option() {
    let emulator = emulator();
    let settings = ImportSettings { concurrency: Some(-1), ..ImportSettings::default() };
    let failure =
        failure(client(&emulator).contacts_import_rows(group(&emulator), settings, false, false, control()));
    assert_eq!((failure.kind, failure.field.as_deref()), (ErrorKind::Config, Some("concurrency")));
}
