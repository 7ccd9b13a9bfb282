//! The fields of a fault in YAML and JSON: defaults and validation.

use serde::de::{Deserialize, Deserializer, Error as _};

pub(super) fn at_least_one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    match u64::deserialize(deserializer)? {
        0 => Err(D::Error::custom("must be at least 1")),
        bytes => Ok(bytes),
    }
}

pub(super) fn status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let status = u16::deserialize(deserializer)?;
    match (200..=599).contains(&status) {
        true => Ok(status),
        false => Err(D::Error::custom("must be from 200 to 599")),
    }
}

pub(super) fn nth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    match Option::deserialize(deserializer)? {
        Some(0) => Err(D::Error::custom("requests are counted from 1")),
        nth => Ok(nth),
    }
}

pub(super) fn probability<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    match Option::deserialize(deserializer)? {
        Some(share) if !(0.0..=1.0).contains(&share) => Err(D::Error::custom("must be from 0 to 1")),
        share => Ok(share),
    }
}

pub(super) fn ok() -> u16 {
    200
}

pub(super) fn json() -> String {
    "application/json".to_owned()
}

pub(super) fn two() -> u64 {
    2
}

pub(super) fn two_seconds() -> u64 {
    2000
}
