//! A duration that crosses a language border.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A [`Duration`] in a definition that all languages share. In JSON and in Python it is a number of seconds, in JavaScript
/// of milliseconds, and in Kotlin and Swift their own `Duration`. Those can be infinite, negative or not a number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "reflection", derive(schemars::JsonSchema), schemars(with = "f64"))]
pub enum Seconds {
    /// A duration.
    Of(Duration),
    /// An infinite duration: a timeout that is no limit. Longer durations than a century are the same.
    Infinite,
    /// A negative number, or none at all (NaN). The core rejects options with this value.
    Invalid,
}

impl Seconds {
    /// A number of seconds, infinity or NaN.
    pub fn as_secs_f64(self) -> f64 {
        match self {
            Seconds::Of(duration) => duration.as_secs_f64(),
            Seconds::Infinite => f64::INFINITY,
            Seconds::Invalid => f64::NAN,
        }
    }
}

impl Default for Seconds {
    fn default() -> Seconds {
        Seconds::Of(Duration::ZERO)
    }
}

impl From<Duration> for Seconds {
    fn from(duration: Duration) -> Seconds {
        const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 3600);
        if duration > CENTURY { Seconds::Infinite } else { Seconds::Of(duration) }
    }
}

impl From<f64> for Seconds {
    fn from(seconds: f64) -> Seconds {
        match Duration::try_from_secs_f64(seconds) {
            Ok(duration) => duration.into(),
            Err(_) if seconds > 0.0 => Seconds::Infinite,
            Err(_) => Seconds::Invalid,
        }
    }
}

/// The nearest possible duration: zero for an invalid value.
impl From<Seconds> for Duration {
    fn from(seconds: Seconds) -> Duration {
        match seconds {
            Seconds::Of(duration) => duration,
            Seconds::Infinite => Duration::MAX,
            Seconds::Invalid => Duration::ZERO,
        }
    }
}

impl fmt::Debug for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Seconds::Of(duration) => duration.fmt(f),
            Seconds::Infinite => f.write_str("infinite"),
            Seconds::Invalid => f.write_str("invalid"),
        }
    }
}

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_secs_f64())
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Seconds, D::Error> {
        f64::deserialize(from).map(Seconds::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_other_languages_keep_their_meaning() {
        for (number, expected) in [
            (0.25, Seconds::Of(Duration::from_millis(250))),
            (0.0, Seconds::default()),
            (-0.0, Seconds::default()),
            (f64::INFINITY, Seconds::Infinite),
            (f64::MAX, Seconds::Infinite),
            (9.2e18, Seconds::Infinite),
            (-1.0, Seconds::Invalid),
            (f64::NEG_INFINITY, Seconds::Invalid),
            (f64::NAN, Seconds::Invalid),
        ] {
            assert_eq!(Seconds::from(number), expected, "{number}");
        }
        assert_eq!(Seconds::from(Duration::MAX), Seconds::Infinite);
    }
}
