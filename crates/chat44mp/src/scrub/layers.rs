//! The decoded forms of a text, with the source range of each character.
//!
//! Servers quote requests in error pages, SQL and stack traces, escaped once or several times. Decoding every known escape,
//! layer by layer, finds a value in all of these spellings.

use std::ops::Range;

use super::entities;

/// Maximum depth of nested escapes. PHP's own output nests at most three.
const MAX_LAYERS: usize = 8;

/// Represents every character outside ASCII: encodings spell them with one byte, several, or a replacement.
const OTHER: char = '\u{80}';

/// One decoded form of a text.
#[derive(Clone)]
pub(super) struct Layer {
    /// The characters, folded so that spellings that the server treats as equal are equal.
    pub(super) chars: Vec<char>,
    /// The bytes of the source that each character comes from.
    spans: Vec<Range<usize>>,
}

impl Layer {
    /// The unchanged text.
    fn source(text: &str) -> Layer {
        let (mut chars, mut spans) = (Vec::with_capacity(text.len()), Vec::with_capacity(text.len()));
        for (at, char) in text.char_indices() {
            chars.push(char);
            spans.push(at..at + char.len_utf8());
        }
        Layer { chars, spans }
    }

    /// The bytes of the source behind the characters `at..end`.
    pub(super) fn span(&self, at: usize, end: usize) -> Range<usize> {
        self.spans[at].start..self.spans[end - 1].end
    }

    /// Decodes one more level of the escapes that begin with one of `marks`; `None` if there is none left.
    fn decoded(&self, marks: &[char]) -> Option<Layer> {
        let mut next = Layer {
            chars: Vec::with_capacity(self.chars.len()),
            spans: Vec::with_capacity(self.chars.len()),
        };
        let (mut at, mut changed) = (0, false);
        while at < self.chars.len() {
            let (length, decoded) = escape(&self.chars[at..], marks);
            changed |= length > 0;
            let length = length.max(1);
            let span = self.span(at, at + length);
            match decoded {
                Decoded::Same => next.push(self.chars[at], span),
                Decoded::Char(char) => next.push(char, span),
                Decoded::Bytes(bytes) => {
                    String::from_utf8_lossy(&bytes).chars().for_each(|char| next.push(char, span.clone()));
                }
            }
            at += length;
        }
        changed.then_some(next)
    }

    fn push(&mut self, char: char, span: Range<usize>) {
        self.chars.push(char);
        self.spans.push(span);
    }

    /// Folds case, because the server compares keys without it, and blanks: forms encode them as `+`, and HTML and our own
    /// messages collapse them.
    fn folded(self) -> Layer {
        let mut folded = Layer {
            chars: Vec::with_capacity(self.chars.len()),
            spans: Vec::with_capacity(self.chars.len()),
        };
        for (char, span) in self.chars.into_iter().zip(self.spans) {
            let char = match char {
                '+' => ' ',
                other if !other.is_ascii() => OTHER,
                blank if blank.is_whitespace() => ' ',
                other => other.to_lowercase().next().unwrap_or(other),
            };
            match folded.spans.last_mut() {
                Some(last) if matches!(char, ' ' | OTHER) && folded.chars.last() == Some(&char) => {
                    last.end = span.end;
                }
                _ => folded.push(char, span),
            }
        }
        folded
    }
}

/// The first characters of escapes: all of them, and each family alone, because text next to a secret can look like the
/// beginning of another family's escape.
const MARKS: [&[char]; 4] = [&['%', '&', '\\', '\'', '"'], &['%'], &['&'], &['\\', '\'', '"']];

/// `text` and its decoded forms.
pub(super) fn layers(text: &str) -> impl Iterator<Item = Layer> {
    let source = Layer::source(text);
    let decoded = {
        let source = source.clone();
        move |marks: &'static [char]| {
            let first = source.decoded(marks);
            std::iter::successors(first, |layer| layer.decoded(marks)).take(MAX_LAYERS)
        }
    };
    std::iter::once(source).chain(MARKS.into_iter().flat_map(decoded)).map(Layer::folded)
}

enum Decoded {
    /// No escape begins here.
    Same,
    Char(char),
    /// Percent-encoded bytes, which may be UTF-8.
    Bytes(Vec<u8>),
}

