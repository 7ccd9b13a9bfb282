//! Text files of any encoding, read as UTF-8.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_16BE, UTF_16LE};

/// Number of bytes that are inspected to detect the format of a file.
pub(crate) const SAMPLE: usize = 64 * 1024;

/// The encoding of the byte order mark, if there is one.
pub(crate) fn marked(sample: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_bom(sample).map(|(encoding, _)| encoding)
}

/// The variant of UTF-16 that the text looks like. Without a byte order mark it is not assumed: a wrong guess would send
/// garbage.
pub(crate) fn looks_like_utf_16(sample: &[u8]) -> Option<&'static Encoding> {
    let zeros = |at: usize| sample.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    let most = sample.len() / 5;
    match (zeros(0), zeros(1)) {
        _ if sample.len() < 4 => None,
        (even, odd) if odd > most && even <= odd / 8 => Some(UTF_16LE),
        (even, odd) if even > most && odd <= even / 8 => Some(UTF_16BE),
        _ => None,
    }
}

/// Reads text as UTF-8. A buffer must hold at least one character. Bytes that are invalid in the encoding are an error:
/// replacement characters would be stored.
pub(crate) struct Utf8Reader<R> {
    source: R,
    decoder: Decoder,
    input: Box<[u8]>,
    unread: std::ops::Range<usize>,
    source_ended: bool,
    ended: bool,
    /// The number of bytes that may be read before [`allow`](Self::allow) is called again.
    left: usize,
    /// The number of quotation marks read.
    quotes: u64,
}

impl<R: Read> Utf8Reader<R> {
    pub(crate) fn new(source: R, encoding: &'static Encoding) -> Self {
        Utf8Reader {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            input: vec![0; 16 * 1024].into(),
            unread: 0..0,
            source_ended: false,
            ended: false,
            left: usize::MAX,
            quotes: 0,
        }
    }

    /// Limits the bytes read from here on: an unclosed quotation mark would read the whole file into one cell.
    pub(crate) fn allow(&mut self, bytes: usize) {
        self.left = bytes;
    }

    /// Whether the limit is reached.
    pub(crate) fn is_used_up(&self) -> bool {
        self.left == 0
    }

    /// Whether the end is reached.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended
    }

    pub(crate) fn quotes(&self) -> u64 {
        self.quotes
    }
}

impl<R: Read> Read for Utf8Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "too long"));
        }
        while !self.ended {
            if self.unread.is_empty() && !self.source_ended {
                let read = self.source.read(&mut self.input)?;
                self.unread = 0..read;
                self.source_ended = read == 0;
            }
            let input = &self.input[self.unread.clone()];
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(input, buffer, self.source_ended);
            self.unread.start += read;
            match result {
                DecoderResult::Malformed(..) => {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "not text of this encoding"));
                }
                DecoderResult::InputEmpty => self.ended = self.source_ended,
                DecoderResult::OutputFull if written == 0 => return Err(io::ErrorKind::InvalidInput.into()),
                DecoderResult::OutputFull => {}
            }
            if written > 0 {
                self.left = self.left.saturating_sub(written);
                self.quotes += memchr::memchr_iter(b'"', &buffer[..written]).count() as u64;
                return Ok(written);
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{UTF_8, WINDOWS_1252};

    use super::*;

    fn text(bytes: &[u8], encoding: &'static Encoding) -> io::Result<String> {
        let (mut reader, mut text, mut buffer) = (Utf8Reader::new(bytes, encoding), Vec::new(), [0; 64]);
        loop {
            match reader.read(&mut buffer)? {
                0 => return Ok(String::from_utf8(text).unwrap()),
                read => text.extend(&buffer[..read]),
            }
        }
    }

    #[test]
    fn converts_every_encoding_to_utf_8() {
        assert_eq!(text(b"Niccol\xf2 \x80", WINDOWS_1252).unwrap(), "Niccolò €");
        assert_eq!(text(b"\xff\xfeA\0\xf2\0", UTF_16LE).unwrap(), "Aò");
        assert_eq!(text("\u{feff}Zoë".as_bytes(), UTF_8).unwrap(), "Zoë");
        assert_eq!(text(b"", UTF_8).unwrap(), "");
        let long = "ò😀".repeat(50_000);
        assert_eq!(text(long.as_bytes(), UTF_8).unwrap(), long);
        for (broken, encoding) in [(&b"a\xf2b"[..], UTF_8), (b"a\xc3", UTF_8), (b"\xff\xfeA\0B", UTF_16LE)] {
            assert_eq!(text(broken, encoding).unwrap_err().kind(), io::ErrorKind::InvalidData);
        }
    }

    #[test]
    fn detects_utf_16_without_a_byte_order_mark() {
        let wide = |big: bool| -> Vec<u8> {
            let units = "Email;Nome\nada@example.org;Ada\n".encode_utf16();
            units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        assert_eq!(looks_like_utf_16(&wide(false)), Some(UTF_16LE));
        assert_eq!(looks_like_utf_16(&wide(true)), Some(UTF_16BE));
        assert_eq!(looks_like_utf_16(b"Email,Nome\nada\0@example.org\n"), None);
        assert_eq!(looks_like_utf_16(b""), None);
    }
}
