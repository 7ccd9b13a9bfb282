//! The decoders as the fuzz targets reach them; built only for fuzzing.

use bytes::Bytes;

use crate::decode::answers::AnswersDecoder;
use crate::decode::envelope::{self, Answer, Endpoint};
use crate::error::Error;
use crate::operation::Operation;
use crate::resources::{Answer as SubscriberAnswer, Contact, Package, Subscriber, User};

fn endpoint(operation: Operation) -> Endpoint<'static> {
    Endpoint { operation: Some(operation), name: operation.name(), patterns: &[] }
}

/// Reads `body` as the answer of every kind of call.
pub fn envelope(operation: Operation, body: &[u8], lost: bool) {
    let body = &Bytes::copy_from_slice(body);
    let answer = Answer { endpoint: endpoint(operation), body, lost, subject: None };
    let _ = envelope::done(&answer);
    let _ = envelope::deleted(&answer);
    let _ = envelope::changed(&answer);
    let _ = envelope::anything(&answer);
    let _ = envelope::record::<Contact>(&answer);
    let _ = envelope::record::<User>(&answer);
    let _ = envelope::record::<Subscriber>(&answer);
    let _ = envelope::list::<Package>(&answer);
}

/// Reads `body` as streamed answers that arrive in pieces of `chunk` bytes.
pub fn answers(body: &[u8], chunk: usize) -> Result<Vec<(String, Vec<SubscriberAnswer>)>, Error> {
    let endpoint = endpoint(Operation::GetAllSubscriberFlowInfo);
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
