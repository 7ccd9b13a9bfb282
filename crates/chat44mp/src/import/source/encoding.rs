//! Detects the encoding of a text file, over the whole file: one that is guessed wrong would send garbled names.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// The encoding of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Detected {
    pub(crate) encoding: &'static Encoding,
    /// Some text that is not ASCII, if the encoding is doubtful: a person can see whether it is right.
    pub(crate) doubt: Option<String>,
}

/// Why no encoding was detected.
#[derive(Debug)]
pub(crate) enum Undetected {
    /// UTF-8 with invalid bytes, the first of them on this line.
    Damaged {
        line: u64,
    },
    Unreadable(io::Error),
}

/// The number of characters of a sample.
const SAMPLE: usize = 40;

/// What is known of the bytes so far.
struct Census {
    detector: EncodingDetector,
    /// Sequences of two to four bytes that are valid UTF-8.
    valid: u64,
    invalid: u64,
    line: u64,
    damaged_line: Option<u64>,
    /// The end of a block that may be the beginning of a character.
    carried: Vec<u8>,
    /// The first line that is not ASCII.
    sample: Vec<u8>,
}

/// Detects the encoding of the bytes: UTF-8 if they are valid, otherwise the most likely of the others.
///
/// A file in which most characters beyond ASCII are valid UTF-8 is UTF-8 with damage, not another encoding. So is one that is
/// declared to be UTF-8.
pub(crate) fn detect(mut file: impl Read, is_utf_8: bool) -> Result<Detected, Undetected> {
    let mut census = Census {
        detector: EncodingDetector::new(Iso2022JpDetection::Deny),
        valid: 0,
        invalid: 0,
        line: 1,
        damaged_line: None,
        carried: Vec::new(),
        sample: Vec::new(),
    };
    let mut block = vec![0; 64 * 1024];
    loop {
        let read = match file.read(&mut block) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read.map_err(Undetected::Unreadable)?,
        };
        census.add(&block[..read], read == 0);
        if read == 0 {
            return census.result(is_utf_8);
        }
    }
}

impl Census {
    fn add(&mut self, block: &[u8], is_last: bool) {
        self.detector.feed(block, is_last);
        if self.sample.is_empty()
            && let Some(line) = block.split(|byte| *byte == b'\n').find(|line| !line.is_ascii())
        {
            self.sample = line.to_vec();
        }
        let mut bytes = std::mem::take(&mut self.carried);
        bytes.extend_from_slice(block);
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let (text, error_length) = match std::str::from_utf8(rest) {
                Ok(text) => (text, None),
                Err(error) => {
                    let text = std::str::from_utf8(&rest[..error.valid_up_to()]).unwrap_or_default();
                    (text, Some(error.error_len()))
                }
            };
            self.valid += text.chars().filter(|character| !character.is_ascii()).count() as u64;
            self.line += text.bytes().filter(|byte| *byte == b'\n').count() as u64;
            rest = &rest[text.len()..];
            match error_length {
                None => break,
                // The block ends within a character.
                Some(None) if !is_last => {
                    self.carried = rest.to_vec();
                    break;
                }
                Some(length) => {
                    self.invalid += 1;
                    self.damaged_line.get_or_insert(self.line);
                    rest = rest.get(length.unwrap_or(rest.len())..).unwrap_or_default();
                }
            }
        }
    }

    fn result(self, is_utf_8: bool) -> Result<Detected, Undetected> {
        if self.invalid == 0 {
            return Ok(Detected { encoding: UTF_8, doubt: None });
        }
        if is_utf_8 || self.valid >= self.invalid {
            return Err(Undetected::Damaged { line: self.damaged_line.unwrap_or(self.line) });
        }
        let guess = self.detector.guess(None, Utf8Detection::Deny);
        let encoding = if guess == UTF_8 { WINDOWS_1252 } else { guess };
        let text = encoding.decode_without_bom_handling(&self.sample).0;
        let is_likely = encoding == WINDOWS_1252 && text.chars().all(is_usual);
        let shown: String = text.trim().chars().take(SAMPLE).collect();
        Ok(Detected { encoding, doubt: Some(shown).filter(|_| !is_likely) })
    }
}

/// Whether names and addresses of Western Europe contain the character.
fn is_usual(character: char) -> bool {
    match character {
        '×' | '÷' => false,
        'À'..='ÿ' | 'Š' | 'š' | 'Ž' | 'ž' | 'Œ' | 'œ' | 'Ÿ' => true,
        '€' | '’' | '‘' | '“' | '”' | '–' | '—' | '«' | '»' | '°' | 'ª' | 'º' | '·' | '´' | '§' | '&'
        | '\u{a0}' => true,
        _ => character.is_ascii(),
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{GBK, SHIFT_JIS, WINDOWS_1251};

    use super::*;

    fn detected(bytes: &[u8]) -> (&'static Encoding, Option<String>) {
        let detected = detect(bytes, false).unwrap();
        (detected.encoding, detected.doubt)
    }

    #[test]
    fn detects_encodings() {
        assert_eq!(detected(b"Email\nada@x.org\n"), (UTF_8, None));
        assert_eq!(detected("Nome\nNiccolò\n".as_bytes()), (UTF_8, None));
        assert_eq!(detected(b"Nome;Cognome\nNiccol\xf2;Per\xf9\n"), (WINDOWS_1252, None));
        assert_eq!(detected(b"Name\nJos\xe9 Mu\xf1oz\nM\xfcller\n"), (WINDOWS_1252, None));
        for (text, encoding) in [
            ("Имя;Фамилия\nИван;Петров\nМария;Иванова\n", WINDOWS_1251),
            ("氏名;メール\n山田太郎;さくら\nこんにちは;カタカナ\n", SHIFT_JIS),
            ("姓名;电子邮件\n王小明;北京市朝阳区\n", GBK),
        ] {
            let (found, doubt) = detected(&encoding.encode(text).0);
            assert_eq!(found, encoding);
            assert_eq!(doubt.as_deref(), text.lines().next(), "{encoding:?}");
        }
    }

    #[test]
    fn an_invalid_byte_does_not_change_the_encoding() {
        let mut bytes = "Nome\nNiccolò\nZoë\n".as_bytes().to_vec();
        bytes.extend(b"Per\xf9\nAda\n");
        assert!(matches!(detect(&bytes[..], false), Err(Undetected::Damaged { line: 4 })));
        assert!(matches!(detect(&b"Nome\nPer\xf9\n"[..], true), Err(Undetected::Damaged { line: 2 })));
    }

    #[test]
    fn characters_may_span_blocks() {
        struct Bytewise<'a>(&'a [u8]);
        impl Read for Bytewise<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let length = self.0.len().min(1);
                self.0.read(&mut buffer[..length])
            }
        }
        assert_eq!(detect(Bytewise("Zoë 日本 😀".as_bytes()), false).unwrap().encoding, UTF_8);
    }
}
