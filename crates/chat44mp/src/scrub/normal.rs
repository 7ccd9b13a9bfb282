//! The normal form of a text: all nested escapes are decoded, with the source range of each symbol.
//!
//! Two spellings of one text have the same normal form. Symbols are decoded on a stack: each decoded symbol can complete an
//! escape that was itself escaped, so one pass decodes all levels in linear time.

use super::entities;

/// The symbol of every character outside ASCII: encodings spell them with one byte, several, or a replacement.
const OTHER: u8 = 0x80;

/// Maximum length of a character reference, such as `&#x0000000041;`.
const MAX_REFERENCE: usize = 32;

/// A decoded character, with case folded.
#[derive(Clone, Copy)]
pub(super) struct Symbol {
    pub(super) byte: u8,
    /// Whether it is a named character reference without a semicolon, which may follow.
    reference: bool,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The characters of `text` with case folded.
pub(super) fn plain(text: &str) -> Vec<Symbol> {
    let symbol = |(start, character): (usize, char)| {
        let end = start + character.len_utf8();
        Symbol { byte: fold(character.into()), reference: false, start, end }
    };
    text.char_indices().map(symbol).collect()
}

/// The normal forms of `text`. Blanks, quotes and characters outside ASCII are merged with equal neighbours, and
/// backslashes are omitted.
///
/// There are two, since `&#x6b&#x33` can be two references without semicolons, or one whose last digit is escaped.
pub(super) fn normal(text: &str) -> [Vec<Symbol>; 2] {
    let plain = plain(text);
    let nested = decoded(&decoded(&plain, false), true);
    [decoded(&plain, true), nested].map(merged)
}

fn merged(mut symbols: Vec<Symbol>) -> Vec<Symbol> {
    // Backslashes are omitted: their meaning depends on the next character.
    symbols.retain(|symbol| symbol.byte != b'\\');
    symbols.dedup_by(|next, last| {
        let is_same = next.byte == last.byte && matches!(next.byte, b' ' | b'\'' | b'"' | OTHER);
        last.end = if is_same { next.end } else { last.end };
        is_same
    });
    symbols
}

fn decoded(text: &[Symbol], is_last_pass: bool) -> Vec<Symbol> {
    let mut stack = Stack { symbols: Vec::with_capacity(text.len()), pending: Vec::new(), is_last_pass };
    for &symbol in text {
        stack.push(symbol);
    }
    stack.finish();
    stack.symbols
}

/// Forms encode a blank as `+`; control characters from escapes become blanks on the server.
fn fold(character: u32) -> u8 {
    match u8::try_from(character) {
        Ok(b'+' | 0..=b' ' | 0x7f) => b' ',
        Ok(byte) if byte.is_ascii() => byte.to_ascii_lowercase(),
        _ => OTHER,
    }
}

struct Stack {
    symbols: Vec<Symbol>,
    pending: Vec<Symbol>,
    /// Whether an escape that begins within a reference without a semicolon ends it. Before, its digits can be escaped.
    is_last_pass: bool,
}

impl Stack {
    fn push(&mut self, symbol: Symbol) {
        self.pending.push(symbol);
        while let Some(symbol) = self.pending.pop() {
            let decoded = self.end_numeric_reference(symbol)
                || self.end_named_reference(symbol)
                || self.merge(symbol)
                || self.decode(symbol);
            if !decoded {
                self.symbols.push(symbol);
            }
        }
    }

    /// Decodes a reference at the end of the text that has no semicolon.
    fn finish(&mut self) {
        let end = self.symbols.last().map_or(0, |last| last.end);
        self.push(Symbol { byte: b' ', reference: false, start: end, end });
        self.symbols.pop_if(|last| last.start == last.end);
    }

    fn byte(&self, from_top: usize) -> u8 {
        self.symbols.len().checked_sub(from_top).map_or(0, |at| self.symbols[at].byte)
    }

    fn ends_with(&self, bytes: &[u8]) -> bool {
        bytes.iter().rev().enumerate().all(|(at, &byte)| self.byte(at + 1) == byte)
    }

