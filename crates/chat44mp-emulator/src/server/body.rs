//! Bodies on the wire: pieces with pauses between them and an end that need not be a good one.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame};
use tokio::time::Sleep;

use crate::http::chunks::Chunks;
use crate::http::response::{Answer, End};
use crate::server::connection::Kill;
use crate::server::presence::Presence;

/// The body of an answer, as hyper asks for it.
pub(crate) struct AnswerBody {
    chunks: std::iter::Peekable<Chunks>,
    end: End,
    pause: Duration,
    /// The pause before the next piece, while it lasts.
    sleep: Option<Pin<Box<Sleep>>>,
    kill: Arc<Kill>,
    presence: Option<Presence>,
}

impl AnswerBody {
    pub(crate) fn new(answer: Answer, kill: Arc<Kill>, mut presence: Option<Presence>) -> Self {
        // Nobody can hang up on an end that we make ourselves.
        if answer.end == End::Cut
            && let Some(presence) = &mut presence
        {
            presence.answered();
        }
        let pause = Duration::from_millis(answer.pause);
        let mut body = AnswerBody {
            chunks: answer.chunks.peekable(),
            end: answer.end,
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

    /// hyper stops asking once it has as many bytes as were announced, so the end shows in the last piece.
    fn note_end(&mut self) {
        if self.end == End::Complete
            && self.chunks.peek().is_none()
            && let Some(presence) = &mut self.presence
        {
            presence.answered();
        }
    }
}

impl Body for AnswerBody {
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
                // hyper flushes what it has before it waits for us; the connection ends with that flush.
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
