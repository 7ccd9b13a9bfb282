//! Compression of bodies, with compressors that are used again.
//!
//! A compressor has several hundred kilobytes. If each response allocated one, what a request leaves behind, such as its entry in
//! the journal, would occupy the space in between, and the memory of the process would grow with every response.

use std::mem;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use flate2::{Compress, CompressError, Compression, Crc, FlushCompress, Status};

use super::chunks::Chunks;

/// The header of a fast compressor, without a name or a time.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 0xff];

/// The minimum space for output.
const SPACE: usize = 512;

/// Compressors that have finished a body. `reset` does not help one that was abandoned: part of its body stays in it.
static IDLE: Mutex<Vec<Compress>> = Mutex::new(Vec::new());

/// The same bytes, compressed chunk by chunk.
pub(crate) fn gzip(chunks: Chunks) -> Chunks {
    Box::new(Packed::new(chunks))
}

/// Chunks that are compressed when they are taken.
struct Packed {
    chunks: Chunks,
    /// `None` after the end.
    compressor: Option<Compress>,
    checksum: Crc,
    /// Empty after the first chunk.
    header: Vec<u8>,
}

impl Packed {
    fn new(chunks: Chunks) -> Packed {
        let idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let compressor = idle.unwrap_or_else(|| Compress::new(Compression::fast(), false));
        Packed { chunks, compressor: Some(compressor), checksum: Crc::new(), header: HEADER.to_vec() }
    }
}

impl Iterator for Packed {
    type Item = Bytes;

    /// If compressing failed, the body would end early and show it.
    fn next(&mut self) -> Option<Bytes> {
        let mut compressor = self.compressor.take()?;
        let mut packed = mem::take(&mut self.header);
        for chunk in self.chunks.by_ref() {
            self.checksum.update(&chunk);
            compress(&mut compressor, &chunk, &mut packed, FlushCompress::None).ok()?;
            if packed.len() > HEADER.len() {
                self.compressor = Some(compressor);
                return Some(packed.into());
            }
        }
        compress(&mut compressor, &[], &mut packed, FlushCompress::Finish).ok()?;
        packed.extend(self.checksum.sum().to_le_bytes());
        packed.extend(self.checksum.amount().to_le_bytes());
        compressor.reset();
        IDLE.lock().unwrap_or_else(PoisonError::into_inner).push(compressor);
        Some(packed.into())
    }
}

/// Compresses all of `input`; with `Finish`, also what the compressor still holds.
fn compress(
    compressor: &mut Compress,
    mut input: &[u8],
    packed: &mut Vec<u8>,
    flush: FlushCompress,
) -> Result<(), CompressError> {
    loop {
        packed.reserve(SPACE.max(input.len() / 2));
        let before = compressor.total_in();
        let status = compressor.compress_vec(input, packed, flush)?;
        input = &input[(compressor.total_in() - before) as usize..];
        if status == Status::StreamEnd || (input.is_empty() && flush == FlushCompress::None) {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;
    use proptest::prelude::*;

    use super::*;

    fn unpacked(packed: &[u8]) -> Vec<u8> {
        let mut plain = Vec::new();
        GzDecoder::new(packed).read_to_end(&mut plain).unwrap();
        plain
    }

    proptest! {
        #[test]
        fn unpacks_to_the_same_bytes(parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..3000), 0..4)) {
            let chunks: Vec<Bytes> = parts.iter().cloned().map(Bytes::from).collect();
            let packed: Vec<u8> = Packed::new(Box::new(chunks.into_iter())).flatten().collect();
            prop_assert_eq!(unpacked(&packed), parts.concat());
        }
    }

    #[test]
    fn a_body_that_was_abandoned_does_not_affect_the_next() {
        let long = std::iter::repeat_n(Bytes::from_static(b"abcdefgh"), 100_000);
        let mut abandoned = Packed::new(Box::new(long));
        assert!(abandoned.next().is_some());
        drop(abandoned);
        let packed: Vec<u8> =
            Packed::new(Box::new([Bytes::from_static(b"whole")].into_iter())).flatten().collect();
        assert_eq!(unpacked(&packed), b"whole");
    }
}
