//! Chunks of response bodies, and how faults change them.

use bytes::Bytes;

/// The chunks of a body.
pub(crate) type Chunks = Box<dyn Iterator<Item = Bytes> + Send>;

/// The first `bytes` bytes.
pub(crate) fn take(mut chunks: Chunks, bytes: u64) -> impl Iterator<Item = Bytes> + Send {
    let mut left = bytes;
    std::iter::from_fn(move || {
        if left == 0 {
            return None;
        }
        let mut chunk = chunks.next()?;
        chunk.truncate(usize::try_from(left).unwrap_or(usize::MAX));
        left -= chunk.len() as u64;
        Some(chunk)
    })
}

/// The same bytes in chunks of at most `bytes` bytes.
pub(crate) fn split(mut chunks: Chunks, bytes: u64) -> impl Iterator<Item = Bytes> + Send {
    let bytes = usize::try_from(bytes).unwrap_or(usize::MAX).max(1);
    let mut rest = Bytes::new();
    std::iter::from_fn(move || {
        while rest.is_empty() {
            rest = chunks.next()?;
        }
        Some(rest.split_to(bytes.min(rest.len())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(parts: &[&'static str]) -> Chunks {
        Box::new(parts.iter().map(|part| Bytes::from_static(part.as_bytes())).collect::<Vec<_>>().into_iter())
    }

    #[test]
    fn takes_and_splits() {
        assert_eq!(take(chunks(&["abc", "def"]), 4).collect::<Vec<_>>(), ["abc", "d"]);
        assert_eq!(take(chunks(&["abc"]), 0).count(), 0);
        assert_eq!(split(chunks(&["abcde", "", "f"]), 2).collect::<Vec<_>>(), ["ab", "cd", "e", "f"]);
    }
}
