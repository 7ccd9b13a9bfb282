//! Decodes the `Content-Encoding` of a response as the bytes arrive.

use std::io::Write;

use bytes::buf::Writer;
use bytes::{Buf, BufMut, Bytes, BytesMut};
use flate2::write::MultiGzDecoder;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};

use crate::error::{Error, ErrorCode};

/// Number of compressed bytes per step, which limits the output to about 4 MiB.
const STEP: usize = 4 * 1024;

/// The gzip decoder of a response, which may have several members.
pub(crate) struct Gzip {
    /// Its buffer is used again once its previous bytes are dropped.
    decoder: MultiGzDecoder<Writer<BytesMut>>,
    /// Whether no bytes have arrived: an empty body is valid.
    empty: bool,
}

impl Gzip {
    /// The decoder for a response with these headers; `None` if it is not compressed. The headers that describe the
    /// compressed bytes are removed.
    pub(crate) fn of(headers: &mut HeaderMap) -> Result<Option<Gzip>, Error> {
        let mut compressed = false;
        for value in headers.get_all(CONTENT_ENCODING) {
            for coding in value.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii) {
                match coding.to_ascii_lowercase().as_slice() {
                    b"" | b"identity" => {}
                    b"gzip" | b"x-gzip" if !compressed => compressed = true,
                    _ => return Err(unsupported(coding)),
                }
            }
        }
        if !compressed {
            return Ok(None);
        }
        headers.remove(CONTENT_ENCODING);
        headers.remove(CONTENT_LENGTH);
        Ok(Some(Gzip { decoder: MultiGzDecoder::new(BytesMut::new().writer()), empty: true }))
    }

    /// Decompresses the beginning of `chunk`, and removes it.
    pub(crate) fn unpack(&mut self, chunk: &mut Bytes) -> Result<Bytes, Error> {
        self.empty = false;
        let step = &chunk[..chunk.len().min(STEP)];
        let taken = self.decoder.write(step).map_err(corrupt)?;
        chunk.advance(taken);
        Ok(self.unpacked())
    }

    /// The last bytes, once all have arrived.
    pub(crate) fn finish(&mut self) -> Result<Bytes, Error> {
        if !self.empty {
            self.decoder.try_finish().map_err(incomplete)?;
        }
        Ok(self.unpacked())
    }

    fn unpacked(&mut self) -> Bytes {
        self.decoder.get_mut().get_mut().split().freeze()
    }
}

fn unsupported(coding: &[u8]) -> Error {
    let name = coding.escape_ascii();
    let message = format!("the response has the content encoding \"{name}\", which was not requested");
    Error::new(ErrorCode::UNREADABLE_ENCODING, message)
}

fn corrupt(_: std::io::Error) -> Error {
    Error::new(ErrorCode::UNREADABLE_ENCODING, "the response's gzip data is corrupt")
}

/// At the end, truncated data cannot be distinguished from a wrong checksum.
fn incomplete(_: std::io::Error) -> Error {
    let message = "the response's gzip data is truncated, or fails its checksum";
    Error::new(ErrorCode::TRUNCATED_BODY, message).mark_transient()
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn read(encoding: &[&str], body: &[u8], piece: usize) -> Result<String, String> {
        let mut headers = HeaderMap::new();
        for encoding in encoding {
            headers.append(CONTENT_ENCODING, encoding.parse().unwrap());
        }
        let mut unpack = || {
            let Some(mut gzip) = Gzip::of(&mut headers)? else { return Ok(body.to_vec()) };
            let mut whole = Vec::new();
            for piece in body.chunks(piece) {
                let mut piece = Bytes::copy_from_slice(piece);
                while !piece.is_empty() {
                    whole.extend_from_slice(&gzip.unpack(&mut piece)?);
                }
            }
            whole.extend_from_slice(&gzip.finish()?);
            Ok(whole)
        };
        unpack()
            .map(|whole| String::from_utf8(whole).unwrap())
            .map_err(|error: Error| error.code().to_string())
    }

    #[test]
    fn reads_every_spelling_of_gzip() {
        let body = gzip("hello");
        for encoding in
            [&["gzip"][..], &["GZIP"], &["x-gzip"], &["X-GZip"], &["gzip, identity"], &["identity", "gzip"]]
        {
            for piece in [1, 7, 1000] {
                assert_eq!(read(encoding, &body, piece).unwrap(), "hello", "{encoding:?}");
            }
        }
        for encoding in [&[][..], &["identity"], &[""], &[" ,"]] {
            assert_eq!(read(encoding, b"hello", 5).unwrap(), "hello");
        }
    }

    #[test]
    fn reads_several_members_and_none() {
        let body = [gzip("hel"), gzip(""), gzip("lo")].concat();
        for piece in [1, 3, 1000] {
            assert_eq!(read(&["gzip"], &body, piece).unwrap(), "hello");
        }
        assert_eq!(read(&["gzip"], b"", 1).unwrap(), "");
    }

    #[test]
    fn names_unsupported_encodings() {
        for encoding in ["br", "deflate", "zstd", "gzip, br", "gzip, gzip", "gz\u{e4}ip"] {
            assert_eq!(read(&[encoding], b"hello", 5).unwrap_err(), "unreadable_encoding", "{encoding}");
        }
        let message = unsupported(b"br").server_message().to_owned();
        assert_eq!(message, "the response has the content encoding \"br\", which was not requested");
    }

    #[test]
    fn detects_truncated_and_corrupt_data() {
        let body = gzip("hello");
        for end in 1..body.len() {
            assert_eq!(read(&["gzip"], &body[..end], 4).unwrap_err(), "truncated_body", "{end}");
        }
        for body in [b"{\"status\":\"success\"}".to_vec(), [&body[..], b"garbage after it"].concat()] {
            assert_eq!(read(&["gzip"], &body, 1000).unwrap_err(), "unreadable_encoding");
        }
        let mut changed = body.clone();
        changed[body.len() - 6] ^= 1;
        assert_eq!(read(&["gzip"], &changed, 1000).unwrap_err(), "truncated_body");
    }
}