/// Decodes the escape at the start of `text`: its length in characters, and its value.
fn escape(text: &[char], marks: &[char]) -> (usize, Decoded) {
    if !marks.contains(&text[0]) {
        return (0, Decoded::Same);
    }
    let char = |(length, char): (usize, char)| (length, Decoded::Char(char));
    let found = match text[0] {
        '%' => percent(text),
        '&' => entity(text).map(char),
        '\\' => backslash(text).map(char),
        quote @ ('\'' | '"') if text.get(1) == Some(&quote) => Some((2, Decoded::Char(quote))),
        _ => None,
    };
    found.unwrap_or((0, Decoded::Same))
}

/// `%C3%BC`: a run of encoded bytes, because a character can take several.
fn percent(text: &[char]) -> Option<(usize, Decoded)> {
    let byte = |text: &[char]| match text {
        ['%', high, low, ..] => Some((high.to_digit(16)? * 16 + low.to_digit(16)?) as u8),
        _ => None,
    };
    let first = byte(text)?;
    if first.is_ascii() {
        return Some((3, Decoded::Char(first.into())));
    }
    let mut bytes = vec![first];
    // A character of UTF-8 has at most four bytes.
    while bytes.len() < 4
        && std::str::from_utf8(&bytes).is_err()
        && let Some(next) = byte(&text[bytes.len() * 3..]).filter(|byte| !byte.is_ascii())
    {
        bytes.push(next);
    }
    // Bytes that are not UTF-8 are decoded as Latin-1.
    match std::str::from_utf8(&bytes) {
        Ok(_) => Some((bytes.len() * 3, Decoded::Bytes(bytes))),
        Err(_) => Some((3, Decoded::Char(first.into()))),
    }
}

/// `&amp;`, `&#38;` or `&#x26;`, with or without the semicolon.
fn entity(text: &[char]) -> Option<(usize, char)> {
    let digits = |from: usize, radix: u32| {
        let length = text[from..].iter().take(7).take_while(|char| char.is_digit(radix)).count();
        let number = text[from..from + length].iter().collect::<String>();
        Some((from + length, u32::from_str_radix(&number, radix).ok().and_then(char::from_u32)?))
    };
    let (length, char) = match text {
        ['&', '#', 'x' | 'X', ..] => digits(3, 16)?,
        ['&', '#', ..] => digits(2, 10)?,
        _ => named(text)?,
    };
    let semicolon = usize::from(text.get(length) == Some(&';'));
    Some((length + semicolon, char))
}

/// `&amp;`. The most common are decoded without a semicolon, and all of them where truncation may have removed it.
fn named(text: &[char]) -> Option<(usize, char)> {
    const MAX_LENGTH: usize = 9;
    let name: String =
        text[1..].iter().take(MAX_LENGTH).take_while(|char| char.is_ascii_alphanumeric()).collect();
    let is_whole = text.get(1 + name.len()).is_none_or(|next| !next.is_ascii_alphanumeric());
    if is_whole && let Some(char) = entities::named(name.as_bytes()) {
        return Some((1 + name.len(), char));
    }
    entities::WITHOUT_SEMICOLON.iter().find_map(|&(known, char)| {
        let matches = name.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known));
        matches.then_some((1 + known.len(), char))
    })
}

/// The escapes of JSON, PHP and SQL: `\u00e4`, `\n`, `\/`, `\'`, `\x27`.
fn backslash(text: &[char]) -> Option<(usize, char)> {
    Some(match *text.get(1)? {
        'u' => unicode(text)?,
        'x' => (4, hex(text, 2, 2).and_then(char::from_u32)?),
        'n' => (2, '\n'),
        'r' => (2, '\r'),
        't' => (2, '\t'),
        'b' => (2, '\u{8}'),
        'f' => (2, '\u{C}'),
        'Z' => (2, '\u{1A}'),
        '0' => (2, '\0'),
        other if other.is_ascii_alphanumeric() => return None,
        other => (2, other),
    })
}

/// `\u00e4`, or a surrogate pair.
fn unicode(text: &[char]) -> Option<(usize, char)> {
    let first = hex(text, 2, 4)?;
    if let Some(char) = char::from_u32(first) {
        return Some((6, char));
    }
    let escaped = text.get(6..8) == Some(&['\\', 'u']);
    let second = escaped.then(|| hex(text, 8, 4)).flatten()?;
    let decoded = char::decode_utf16([first as u16, second as u16]).next()?;
    Some((12, decoded.ok()?))
}

fn hex(text: &[char], from: usize, digits: usize) -> Option<u32> {
    text.get(from..from + digits)?.iter().try_fold(0, |number, digit| Some(number * 16 + digit.to_digit(16)?))
}
