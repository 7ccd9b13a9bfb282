//! Certificates that cross a language border.

use std::path::PathBuf;

use serde::{Deserialize, Deserializer};

/// Certificates to trust. Text is PEM if it contains `-----BEGIN`; otherwise it is a path. Bytes are PEM.
#[derive(Clone, PartialEq, Eq)]
pub enum CaCerts {
    /// The certificates in PEM.
    Pem(Vec<u8>),
    /// The path of a file with certificates in PEM, or of a folder with such files.
    Path(PathBuf),
}

impl From<String> for CaCerts {
    fn from(text: String) -> CaCerts {
        if text.contains("-----BEGIN") { CaCerts::Pem(text.into_bytes()) } else { CaCerts::Path(text.into()) }
    }
}

impl From<&str> for CaCerts {
    fn from(text: &str) -> CaCerts {
        text.to_owned().into()
    }
}

impl From<Vec<u8>> for CaCerts {
    fn from(pem: Vec<u8>) -> CaCerts {
        CaCerts::Pem(pem)
    }
}

impl From<PathBuf> for CaCerts {
    fn from(path: PathBuf) -> CaCerts {
        CaCerts::Path(path)
    }
}

impl<'de> Deserialize<'de> for CaCerts {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<CaCerts, D::Error> {
        String::deserialize(from).map(CaCerts::from)
    }
}
