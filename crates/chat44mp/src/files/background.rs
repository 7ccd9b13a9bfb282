//! An output that is written by a separate thread.

use std::io::{self, Write};
use std::mem;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, mpsc as blocking_mpsc};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::blocking::spawn;
use super::output::Output;

/// Size of a block that is sent to the thread, in bytes.
const BLOCK: usize = 64 * 1024;

/// Queue capacity of the thread, in blocks.
const WAITING_BLOCKS: usize = 2;

/// Maximum time that a dropped output waits for the removal of its temporary file, in case the file system hangs.
const REMOVAL: Duration = Duration::from_millis(200);

/// The destination of an output.
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

/// Buffers data for the thread.
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

/// An output that is written by a thread, so that blocking I/O does not block the task. If it is dropped unfinished, it
/// leaves no file behind.
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
            // The sink is dropped with the last sender.
            if opened.send(Ok(sink.temporary())).is_ok() {
                let _ = ended.send(write(sink, &mut received));
            }
        })?;
        let temporary = opening.await.map_err(io::Error::other)??;
        Ok(Background { buffer: Buffer::default(), orders, end, temporary, bytes: 0 })
    }

    /// The buffer to write to.
    pub(crate) fn buffer(&self) -> Buffer {
        self.buffer.clone()
    }

    /// The number of bytes written to the buffer.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes + self.buffer.with(|bytes| bytes.len() as u64)
    }

    /// Sends a full buffer to the thread; waits while its queue is full. Fails with the error of the thread.
    pub(crate) async fn flush_if_full(&mut self) -> io::Result<()> {
        match self.buffer.with(|bytes| bytes.len() >= BLOCK) {
            true => self.flush().await,
            false => Ok(()),
        }
    }

    /// Sends the buffer to the thread, full or not.
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
            // The thread ends on its own only after a failure.
            Err(_) => self.ended().await,
        }
    }

    async fn ended(&mut self) -> io::Result<()> {
        (&mut self.end).await.unwrap_or_else(|error| Err(io::Error::other(error)))
    }
}

/// Executes orders until the output is closed, dropped or fails.
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
        // The process may exit, and the thread may be blocked.
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