    /// The number at the end of the stack, in `digits` hexadecimal digits.
    fn hex(&self, digits: usize) -> Option<u32> {
        (1..=digits).rev().try_fold(0, |value, at| Some(value * 16 + char::from(self.byte(at)).to_digit(16)?))
    }

    /// Replaces the last `count` symbols and `last` by `character`, which may complete another escape.
    fn replace(&mut self, count: usize, last: Symbol, character: u32, reference: bool) -> bool {
        let at = self.symbols.len() - count;
        let start = self.symbols.get(at).map_or(last.start, |first| first.start);
        self.symbols.truncate(at);
        self.pending.push(Symbol { byte: fold(character), reference, start, end: last.end });
        true
    }

    /// Decodes `&#39` and `&#x27` once a symbol arrives that cannot belong to the number.
    fn end_numeric_reference(&mut self, next: Symbol) -> bool {
        let begins_escape = matches!(next.byte, b'&' | b'%' | b'\\') && !self.is_last_pass;
        if begins_escape || !self.byte(1).is_ascii_hexdigit() {
            return false;
        }
        for (radix, prefix) in [(10, &b"&#"[..]), (16, b"&#x")] {
            if char::from(next.byte).is_digit(radix) {
                continue;
            }
            let is_digit = |&at: &usize| char::from(self.byte(at)).is_digit(radix);
            let digits = (1..=MAX_REFERENCE).take_while(is_digit).count();
            let before = self.symbols.len().saturating_sub(digits + prefix.len());
            if digits == 0
                || !self.symbols[before..]
                    .iter()
                    .map(|it| it.byte)
                    .take(prefix.len())
                    .eq(prefix.iter().copied())
            {
                continue;
            }
            let value = self.symbols[before + prefix.len()..].iter().fold(0_u32, |value, symbol| {
                let digit = char::from(symbol.byte).to_digit(radix).unwrap_or_default();
                value.saturating_mul(radix).saturating_add(digit)
            });
            if next.byte == b';' {
                return self.replace(digits + prefix.len(), next, value, false);
            }
            self.pending.push(next);
            let last = self.symbols.pop();
            return last.is_some_and(|last| self.replace(digits + prefix.len() - 1, last, value, true));
        }
        false
    }

    /// Decodes `&percnt` once a symbol arrives that cannot belong to the name: a cut may have removed the semicolon.
    fn end_named_reference(&mut self, next: Symbol) -> bool {
        let begins_escape = matches!(next.byte, b'&' | b'%' | b'\\') && !self.is_last_pass;
        if begins_escape || next.byte == b';' || next.byte.is_ascii_alphanumeric() {
            return false;
        }
        let letters = self.letters();
        let name: Vec<u8> = self.symbols[self.symbols.len() - letters..].iter().map(|it| it.byte).collect();
        match entities::named(&name) {
            Some(character) if self.byte(letters + 1) == b'&' => {
                self.pending.push(next);
                let last = self.symbols.pop();
                last.is_some_and(|last| self.replace(letters, last, character.into(), true))
            }
            _ => false,
        }
    }

    /// The number of letters and digits at the end of the stack, up to the maximum length of a name.
    fn letters(&self) -> usize {
        (1..=MAX_REFERENCE).take_while(|&at| self.byte(at).is_ascii_alphanumeric()).count()
    }

    /// Merges a doubled backslash, and a semicolon with the reference before it.
    fn merge(&mut self, symbol: Symbol) -> bool {
        let Some(top) = self.symbols.last_mut() else { return false };
        let is_doubled = symbol.byte == b'\\' && top.byte == b'\\';
        if is_doubled || (symbol.byte == b';' && top.reference) {
            top.end = symbol.end;
            top.reference = symbol.reference;
            return true;
        }
        false
    }

    /// Decodes the escape that `symbol` completes.
    fn decode(&mut self, symbol: Symbol) -> bool {
        match symbol.byte {
            b';' => self.decode_named_reference(symbol),
            b'0'..=b'9' | b'a'..=b'f' if self.decode_hex(symbol) => true,
            b'0' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'z' if self.byte(1) == b'\\' => {
                self.replace(1, symbol, b' '.into(), false)
            }
            b's' | b'p' | b't' => self.decode_open_reference(symbol),
            b'>' => self.decode_line_break(symbol),
            _ => false,
        }
    }

