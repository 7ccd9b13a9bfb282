//! Bodies on the wire: pieces with pauses between them and an end that need not be a good one.

use std::io::Write as _;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::body::{Body, Frame};
use tokio::time::Sleep;

use crate::answer::{Answer, Chunks, End};
use crate::connection::Kill;
use crate::exchange::Presence;

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

/// The first `bytes` bytes.
pub(crate) fn take(mut chunks: Chunks, bytes: u64) -> impl Iterator<Item = Bytes> + Send {
    let mut left = bytes;
    std::iter::from_fn(move || {
        if left == 0 {
            return None;
        }
        let mut chunk = chunks.next()?;
        chunk.truncate(usize::try_from(left).unwrap_or(usize::MAX));
        left -= chunk.len() as u64;
        Some(chunk)
    })
}

/// The same bytes in pieces of `bytes` bytes at most.
pub(crate) fn split(mut chunks: Chunks, bytes: u64) -> impl Iterator<Item = Bytes> + Send {
    let bytes = usize::try_from(bytes).unwrap_or(usize::MAX).max(1);
    let mut rest = Bytes::new();
    std::iter::from_fn(move || {
        while rest.is_empty() {
            rest = chunks.next()?;
        }
        Some(rest.split_to(bytes.min(rest.len())))
    })
}

/// The same bytes compressed, piece by piece.
pub(crate) fn gzip(mut chunks: Chunks) -> Chunks {
    let mut encoder = Some(GzEncoder::new(Vec::new(), Compression::fast()));
    Box::new(std::iter::from_fn(move || {
        loop {
            let writer = encoder.as_mut()?;
            // Writing to a Vec cannot fail; if it did, the body would end early and show it.
            match chunks.next() {
                Some(chunk) => writer.write_all(&chunk).ok()?,
                None => return encoder.take()?.finish().ok().map(Bytes::from),
            }
            if !writer.get_ref().is_empty() {
                return Some(Bytes::from(std::mem::take(writer.get_mut())));
            }
        }
    }))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn chunks(parts: &[&'static str]) -> Chunks {
        Box::new(parts.iter().map(|part| Bytes::from_static(part.as_bytes())).collect::<Vec<_>>().into_iter())
    }

    #[test]
    fn takes_splits_and_compresses() {
        assert_eq!(take(chunks(&["abc", "def"]), 4).collect::<Vec<_>>(), ["abc", "d"]);
        assert_eq!(take(chunks(&["abc"]), 0).count(), 0);
        assert_eq!(split(chunks(&["abcde", "", "f"]), 2).collect::<Vec<_>>(), ["ab", "cd", "e", "f"]);
        let packed: Vec<u8> = gzip(chunks(&["hello ", "world"])).flatten().collect();
        let mut text = String::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut text).unwrap();
        assert_eq!(text, "hello world");
    }
}
