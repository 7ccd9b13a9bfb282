//! Chunks of response bodies, and how faults and compression change them.

use std::io::Write as _;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

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

/// The same bytes, compressed chunk by chunk.
pub(crate) fn gzip(mut chunks: Chunks) -> Chunks {
    let mut encoder = Some(GzEncoder::new(Vec::new(), Compression::fast()));
    Box::new(std::iter::from_fn(move || {
        loop {
            let writer = encoder.as_mut()?;
            // Writing to a Vec cannot fail; if it did, the body would end early and show it.
            match chunks.next() {
                Some(chunk) => writer.write_all(&chunk).ok()?,
                None => return encoder.take()?.finish().ok().map(Bytes::from),
            }
            if !writer.get_ref().is_empty() {
                return Some(Bytes::from(std::mem::take(writer.get_mut())));
            }
        }
    }))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn chunks(parts: &[&'static str]) -> Chunks {
        Box::new(parts.iter().map(|part| Bytes::from_static(part.as_bytes())).collect::<Vec<_>>().into_iter())
    }

    #[test]
    fn takes_splits_and_compresses() {
        assert_eq!(take(chunks(&["abc", "def"]), 4).collect::<Vec<_>>(), ["abc", "d"]);
        assert_eq!(take(chunks(&["abc"]), 0).count(), 0);
        assert_eq!(split(chunks(&["abcde", "", "f"]), 2).collect::<Vec<_>>(), ["ab", "cd", "e", "f"]);
        let packed: Vec<u8> = gzip(chunks(&["hello ", "world"])).flatten().collect();
        let mut text = String::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut text).unwrap();
        assert_eq!(text, "hello world");
    }
}
