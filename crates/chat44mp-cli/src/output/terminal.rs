//! The output streams. On a terminal, control characters, bidirectional overrides and invisible characters are
//! escaped; files and pipes receive data unchanged.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

use crate::errors::Failure;
use crate::options::Format;

/// How text is escaped for a terminal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escaping {
    /// As `\u{1b}`.
    Text,
    /// As `\u{1b}`, except for the styles of this program. Values within are escaped before: see [`shown`].
    Styled,
    /// As `\u001b`, which keeps the value of JSON.
    Json,
}

/// Stdout for a value in `format`.
pub(crate) fn stdout(format: Format) -> Box<dyn Write + Send> {
    let terminal = io::stdout().is_terminal();
    let escaping = match format {
        Format::Table => return styled(anstream::stdout(), terminal),
        Format::Csv => Escaping::Text,
        Format::Json | Format::Jsonl => Escaping::Json,
    };
    // Not through `anstream`, which strips escape sequences from data in a pipe.
    data(io::stdout(), escaping, terminal)
}

/// Stdout for data that is not text. Fails if it is a terminal.
pub(crate) fn binary_stdout() -> Result<Box<dyn Write + Send>, Failure> {
    match io::stdout().is_terminal() {
        true => Err(Failure::usage("a terminal cannot show this format", "Add --output-file PATH.")),
        false => Ok(data(io::stdout(), Escaping::Text, false)),
    }
}

/// Stderr for text with styles.
pub(crate) fn stderr() -> Box<dyn Write + Send> {
    styled(anstream::stderr(), io::stderr().is_terminal())
}

/// Stderr for JSON.
pub(crate) fn json_stderr() -> Box<dyn Write + Send> {
    data(io::stderr(), Escaping::Json, io::stderr().is_terminal())
}

fn styled(out: impl Write + Send + 'static, terminal: bool) -> Box<dyn Write + Send> {
    data(out, Escaping::Styled, terminal)
}

fn data(out: impl Write + Send + 'static, escaping: Escaping, terminal: bool) -> Box<dyn Write + Send> {
    let out = io::BufWriter::new(out);
    if terminal { Box::new(Escaped::new(out, escaping)) } else { Box::new(out) }
}

/// Escapes everything in `text` that a terminal would interpret, for use between styles.
pub(crate) fn shown(text: &str) -> String {
    let mut escaper = Escaper::default();
    let mut shown = String::with_capacity(text.len());
    for character in text.replace("\r\n", "\n").replace('\t', " ").chars() {
        escaper.push(character, Escaping::Text, &mut shown);
    }
    shown
}

/// Whether a terminal would interpret or hide a character of `text`.
pub(crate) fn has_special_characters(text: &str) -> bool {
    shown(text) != text
}

/// Escapes text character by character.
#[derive(Default)]
struct Escaper {
    previous: Option<char>,
}

impl Escaper {
    fn push(&mut self, character: char, escaping: Escaping, out: &mut String) {
        let previous = self.previous.replace(character);
        if !self.is_special(character, previous) {
            out.push(character);
            return;
        }
        let mut units = [0; 2];
        // Writing to a string does not fail.
        let _ = match escaping {
            Escaping::Json => {
                character.encode_utf16(&mut units).iter().try_for_each(|unit| write!(out, "\\u{unit:04x}"))
            }
            Escaping::Text | Escaping::Styled if matches!(character, '\t' | '\r') => {
                write!(out, "{}", character.escape_default())
            }
            Escaping::Text | Escaping::Styled => write!(out, "{}", character.escape_unicode()),
        };
    }

    fn is_special(&self, character: char, previous: Option<char>) -> bool {
        match character {
            '\n' => false,
            // Joiners are part of emoji and of scripts such as Persian; after a Latin letter they only hide.
            '\u{200c}' | '\u{200d}' => {
                previous.is_none_or(|previous| previous.is_ascii() || is_invisible(previous))
            }
            _ => character.is_control() || is_invisible(character),
        }
    }
}

/// Characters that reorder the text around them, break lines, or have no width.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// A writer that escapes text for a terminal.
struct Escaped<W: Write> {
    out: W,
    escaping: Escaping,
    escaper: Escaper,
    /// An incomplete character or style.
    rest: Vec<u8>,
}

/// Maximum length of a style, in bytes.
const MAX_STYLE: usize = 32;

impl<W: Write> Escaped<W> {
    fn new(out: W, escaping: Escaping) -> Self {
        Escaped { out, escaping, escaper: Escaper::default(), rest: Vec::new() }
    }

    /// Escapes text and returns the number of bytes consumed: a style at its end may be incomplete.
    fn escape(&mut self, text: &str, clean: &mut String) -> usize {
        let mut left = text;
        while let Some(character) = left.chars().next() {
            if character == '\u{1b}' && self.escaping == Escaping::Styled {
                match style(left) {
                    Style::Whole(length) => {
                        clean.push_str(&left[..length]);
                        left = &left[length..];
                        continue;
                    }
                    Style::Incomplete => break,
                    Style::None => {}
                }
            }
            self.escaper.push(character, self.escaping, clean);
            left = &left[character.len_utf8()..];
        }
        text.len() - left.len()
    }

