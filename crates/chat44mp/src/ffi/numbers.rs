//! Converts numbers of other languages. Values out of range are clamped; the core validates them.

/// Converts a count, clamped to `u32::MAX`; `None` for a negative number.
pub fn count(count: i64) -> Option<u32> {
    (count >= 0).then(|| count.try_into().unwrap_or(u32::MAX))
}