    /// `<br />`, as PHP's `nl2br` adds it, and as JSON escapes that.
    fn decode_line_break(&mut self, last: Symbol) -> bool {
        let tags: [&[u8]; 4] = [b"<br", b"<br/", b"<br /", b"<br \\/"];
        match tags.into_iter().find(|tag| self.ends_with(tag)) {
            Some(tag) => self.replace(tag.len(), last, b' '.into(), false),
            None => false,
        }
    }

    /// `%27`, `\x27`, `\u0027`, `%u0027`.
    fn decode_hex(&mut self, last: Symbol) -> bool {
        let Some(digit) = char::from(last.byte).to_digit(16) else { return false };
        let escape = [(1, b'%', None), (1, b'x', Some(b'\\')), (3, b'u', Some(b'\\')), (3, b'u', Some(b'%'))];
        for (digits, mark, before) in escape {
            if self.byte(digits + 1) == mark
                && before.is_none_or(|before| self.byte(digits + 2) == before)
                && let Some(value) = self.hex(digits)
            {
                let count = digits + 1 + usize::from(before.is_some());
                return self.replace(count, last, value * 16 + digit, false);
            }
        }
        false
    }

    /// `&quot` and others that browsers also decode without a semicolon.
    fn decode_open_reference(&mut self, last: Symbol) -> bool {
        for &(name, character) in entities::WITHOUT_SEMICOLON {
            if let Some((&end, start)) = name.as_bytes().split_last()
                && end == last.byte
                && self.ends_with(start)
                && self.byte(start.len() + 1) == b'&'
            {
                return self.replace(start.len() + 1, last, character.into(), true);
            }
        }
        false
    }

    /// `&apos;`, and any other name: characters whose names are not in the table are outside ASCII.
    fn decode_named_reference(&mut self, semicolon: Symbol) -> bool {
        let letters = self.letters();
        if letters < 2 || self.byte(letters + 1) != b'&' {
            return false;
        }
        let name: Vec<u8> = self.symbols[self.symbols.len() - letters..].iter().map(|it| it.byte).collect();
        let character = entities::named(&name).map_or(u32::from(char::REPLACEMENT_CHARACTER), u32::from);
        self.replace(letters + 1, semicolon, character, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> [String; 2] {
        let shown = |symbol: &Symbol| if symbol.byte == OTHER { '¿' } else { symbol.byte.into() };
        normal(text).map(|form| form.iter().map(shown).collect())
    }

    #[test]
    fn decodes_every_spelling_and_nesting() {
        for (text, expected) in [
            ("K4n&amp;ri&#039;n", "k4n&ri'n"),
            ("K4n&ampri&#39n &#x27", "k4n&ri'n '"),
            ("%2541%u0041\\u0041\\x41", "aaaa"),
            ("a+b%20c \\n d<br />\ne", "a b c d e"),
            ("\\\\\\'x\\/''y", "'x/'y"),
            ("&amp;amp;#38;lt;", "<"),
            ("&uuml;x%C3%BCx\\u00fcx%FCx\\ud83d\\ude00xü", "¿x¿x¿x¿x¿x¿"),
            ("%3%3%33", "3"),
            ("&#38;&#35;&#51;&#57;&#59;x&#39&amp;y&#39", "'x'&y'"),
            ("&commat;&Hat;&lt;&ltx", "@^<<x"),
            ("a&percnt b&percnt.&sol", "a% b%./"),
            ("%2 &am \\u00 & ;", "%2 &am u00 & ;"),
            ("&#x7e&#x25&#x34&#x31&#x20&#x31&#x2d&#x6b&#x33 x", "~a 1-k3 x"),
        ] {
            assert!(forms(text).contains(&expected.to_owned()), "{text}: {:?}", forms(text));
        }
    }

    #[test]
    fn keeps_source_ranges() {
        let text = "a%2541&#039;b";
        let ranges: Vec<&str> =
            normal(text)[0].iter().map(|symbol| &text[symbol.start..symbol.end]).collect();
        assert_eq!(ranges, ["a", "%2541", "&#039;", "b"]);
    }
}
