//! An output that a thread of its own writes.

use std::io::{self, Write};
use std::mem;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, mpsc as blocking_mpsc};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::blocking::spawn;
use super::output::Output;

/// A block is handed to the thread when it has this many bytes.
const BLOCK: usize = 64 * 1024;

/// How many blocks wait for the thread.
const WAITING_BLOCKS: usize = 2;

/// How long a dropped output waits until its temporary file is removed. A file system that hangs takes longer.
const REMOVAL: Duration = Duration::from_millis(200);

/// What a thread writes to.
pub(crate) trait Sink: Write + Send + 'static {
    /// A file to remove when the output is dropped.
    fn temporary(&self) -> Option<PathBuf> {
        None
    }

    /// Finishes the output.
    fn close(self) -> io::Result<()>;
}

impl Sink for Output {
    fn temporary(&self) -> Option<PathBuf> {
        Output::temporary(self)
    }

    fn close(self) -> io::Result<()> {
        self.commit()
    }
}

/// Collects what is to be written.
#[derive(Clone, Default)]
pub(crate) struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    fn with<T>(&self, what: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        what(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Buffer {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.with(|bytes| bytes.extend_from_slice(data));
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An output that is written by a thread: nothing that blocks there blocks the task that writes. Dropped before it is
/// finished, it leaves nothing behind.
pub(crate) struct Background {
    buffer: Buffer,
    orders: mpsc::Sender<Order>,
    end: oneshot::Receiver<io::Result<()>>,
    temporary: Option<PathBuf>,
    bytes: u64,
}

enum Order {
    Write(Vec<u8>),
    Close,
}

impl Background {
    /// Opens an output on its thread.
    pub(crate) async fn open<S: Sink>(
        open: impl FnOnce() -> io::Result<S> + Send + 'static,
    ) -> io::Result<Background> {
        let (orders, mut received) = mpsc::channel(WAITING_BLOCKS);
        let (opened, opening) = oneshot::channel();
        let (ended, end) = oneshot::channel();
        spawn(move || {
            let sink = match open() {
                Ok(sink) => sink,
                Err(error) => {
                    let _ = opened.send(Err(error));
                    return;
                }
            };
            // When there is no one left to write, the sink is dropped.
            if opened.send(Ok(sink.temporary())).is_ok() {
                let _ = ended.send(write(sink, &mut received));
            }
        })?;
        let temporary = opening.await.map_err(io::Error::other)??;
        Ok(Background { buffer: Buffer::default(), orders, end, temporary, bytes: 0 })
    }

    /// Where to write to.
    pub(crate) fn buffer(&self) -> Buffer {
        self.buffer.clone()
    }

    /// How many bytes were written into the buffer.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes + self.buffer.with(|bytes| bytes.len() as u64)
    }

    /// Hands a full buffer to the thread; waits while it is busy. Fails with what failed there.
    pub(crate) async fn flush_if_full(&mut self) -> io::Result<()> {
        match self.buffer.with(|bytes| bytes.len() >= BLOCK) {
            true => self.flush().await,
            false => Ok(()),
        }
    }

    /// Hands the buffer to the thread, full or not.
    pub(crate) async fn flush(&mut self) -> io::Result<()> {
        let block = self.buffer.with(mem::take);
        if block.is_empty() {
            return Ok(());
        }
        self.bytes += block.len() as u64;
        self.order(Order::Write(block)).await
    }

    /// Writes the rest and closes the output.
    pub(crate) async fn finish(mut self) -> io::Result<()> {
        self.flush().await?;
        self.order(Order::Close).await?;
        self.ended().await?;
        self.temporary = None;
        Ok(())
    }

    async fn order(&mut self, order: Order) -> io::Result<()> {
        match self.orders.send(order).await {
            Ok(()) => Ok(()),
            // It ends by itself only after a failure.
            Err(_) => self.ended().await,
        }
    }

    async fn ended(&mut self) -> io::Result<()> {
        (&mut self.end).await.unwrap_or_else(|error| Err(io::Error::other(error)))
    }
}

/// Carries orders out until the output is closed, dropped or fails.
fn write(mut sink: impl Sink, orders: &mut mpsc::Receiver<Order>) -> io::Result<()> {
    loop {
        match orders.blocking_recv() {
            Some(Order::Write(block)) => sink.write_all(&block)?,
            Some(Order::Close) => return sink.close(),
            None => return Ok(()),
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // The process may be about to end, and the thread may be blocked.
        if let Some(path) = self.temporary.take() {
            let (removed, removal) = blocking_mpsc::sync_channel::<()>(1);
            let spawned = spawn(move || {
                let _ = std::fs::remove_file(path);
                drop(removed);
            });
            if spawned.is_ok() {
                let _ = removal.recv_timeout(REMOVAL);
            }
        }
    }
}
