//! A duration that crosses a language border.

use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A [`Duration`] in a definition that all languages share. In JSON and in Python it is a number of seconds, in JavaScript
/// of milliseconds, and in Kotlin and Swift their own `Duration`.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "reflection", derive(schemars::JsonSchema), schemars(transparent, with = "f64"))]
pub struct Seconds(pub Duration);

impl Seconds {
    /// A timeout that is no limit. Longer times than a century are the same, such as infinite ones of other languages.
    pub const NO_LIMIT: Seconds = Seconds(Duration::MAX);

    /// Whether a timeout is no limit.
    pub(crate) fn is_no_limit(self) -> bool {
        self.0 > Duration::from_secs(100 * 365 * 24 * 3600)
    }

    /// Converts seconds, clamped to the range of [`Duration`].
    #[cfg(feature = "ffi")]
    pub(crate) fn clamped(seconds: f64) -> Seconds {
        let nearest = if seconds > 0.0 { Duration::MAX } else { Duration::ZERO };
        Seconds(Duration::try_from_secs_f64(seconds).unwrap_or(nearest))
    }
}

impl Deref for Seconds {
    type Target = Duration;

    fn deref(&self) -> &Duration {
        &self.0
    }
}

impl From<Duration> for Seconds {
    fn from(duration: Duration) -> Seconds {
        Seconds(duration)
    }
}

impl From<Seconds> for Duration {
    fn from(seconds: Seconds) -> Duration {
        seconds.0
    }
}

impl fmt::Debug for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_secs_f64())
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Seconds, D::Error> {
        let seconds = Duration::try_from_secs_f64(f64::deserialize(from)?);
        seconds.map(Seconds).map_err(D::Error::custom)
    }
}
