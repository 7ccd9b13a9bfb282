//! A client's connection that a handler can close.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Closes a connection. hyper owns the stream, so the request to close is recorded here for [`Connection`].
#[derive(Debug, Default)]
pub(crate) struct Kill {
    close: AtomicBool,
    reset: AtomicBool,
}

impl Kill {
    /// Closes the connection as soon as the written bytes are sent.
    pub(crate) fn close(&self) {
        self.close.store(true, Ordering::Relaxed);
    }

    /// Lets the client see a reset instead of an orderly end when the connection closes.
    pub(crate) fn reset(&self) {
        self.reset.store(true, Ordering::Relaxed);
    }
}

pub(crate) struct Connection {
    stream: TokioIo<TcpStream>,
    kill: Arc<Kill>,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream, kill: Arc<Kill>) -> Self {
        Connection { stream: TokioIo::new(stream), kill }
    }

    fn stream(self: Pin<&mut Self>) -> Pin<&mut TokioIo<TcpStream>> {
        Pin::new(&mut self.get_mut().stream)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if self.kill.reset.load(Ordering::Relaxed) {
            // With zero linger the system sends a reset. If that fails, the client sees an orderly end.
            let _ = self.stream.inner().set_zero_linger();
        }
    }
}

impl Read for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream().poll_read(cx, buffer)
    }
}

impl Write for Connection {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.stream().poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // hyper flushes only after it has written everything.
        if self.kill.close.load(Ordering::Relaxed) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        self.stream().poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.stream().poll_write_vectored(cx, buffers)
    }
}
