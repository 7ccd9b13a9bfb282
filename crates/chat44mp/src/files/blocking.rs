//! Work that can block indefinitely on a disk, a network mount or a FIFO.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use tokio::sync::oneshot;

/// Whether the result of some work is no longer needed.
#[derive(Clone, Default)]
pub(crate) struct Abandoned(Arc<AtomicBool>);

impl Abandoned {
    /// Whether it was abandoned.
    pub(crate) fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Marks the work as abandoned when the wait for it is dropped.
struct Waiting(Abandoned);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}

/// Runs `work` on a separate thread. The runtime's blocking pool is not used: a runtime waits for it when it is dropped, and
/// the work can block forever.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce(&Abandoned) -> T + Send + 'static,
) -> io::Result<T> {
    let (reply, result) = oneshot::channel();
    let waiting = Waiting(Abandoned::default());
    let abandoned = waiting.0.clone();
    spawn(move || {
        let _ = reply.send(work(&abandoned));
    })?;
    result.await.map_err(io::Error::other)
}

/// A thread for work on files.
pub(crate) fn spawn(work: impl FnOnce() + Send + 'static) -> io::Result<thread::JoinHandle<()>> {
    thread::Builder::new().name("chat44mp-file".to_owned()).spawn(work)
}
