//! The emulator's own thread and runtime.

mod body;
mod connection;
pub(crate) mod control;
#[cfg(feature = "openapi")]
pub(crate) mod docs;
mod exchange;
mod presence;
mod race;
pub(crate) mod shared;
pub(crate) mod world;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use tokio::sync::oneshot;

use crate::error::StartError;
use crate::server::connection::{Connection, Kill};
use crate::server::exchange::exchange;
use crate::server::shared::Shared;

/// A listening server. It stops when dropped, with all its connections.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(requested: SocketAddr, shared: Arc<Shared>) -> Result<Server, StartError> {
        let bind = |source| StartError::Bind { address: requested, source };
        let listener = TcpListener::bind(requested).map_err(bind)?;
        listener.set_nonblocking(true).map_err(bind)?;
        let address = listener.local_addr().map_err(bind)?;
        let (stop, stopped) = oneshot::channel();
        let (report, reported) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("chat44mp-emulator".to_owned())
            .spawn(move || {
                // Only the first report is received.
                let result = run(listener, shared, stopped, || drop(report.send(Ok(()))));
                drop(report.send(result));
            })
            .map_err(StartError::Thread)?;
        let started = reported.recv().unwrap_or_else(|_| Err(io::Error::other("the server thread exited")));
        started.map_err(StartError::Thread)?;
        Ok(Server { address, stop: Some(stop), thread: Some(thread) })
    }
}

/// Serves until the sender of `stopped` is dropped. The runtime is created and dropped on this thread, so the caller may
/// be inside another runtime.
fn run(
    listener: TcpListener,
    shared: Arc<Shared>,
    stopped: oneshot::Receiver<()>,
    ready: impl FnOnce(),
) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tokio::spawn(accept(listener, shared));
        ready();
        let _ = stopped.await;
        Ok(())
    })
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // Ignore the join error: the thread panicked.
            let _ = thread.join();
        }
    }
}

async fn accept(listener: tokio::net::TcpListener, shared: Arc<Shared>) {
    let mut connections = 0;
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Most likely out of file descriptors: wait for others to close.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        connections += 1;
        let connection = connections;
        let _ = stream.set_nodelay(true);
        let shared = shared.clone();
        tokio::spawn(async move {
            let kill = Arc::new(Kill::default());
            let service = service_fn({
                let kill = kill.clone();
                move |request| exchange(shared.clone(), kill.clone(), connection, request)
            });
            // The journal records how a connection ends, where it matters.
            let mut http = http1::Builder::new();
            // The `Date` header comes from the emulated clock, not from this machine's.
            http.auto_date_header(false);
            let _ = http.serve_connection(Connection::new(stream, kill), service).await;
        });
    }
}
