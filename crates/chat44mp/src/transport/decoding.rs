//! Decodes buffered responses, large ones on another thread.

use bytes::Bytes;
use tokio::task::spawn_blocking;

use super::failure;
use crate::decode::catalogue::MessagePattern;
use crate::decode::envelope::{Endpoint, Envelope};
use crate::error::Error;
use crate::request::Request;

/// Minimum size of a response that is decoded on another thread, in bytes; this takes about a millisecond.
pub(super) const LARGE_BODY: usize = 256 * 1024;

/// Decodes the value of a call.
pub(super) type Decode<T> = fn(&Envelope<'_>) -> Result<T, Error>;

/// Decodes a response. A large one is decoded on another thread, because all calls of a process may share this one.
pub(super) async fn decode<T: Send + 'static>(
    request: &Request,
    patterns: &[MessagePattern],
    lost: bool,
    body: &Bytes,
    decode: Decode<T>,
) -> Result<T, Error> {
    if body.len() <= LARGE_BODY {
        let endpoint = request.endpoint(patterns);
        return decode(&Envelope { endpoint, body, lost, subject: request.subject.as_ref() });
    }
    let (operation, name, subject) = (request.operation, request.name.clone(), request.subject.clone());
    let (patterns, body) = (patterns.to_vec(), body.clone());
    let decoding = spawn_blocking(move || {
        let endpoint = Endpoint { operation, name: &name, patterns: &patterns };
        decode(&Envelope { endpoint, body: &body, lost, subject: subject.as_ref() })
    });
    // A blocking task is only dropped when its runtime shuts down.
    decoding.await.map_err(|_| failure::closed())?
}
