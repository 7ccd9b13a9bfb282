//! Percent sequences, which the filter decodes repeatedly.

use percent_encoding::percent_decode;

/// Decodes repeatedly, including sequences with blanks inside, so that `5% 100%` becomes `50%`.
pub(super) fn decode(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    loop {
        let decoded = decode_spaced(&percent_decode(&bytes).collect::<Vec<u8>>());
        if decoded == bytes {
            return decoded;
        }
        bytes = decoded;
    }
}

/// Decodes `%` with at least two hexadecimal digits and blanks between them. Without blanks it is left alone.
fn decode_spaced(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'%') {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let (digits, end) = spaced_digits(rest);
        if digits.len() >= 2 && digits.len() < end {
            out.extend(percent_decode(&[b"%", &digits[..]].concat()));
            rest = &rest[end..];
        } else {
            out.push(b'%');
        }
    }
    out.extend_from_slice(rest);
    out
}

/// The hexadecimal digits at the start without blanks between them, and the end of the last one.
fn spaced_digits(bytes: &[u8]) -> (Vec<u8>, usize) {
    let mut digits = Vec::new();
    let mut end = 0;
    for (n, byte) in bytes.iter().enumerate() {
        if byte.is_ascii_hexdigit() {
            digits.push(*byte);
            end = n + 1;
        } else if !byte.is_ascii_whitespace() {
            break;
        }
    }
    (digits, end)
}
