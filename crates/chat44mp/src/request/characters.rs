//! Characters that cannot be sent: those that the server cannot compare, to which it responds with HTTP 500, and invisible ones.

use encoding_rs::WINDOWS_1252;

/// The characters that the server can compare in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Charset {
    /// Those of Windows-1252.
    Windows1252,
    /// Those up to U+FFFF.
    Basic,
}

/// Maximum number of characters that an error message names.
const NAMED: usize = 3;

impl Charset {
    /// Whether the set contains a character.
    pub fn contains(self, character: char) -> bool {
        match self {
            _ if character.is_ascii() => true,
            Charset::Basic => character <= '\u{FFFF}',
            Charset::Windows1252 => {
                let mut buffer = [0; 4];
                !WINDOWS_1252.encode(character.encode_utf8(&mut buffer)).2
            }
        }
    }

    /// Describes the characters of `text` outside the set, if any.
    pub(crate) fn problem(self, text: &str) -> Option<String> {
        if text.is_ascii() {
            return None;
        }
        let names = named(text, |character| !self.contains(character))?;
        Some(format!("contains {names}, which the server cannot compare; remove it"))
    }
}

/// Names the characters of `text` that `is_wrong` accepts, if any.
pub(crate) fn named(text: &str, is_wrong: impl Fn(char) -> bool) -> Option<String> {
    let mut wrong: Vec<char> = Vec::new();
    for character in text.chars().filter(|character| is_wrong(*character)) {
        if wrong.len() < NAMED && !wrong.contains(&character) {
            wrong.push(character);
        }
    }
    let names: Vec<String> =
        wrong.iter().map(|&c| format!("U+{:04X} ({})", u32::from(c), describe(c))).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Whether a character is invisible wherever it stands: format characters, fillers, selectors and tags.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    )
}

fn describe(character: char) -> &'static str {
    match character {
        '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            "direction mark"
        }
        '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' => "zero-width character",
        '\u{2010}'..='\u{2012}' | '\u{2015}' | '\u{2212}' | '\u{FE63}' => "hyphen or dash",
        '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => "blank",
        '\u{FF01}'..='\u{FF5E}' => "full-width character",
        _ if is_invisible(character) => "invisible character",
        '\u{10000}'.. => "emoji or other character beyond U+FFFF",
        _ if character.is_control() => "control character",
        _ if character.is_numeric() => "digit of another script",
        _ if character.is_alphabetic() => "letter of another script",
        _ => "symbol",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers_allow_windows_1252() {
        for fine in ["+39 333-111", "a—b", "12\u{a0}34", "tel. 5 € “x”…", "ÀÿŽœ™", "\u{81}\u{9d}"]
        {
            assert_eq!(Charset::Windows1252.problem(fine), None, "{fine}");
        }
        for (wrong, named) in [
            ("\u{202A}+39 333\u{202C}", "U+202A (direction mark), U+202C (direction mark)"),
            ("\u{2066}39\u{2069}", "U+2066 (direction mark), U+2069 (direction mark)"),
            ("39\u{200B}3", "U+200B (zero-width character)"),
            ("39\u{2011}3\u{2011}3", "U+2011 (hyphen or dash)"),
            ("٣٣٣", "U+0663 (digit of another script)"),
            ("３", "U+FF13 (full-width character)"),
            ("☎ 3", "U+260E (symbol)"),
            ("📞 3", "U+1F4DE (emoji or other character beyond U+FFFF)"),
        ] {
            let problem = Charset::Windows1252.problem(wrong).unwrap();
            assert!(problem.contains(&format!("contains {named},")), "{problem}");
        }
    }

    #[test]
    fn addresses_allow_characters_up_to_ffff() {
        assert_eq!(Charset::Basic.problem("prôv1@日本.example\u{202A}"), None);
        assert!(Charset::Basic.problem("a😀@x.io").unwrap().contains("U+1F600"));
    }
}
