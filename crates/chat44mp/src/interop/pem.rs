//! Certificates that cross a language border.

use serde::{Deserialize, Deserializer};

/// Certificates in PEM.
#[derive(Clone, PartialEq, Eq)]
pub struct Pem(pub Vec<u8>);

impl<'de> Deserialize<'de> for Pem {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Pem, D::Error> {
        String::deserialize(from).map(|text| Pem(text.into_bytes()))
    }
}
