//! Errors that can occur before the emulator runs.

use std::fmt;
use std::io;
use std::net::SocketAddr;

/// The emulator could not be started.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// Listening on the address failed.
    Bind {
        /// The requested address; port 0 is any free port.
        address: SocketAddr,
        /// The system's error.
        source: io::Error,
    },
    /// The thread or its runtime could not be created.
    Thread(io::Error),
    /// The seed is invalid.
    Seed(SeedError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::Bind { address, source } if source.kind() == io::ErrorKind::AddrInUse => {
                write!(f, "port {} is in use; choose another, or 0 for any free one", address.port())
            }
            StartError::Bind { address, source } => write!(f, "cannot listen on {address}: {source}"),
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

/// A seed is invalid; the message says where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedError(String);

impl SeedError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        SeedError(message.into())
    }
}

impl fmt::Display for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid seed: {}", self.0)
    }
}

impl std::error::Error for SeedError {}

/// A fault is invalid; the message says which and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultError(String);

impl FaultError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        FaultError(message.into())
    }
}

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FaultError {}
