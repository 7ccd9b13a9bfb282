//! An export driven by a binding, which receives the bytes and the progress as events.

use std::future::poll_fn;
use std::io::{self, Write};
use std::mem;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use crate::call::BoxFuture;
use crate::client::Client;
use crate::error::Error;
use crate::export::{ExportOptions, ExportReport};
use crate::ids::FlowId;

/// Where an export writes.
pub enum ExportTarget {
    /// A file.
    File(PathBuf),
    /// [`ExportEvent::Written`], each with at least this many bytes except the last.
    Chunks(usize),
}

/// An event of an export.
#[derive(Debug)]
#[non_exhaustive]
pub enum ExportEvent {
    /// Bytes to write. Chunks only.
    Written(Vec<u8>),
    /// Progress. Intermediate updates are coalesced.
    Progress(ExportReport),
    /// The export has finished. There are no further events.
    Done(Result<ExportReport, Error>),
}

/// An export in progress. It advances only while [`next`](Self::next) is polled, so a slow consumer slows it down;
/// dropping it stops it.
pub struct Export {
    export: BoxFuture<Result<ExportReport, Error>>,
    result: Option<Result<ExportReport, Error>>,
    outbox: Outbox,
    min_chunk: usize,
}

/// The output of the export since the last event.
#[derive(Clone, Default)]
struct Outbox(Arc<Mutex<Produced>>);

#[derive(Default)]
struct Produced {
    written: Vec<u8>,
    progress: Option<ExportReport>,
}

impl Outbox {
    fn lock(&self) -> MutexGuard<'_, Produced> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Outbox {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lock().written.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Export {
    /// Creates an export. Nothing happens before the first event is requested; then `client` returns the client.
    pub fn new(
        client: impl FnOnce() -> Result<Client, Error> + Send + 'static,
        flow_id: FlowId,
        target: ExportTarget,
        options: ExportOptions,
    ) -> Export {
        let outbox = Outbox::default();
        let progress = outbox.clone();
        let options = options.on_progress(move |report| progress.lock().progress = Some(report.clone()));
        let (out, min_chunk) =
            (outbox.clone(), if let ExportTarget::Chunks(size) = &target { *size } else { 0 });
        let export = Box::pin(async move {
            let client = client()?;
            match target {
                ExportTarget::File(path) => client.flows().export(flow_id, path, options).await,
                ExportTarget::Chunks(_) => client.flows().export_to(flow_id, out, options).await,
            }
        });
        Export { export, result: None, outbox, min_chunk }
    }

    /// Waits for the next event. Dropping the future loses nothing.
    pub async fn next(&mut self) -> ExportEvent {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<ExportEvent> {
        if self.result.is_none()
            && let Poll::Ready(result) = self.export.as_mut().poll(context)
        {
            self.result = Some(result);
        }
        let mut produced = self.outbox.lock();
        let enough = if self.result.is_some() { 1 } else { self.min_chunk.max(1) };
        if produced.written.len() >= enough {
            return Poll::Ready(ExportEvent::Written(mem::take(&mut produced.written)));
        }
        if let Some(progress) = produced.progress.take() {
            return Poll::Ready(ExportEvent::Progress(progress));
        }
        match self.result.take() {
            Some(result) => Poll::Ready(ExportEvent::Done(result)),
            None => Poll::Pending,
        }
    }
}

#[cfg(test)]
mod tests {
    use chat44mp_emulator::Emulator;

    use super::*;

    #[tokio::test]
    async fn returns_all_bytes_before_the_report() {
        let emulator = Emulator::start().unwrap();
        let fixtures = emulator.fixtures();
        let flow_id = FlowId(fixtures["flow"].as_i64().unwrap());
        let client = Client::builder(fixtures["member_key"].as_str().unwrap());
        let client = client.base_url(emulator.base_url()).build();
        let mut export = Export::new(|| client, flow_id, ExportTarget::Chunks(1 << 16), ExportOptions::new());
        let mut written = Vec::new();
        let report = loop {
            match export.next().await {
                ExportEvent::Written(bytes) => written.extend(bytes),
                ExportEvent::Progress(_) => {}
                ExportEvent::Done(report) => break report.unwrap(),
            }
        };
        assert!(written.starts_with(b"subscriber_id,"));
        assert_eq!(written.len() as i64, report.bytes);
    }
}
