//! The body of a response: limited in size, and watched for stalls.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::Body as _;
use tokio::time::{Instant, Sleep, sleep_until};

use super::content_coding::Gzip;
use super::engine;
use crate::error::{Error, ErrorCode};

/// A response body. Its stall timer runs only while waiting for the server, so a slow consumer never trips it.
pub(crate) struct Body {
    inner: engine::Body,
    stall: Duration,
    deadline: Option<Instant>,
    waiting: Option<Pin<Box<Sleep>>>,
    gzip: Option<Gzip>,
    /// Received bytes that are not decompressed yet.
    packed: Bytes,
}

impl Body {
    pub(crate) fn new(
        inner: engine::Body,
        gzip: Option<Gzip>,
        stall: Duration,
        deadline: Option<Instant>,
    ) -> Body {
        Body { inner, stall, deadline, waiting: None, gzip, packed: Bytes::new() }
    }

    /// The next bytes; `None` at the end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        self.restart_wait();
        poll_fn(|context| self.poll_chunk(context)).await
    }

    /// Discards an aborted wait: the time since then was the consumer's, not the server's.
    pub(crate) fn restart_wait(&mut self) {
        self.waiting = None;
    }

    pub(crate) fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Error>> {
        loop {
            while let Some(gzip) = self.gzip.as_mut().filter(|_| !self.packed.is_empty()) {
                let unpacked = gzip.unpack(&mut self.packed)?;
                if !unpacked.is_empty() {
                    return Poll::Ready(Ok(Some(unpacked)));
                }
            }
            match (ready!(self.poll_received(context))?, &mut self.gzip) {
                (Some(chunk), Some(_)) => self.packed = chunk,
                (None, Some(gzip)) => {
                    let rest = gzip.finish()?;
                    self.gzip = None;
                    return Poll::Ready(Ok(Some(rest).filter(|rest| !rest.is_empty())));
                }
                (chunk, None) => return Poll::Ready(Ok(chunk)),
            }
        }
    }

    /// The next bytes as received.
    fn poll_received(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Error>> {
        loop {
            if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(context) {
                self.waiting = None;
                match frame {
                    None => return Poll::Ready(Ok(None)),
                    Some(Err(error)) => return Poll::Ready(Err(engine::read_failed(error))),
                    Some(Ok(frame)) => match frame.into_data() {
                        Ok(data) if !data.is_empty() => return Poll::Ready(Ok(Some(data))),
                        _ => continue,
                    },
                }
            }
            let (stall, deadline) = (self.stall, self.deadline);
            let waiting = self.waiting.get_or_insert_with(|| {
                let silent = Instant::now() + stall;
                Box::pin(sleep_until(deadline.map_or(silent, |deadline| deadline.min(silent))))
            });
            ready!(waiting.as_mut().poll(context));
            let (code, message) = match deadline {
                Some(deadline) if Instant::now() >= deadline => {
                    (ErrorCode::CALL_TIMEOUT, "the call took too long".to_owned())
                }
                _ => (
                    ErrorCode::STALL_TIMEOUT,
                    format!("no data was received for {} s while the response was read", stall.as_secs_f64()),
                ),
            };
            return Poll::Ready(Err(Error::new(code, message).mark_transient()));
        }
    }

    /// The complete body, if it is not larger than `limit` bytes.
    pub(crate) async fn whole(mut self, limit: usize) -> Result<Bytes, Error> {
        let too_large =
            || Error::new(ErrorCode::TOO_LARGE, format!("the response is larger than {limit} bytes"));
        let expected = self.inner.size_hint().lower();
        if expected > limit as u64 {
            return Err(too_large());
        }
        let Some(first) = self.chunk().await? else { return Ok(Bytes::new()) };
        if first.len() > limit {
            return Err(too_large());
        }
        // Nearly every response arrives in one chunk, which then needs no copy.
        let Some(second) = self.chunk().await? else { return Ok(first) };
        let mut whole = BytesMut::with_capacity(first.len() + second.len().max(expected as usize));
        whole.extend_from_slice(&first);
        let mut next = Some(second);
        while let Some(chunk) = next {
            if whole.len() + chunk.len() > limit {
                return Err(too_large());
            }
            whole.extend_from_slice(&chunk);
            next = self.chunk().await?;
        }
        Ok(whole.freeze())
    }

    /// The beginning of the body, at most `limit` bytes. Reading takes at most one stall timeout, so that a slow page does not
    /// block a call.
    pub(crate) async fn beginning(mut self, limit: usize) -> Bytes {
        let limit_at = Instant::now() + self.stall;
        self.deadline = Some(self.deadline.map_or(limit_at, |deadline| deadline.min(limit_at)));
        let mut start = BytesMut::new();
        while let Ok(Some(chunk)) = self.chunk().await {
            let room = limit - start.len();
            start.extend_from_slice(&chunk[..chunk.len().min(room)]);
            if start.len() == limit {
                break;
            }
        }
        start.freeze()
    }
}
