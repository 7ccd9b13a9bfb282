//! Bodies on the wire: chunks with pauses between them, which may end early.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame};
use tokio::time::Sleep;

use crate::http::chunks::Chunks;
use crate::http::response::{End, Response};
use crate::server::connection::Kill;
use crate::server::presence::Presence;

/// The body of a response, as hyper polls it.
pub(crate) struct ResponseBody {
    chunks: std::iter::Peekable<Chunks>,
    end: End,
    pause: Duration,
    /// The pause before the next chunk.
    sleep: Option<Pin<Box<Sleep>>>,
    kill: Arc<Kill>,
    presence: Option<Presence>,
}

impl ResponseBody {
    pub(crate) fn new(response: Response, kill: Arc<Kill>, mut presence: Option<Presence>) -> Self {
        // We end the body ourselves, so this is not a client disconnect.
        if response.end == End::Cut
            && let Some(presence) = &mut presence
        {
            presence.complete();
        }
        let pause = Duration::from_millis(response.pause);
        let mut body = ResponseBody {
            chunks: response.chunks.peekable(),
            end: response.end,
            pause,
            sleep: None,
            kill,
            presence,
        };
        body.note_end();
        body.rest();
        body
    }

    fn rest(&mut self) {
        if !self.pause.is_zero() && self.chunks.peek().is_some() {
            self.sleep = Some(Box::pin(tokio::time::sleep(self.pause)));
        }
    }

    /// hyper stops polling once it has `Content-Length` bytes, so the end is detected with the last chunk.
    fn note_end(&mut self) {
        if self.end == End::Complete
            && self.chunks.peek().is_none()
            && let Some(presence) = &mut self.presence
        {
            presence.complete();
        }
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Some(sleep) = &mut self.sleep {
            std::task::ready!(sleep.as_mut().poll(cx));
            self.sleep = None;
        }
        match (self.chunks.next(), self.end) {
            (Some(chunk), _) => {
                self.note_end();
                self.rest();
                Poll::Ready(Some(Ok(Frame::data(chunk))))
            }
            (None, End::Complete) => Poll::Ready(None),
            (None, End::Cut) => {
                // hyper flushes before it waits for the body; the connection closes after that flush.
                self.kill.close();
                Poll::Pending
            }
            (None, End::Silence) => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        false
    }
}
