//! Characters and texts that mean nothing in a cell.

/// Texts that programs write for an empty cell. The case counts: `Null` is a surname, `Nan` a first name.
const PLACEHOLDERS: &[&str] = &[
    "nan",
    "NaN",
    "NAN",
    "NaT",
    "null",
    "NULL",
    "none",
    "None",
    "NONE",
    "nil",
    "undefined",
    "<NA>",
    "(null)",
    "(none)",
    "[null]",
    "\\N",
    "N/A",
    "n/a",
    "N/a",
    "#N/A",
    "n.a.",
    "N.A.",
    "N.D.",
    "n.d.",
    "N/D",
    "n/d",
    "#N/D",
    "#N/V",
    "#NV",
    "k.A.",
    "#VALUE!",
    "#REF!",
    "#NAME?",
    "#DIV/0!",
    "#NULL!",
    "#NUM!",
    "-",
    "--",
    "---",
    "–",
    "—",
    ".",
    "..",
    "...",
    "…",
    "_",
    "/",
    "\\",
    "?",
    "x",
    "X",
];

/// Whether a text stands for an empty cell.
pub(in crate::import) fn is_placeholder(text: &str) -> bool {
    PLACEHOLDERS.contains(&text)
}

/// What exports write for yes and no.
const FLAGS: &[&str] = &[
    "yes",
    "no",
    "y",
    "n",
    "true",
    "false",
    "0",
    "1",
    "on",
    "off",
    "x",
    "✓",
    "✔",
    "✗",
    "✘",
    "si",
    "sì",
    "sí",
    "s",
    "vero",
    "falso",
    "sim",
    "não",
    "nao",
    "oui",
    "non",
    "vrai",
    "faux",
    "ja",
    "nein",
    "wahr",
    "falsch",
    "subscribed",
    "unsubscribed",
];

/// Whether a text says yes or no.
pub(in crate::import) fn is_flag(text: &str) -> bool {
    FLAGS.contains(&text.trim().to_lowercase().as_str())
}

/// The first digit (zero) of each script whose digits people write in phone numbers; nine more follow it.
const ZEROS: &[char] = &[
    '\u{660}', '\u{6f0}', '\u{7c0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}',
    '\u{c66}', '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}', '\u{17e0}', '\u{1810}',
    '\u{ff10}',
];

/// The ASCII form of a digit, sign or blank of another script; any other character as it is.
pub(super) fn in_ascii(character: char) -> char {
    let digit = ZEROS.iter().find_map(|zero| {
        let value = u32::from(character).checked_sub(u32::from(*zero))?;
        char::from_digit(value, 10).filter(|_| value < 10)
    });
    match character {
        _ if character.is_ascii() => character,
        '\u{ff01}'..='\u{ff5e}' if digit.is_none() => {
            char::from_u32(u32::from(character) - 0xff01 + 0x21).unwrap_or(character)
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\u{a0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200a}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{3000}' => ' ',
        _ => digit.unwrap_or(character),
    }
}
