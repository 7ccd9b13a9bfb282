//! What can go wrong before anything is emulated.

use std::fmt;
use std::io;

/// Why an emulator did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The port could not be listened on.
    Bind {
        /// The port asked for; 0 asked for any.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// The thread or its runtime could not be made.
    Thread(io::Error),
    /// The seed cannot be used.
    Seed(SeedError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::Bind { port, source } if source.kind() == io::ErrorKind::AddrInUse => {
                write!(f, "port {port} is in use; choose another, or 0 for any free one")
            }
            StartError::Bind { port, source } => write!(f, "cannot listen on 127.0.0.1:{port}: {source}"),
            StartError::Thread(source) => write!(f, "cannot start the emulator's thread: {source}"),
            StartError::Seed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            StartError::Bind { source, .. } | StartError::Thread(source) => Some(source),
            StartError::Seed(error) => Some(error),
        }
    }
}

impl From<SeedError> for StartError {
    fn from(error: SeedError) -> Self {
        StartError::Seed(error)
    }
}

/// A seed that cannot be used, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedError(String);

impl SeedError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        SeedError(message.into())
    }
}

impl fmt::Display for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unusable seed: {}", self.0)
    }
}

impl std::error::Error for SeedError {}