    /// Writes the complete part of `rest`; all of it if `end`.
    fn drain(&mut self, end: bool) -> io::Result<()> {
        let bytes = std::mem::take(&mut self.rest);
        let mut clean = String::with_capacity(bytes.len());
        let mut used = 0;
        for chunk in bytes.utf8_chunks() {
            let escaped = self.escape(chunk.valid(), &mut clean);
            used += escaped;
            if escaped < chunk.valid().len() {
                break;
            }
            let last = used + chunk.invalid().len() == bytes.len();
            let incomplete =
                std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
            if last && incomplete && !end {
                break;
            }
            if !chunk.invalid().is_empty() {
                clean.push(char::REPLACEMENT_CHARACTER);
            }
            used += chunk.invalid().len();
        }
        self.rest = bytes[used..].to_vec();
        if end && !self.rest.is_empty() {
            // An incomplete style is not a style.
            let rest = String::from_utf8_lossy(&std::mem::take(&mut self.rest)).into_owned();
            rest.chars().for_each(|character| self.escaper.push(character, Escaping::Text, &mut clean));
        }
        self.out.write_all(clean.as_bytes())
    }
}

impl<W: Write> Write for Escaped<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        self.drain(false)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.drain(true)?;
        self.out.flush()
    }
}

impl<W: Write> Drop for Escaped<W> {
    fn drop(&mut self) {
        // As with `BufWriter`, errors are reported by an explicit flush.
        let _ = self.flush();
    }
}

/// Result of parsing an escape sequence.
enum Style {
    /// The length of a style in bytes.
    Whole(usize),
    Incomplete,
    None,
}

/// Recognises `ESC [ digits and semicolons m`, which sets colours only.
fn style(text: &str) -> Style {
    let bytes = text.as_bytes();
    match bytes.get(1) {
        None => return Style::Incomplete,
        Some(b'[') => {}
        Some(_) => return Style::None,
    }
    let parameters = bytes[2..].iter().take_while(|byte| byte.is_ascii_digit() || **byte == b';').count();
    match bytes.get(2 + parameters) {
        Some(b'm') => Style::Whole(parameters + 3),
        None if parameters < MAX_STYLE => Style::Incomplete,
        _ => Style::None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Writes `pieces` one by one.
    fn written(escaping: Escaping, pieces: &[&[u8]]) -> String {
        let mut out = Vec::new();
        let mut writer = Escaped::new(&mut out, escaping);
        pieces.iter().for_each(|piece| writer.write_all(piece).unwrap());
        writer.flush().unwrap();
        drop(writer);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn escapes_control_characters() {
        assert_eq!(shown("Ada\u{1b}[2J\r\nB\u{202e}ob\t!\r"), "Ada\\u{1b}[2J\nB\\u{202e}ob !\\r");
        assert_eq!(shown("a\u{9b}31m\u{7f}\u{e0041}"), "a\\u{9b}31m\\u{7f}\\u{e0041}");
    }

    #[test]
    fn keeps_joiners_of_emoji_and_scripts() {
        for text in ["👩\u{200d}💻 Ada", "می\u{200c}خواهم", "❤️"] {
            assert_eq!(shown(text), text);
        }
        assert_eq!(shown("ad\u{200d}min\u{200b}\u{200d}"), "ad\\u{200d}min\\u{200b}\\u{200d}");
    }

    #[test]
    fn keeps_own_styles_across_writes() {
        let text = "\u{1b}[1;31mé\u{1b}[0m\u{1b}[2J\u{1b}]0;x\u{7}";
        let expected = "\u{1b}[1;31mé\u{1b}[0m\\u{1b}[2J\\u{1b}]0;x\\u{7}";
        for at in 0..=text.len() {
            let (first, second) = text.as_bytes().split_at(at);
            assert_eq!(written(Escaping::Styled, &[first, second]), expected, "{at}");
        }
        assert_eq!(written(Escaping::Styled, &[b"\x1b[1"]), "\\u{1b}[1");
    }

    #[test]
    fn escaped_json_has_the_same_value() {
        let value = "\u{9b}2J\u{7f}\u{202e}\u{e0041}\u{2028}";
        let json = serde_json::to_string(value).unwrap();
        let escaped = written(Escaping::Json, &[json.as_bytes()]);
        assert_eq!(escaped, r#""\u009b2J\u007f\u202e\udb40\udc41\u2028""#);
        assert_eq!(serde_json::from_str::<String>(&escaped).unwrap(), value);
    }

    #[test]
    fn replaces_invalid_utf8() {
        assert_eq!(
            written(Escaping::Text, &[b"a\x9b2J\xff", b"\xc3", b"\xa9\xe2\x82"]),
            "a\u{fffd}2J\u{fffd}é\u{fffd}"
        );
    }

    proptest! {
        #[test]
        fn never_writes_control_characters(
            bytes in proptest::collection::vec(prop_oneof![any::<u8>(), Just(0x1b), Just(b'['), Just(b'm')], 0..64),
            text in "[\\PC\\pC\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2066}-\u{2069}]{0,16}",
            at in 0_usize..64,
        ) {
            let bytes = [bytes.as_slice(), text.as_bytes()].concat();
            let (first, second) = bytes.split_at(at.min(bytes.len()));
            for escaping in [Escaping::Text, Escaping::Json] {
                let out = written(escaping, &[first, second]);
                prop_assert!(out.chars().all(|c| c == '\n' || !c.is_control()), "{out:?}");
                let hidden = ['\u{202e}', '\u{2066}', '\u{2028}', '\u{200b}', '\u{feff}'];
                prop_assert!(!out.contains(hidden), "{out:?}");
            }
            let out = written(Escaping::Styled, &[first, second]);
            for part in out.split('\u{1b}').skip(1) {
                let end = part.find('m');
                prop_assert!(part.starts_with('[') && end.is_some(), "{out:?}");
            }
        }
    }
}
