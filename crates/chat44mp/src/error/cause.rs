//! The causes of an error as scrubbed text, because those of other crates can quote the response.

use std::error::Error as StdError;
use std::{fmt, io};

use crate::scrub::Secrets;

/// A cause of an error, and its own cause.
#[derive(Debug)]
struct Cause {
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The maximum number of causes that are kept.
const MAX_DEPTH: usize = 16;

/// A copy of `error` and its causes without secrets.
pub(super) fn scrubbed(
    error: &(dyn StdError + 'static),
    secrets: &Secrets,
) -> Box<dyn StdError + Send + Sync> {
    copied(error, secrets, MAX_DEPTH)
}

fn copied(
    error: &(dyn StdError + 'static),
    secrets: &Secrets,
    depth: usize,
) -> Box<dyn StdError + Send + Sync> {
    // Messages of the operating system contain no secrets, and programs inspect the number.
    if let Some(number) = error.downcast_ref::<io::Error>().and_then(io::Error::raw_os_error) {
        return Box::new(io::Error::from_raw_os_error(number));
    }
    let source = error.source().filter(|_| depth > 1);
    Box::new(Cause {
        message: secrets.scrub(&error.to_string()),
        source: source.map(|source| copied(source, secrets, depth - 1)),
    })
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
