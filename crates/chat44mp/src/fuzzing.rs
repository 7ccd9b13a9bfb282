//! The decoders and file readers as the fuzz targets reach them; built only for fuzzing.

use bytes::Bytes;

use crate::decode::answers::AnswersDecoder;
use crate::decode::document;
use crate::decode::envelope::{Endpoint, Envelope};
use crate::decode::success;
use crate::error::Error;
pub use crate::import::fuzzing::file;
use crate::operation::Operation;
use crate::resources::{Answer as SubscriberAnswer, Contact, Package, Subscriber, User};

fn endpoint(operation: Operation) -> Endpoint<'static> {
    Endpoint { operation: Some(operation), name: operation.name(), patterns: &[] }
}

/// Decodes `body` as the response to every kind of call.
pub fn envelope(operation: Operation, body: &[u8], lost: bool) {
    let body = &Bytes::copy_from_slice(body);
    let answer = Envelope { endpoint: endpoint(operation), body, lost, subject: None };
    let _ = success::done(&answer);
    let _ = success::deleted(&answer);
    let _ = success::changed(&answer);
    let _ = success::anything(&answer);
    let _ = success::record::<Contact>(&answer);
    let _ = success::record::<User>(&answer);
    let _ = success::record::<Subscriber>(&answer);
    let _ = success::list::<Package>(&answer);
}

/// The JSON of `body`, without the messages of PHP around it, as the response to a read.
pub fn json(body: &[u8]) -> Result<&[u8], Error> {
    document::without_trailing_messages(document::json(body)?, true)
}

/// Decodes `body` as streamed answers that arrive in chunks of `chunk` bytes.
pub fn answers(body: &[u8], chunk: usize) -> Result<Vec<(String, Vec<SubscriberAnswer>)>, Error> {
    let endpoint = endpoint(Operation::GET_ALL_SUBSCRIBER_FLOW_INFO);
    let mut decoder = AnswersDecoder::new();
    let mut rows = Vec::new();
    for piece in body.chunks(chunk.max(1)) {
        decoder.push(piece);
        while let Some(row) = decoder.next(&endpoint)? {
            rows.push(row);
        }
    }
    decoder.end();
    while let Some(row) = decoder.next(&endpoint)? {
        rows.push(row);
    }
    Ok(rows)
}
