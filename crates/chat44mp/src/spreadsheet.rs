//! Cells of tables: values of fields, and the escaping of formulas.

use std::borrow::Cow;

/// The value of one field. In the rows of an import, each value has one text, whatever language or file it comes from.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum FieldValue {
    /// None.
    Absent,
    /// Text.
    Text(String),
    /// An integer; its digits are the text.
    Integer(i64),
    /// A floating-point number. NaN is a missing value, and the text of an integral number is its digits: data frames store
    /// integer columns with missing values as floats. From 2⁵³ on, a number counts as rounded.
    Float(f64),
    /// An exact number as digits, such as `39333123.00` or an integer of more than 64 bits. Its text has no fraction.
    Decimal(String),
    /// Text in UTF-8.
    Bytes(Vec<u8>),
    /// A boolean. It is ignored as in a file, unless the caller's map names its field: a field called `WhatsApp` may say
    /// whether a person uses it.
    Boolean(bool),
    /// Another type, which has no text. The string names it, such as `a list`; the row becomes `invalid`.
    Other(String),
}

impl FieldValue {
    /// Text in UTF-8. More than 4 KiB are not copied, because no field of a contact is as long: a row may have images.
    pub fn bytes(bytes: &[u8]) -> FieldValue {
        const MOST: usize = 4096;
        match bytes.len() {
            0..=MOST => FieldValue::Bytes(bytes.to_vec()),
            _ => FieldValue::Other("longer than 4 KiB".to_owned()),
        }
    }
}

/// Escapes a cell of a CSV file: prefixes an apostrophe if a spreadsheet could run it as a formula.
///
/// A formula begins with `=`, `+`, `-` or `@`, in any width. Blanks, control characters, invisible characters and quotation
/// marks before it are ignored, because programs that read the file may remove them. Numbers and phone numbers stay as they
/// are: a sign, and digits in groups separated by one blank, dot or comma. Escape the final text only. An import removes the
/// apostrophe. Text cells of a workbook (.xlsx) are never run, and need no apostrophe.
///
/// ```
/// assert_eq!(chat44mp::guarded_cell("=1+1"), "'=1+1");
/// assert_eq!(chat44mp::guarded_cell("\u{1}\u{a0}=1+1"), "'\u{1}\u{a0}=1+1");
/// assert_eq!(chat44mp::guarded_cell("+39 333 1234567"), "+39 333 1234567");
/// assert_eq!(chat44mp::guarded_cell("+39-333-1234567"), "'+39-333-1234567");
/// assert_eq!(chat44mp::guarded_cell("1 + 1 = 2"), "1 + 1 = 2");
/// ```
pub fn guarded_cell(text: &str) -> Cow<'_, str> {
    if is_number(text) { text.into() } else { guarded_text(text) }
}

/// Like [`guarded_cell`], but also escapes numbers: a spreadsheet that saves the file would drop their plus sign or round them.
pub(crate) fn guarded_text(text: &str) -> Cow<'_, str> {
    if could_run(text) { format!("'{text}").into() } else { text.into() }
}

/// Reverses [`guarded_cell`] and [`guarded_text`].
pub(crate) fn unguarded_cell(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| could_run(text)).unwrap_or(cell)
}

/// Whether a text is a number with a sign, or a phone number, in which a spreadsheet finds nothing to compute.
fn is_number(text: &str) -> bool {
    let blank = |character| matches!(character, ' ' | '\u{a0}' | '\u{202f}');
    let Some(digits) = text.trim_matches(blank).strip_prefix(['+', '-']) else { return false };
    let separator = |character| blank(character) || matches!(character, '.' | ',');
    digits.split(separator).all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()))
}

fn could_run(text: &str) -> bool {
    // Further apostrophes at the start are ignored, so that exactly one is removed again.
    if text.trim_start_matches('\'').starts_with(['\t', '\r']) {
        return true;
    }
    let mut left = text;
    loop {
        let rest = left.trim_start_matches(can_be_removed);
        if rest.starts_with(begins_formula) {
            return true;
        }
        // Programs may also remove a complete control sequence.
        match after_sequence(&left[..left.len() - rest.len()], rest) {
            Some(after) => left = after,
            None => return false,
        }
    }
}

/// The text after a control sequence that begins with the last character of `before`, such as `ESC [ 31 m`.
fn after_sequence<'a>(before: &str, rest: &'a str) -> Option<&'a str> {
    let parameters = match before.chars().next_back()? {
        '\u{1b}' => rest.strip_prefix('[')?,
        '\u{9b}' => rest,
        _ => return None,
    };
    let end = parameters.trim_start_matches(|character| matches!(character, ' '..='?'));
    end.starts_with(|character| matches!(character, '@'..='~')).then(|| &end[1..])
}

fn begins_formula(character: char) -> bool {
    // Also full-width and small forms, which input methods write and some programs replace.
    matches!(
        character,
        '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '﹫' | '\u{2212}'
    )
}

/// Whether programs may remove the character before they interpret a cell, or hide it.
fn can_be_removed(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '\'' | '"' | '`' | '‘' | '’' | '“' | '”' | '«' | '»' | '＇' | '＂')
        || matches!(
            character,
            // The replacement character, format characters, fillers, selectors and tags.
            '\u{fffd}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
                | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
                | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_formulas() {
        let formulas =
            ["=1", "@a", "\tx", "\rx", "\t+1", "＝1", "=cmd|'/C calc'!A0", "@SUM(1)", "-2+3+cmd|x"];
        let almost_numbers = [
            "+39-333-1234567",
            "+39/333",
            "-(5)",
            "+1 (555) 123",
            "+1:5",
            "-1e5",
            "-5%",
            "+",
            "-",
            "+ 39",
            "+39  333",
            "-5, -6",
            "+39 333.",
            "--5",
            "+A1",
            "＋39 333",
            "\u{2212}5",
            "+３９",
            "'+39 333",
            "\u{200b}+39 333",
            "-5\n",
            "+39 333\t1",
        ];
        for text in formulas.into_iter().chain(almost_numbers) {
            assert_eq!(guarded_cell(text), format!("'{text}"));
        }
        for text in ["", "a=1", "1+1", "'t Hooft", "\"a\" = b", " x", "\u{1}x", "\u{1b}[31mx", "日=1"] {
            assert_eq!(guarded_cell(text), text);
        }
    }

    #[test]
    fn keeps_numbers() {
        for text in [
            "+39 333 1234567",
            "+391234",
            "-5",
            "-5.25",
            "-1.234,56",
            "+39\u{a0}333\u{202f}12",
            "+39.333.123",
            " +39 ",
        ] {
            assert_eq!(guarded_cell(text), text);
            let escaped = guarded_text(text);
            assert_eq!((escaped.starts_with('\''), unguarded_cell(&escaped)), (true, text));
        }
    }

    #[test]
    fn escapes_formulas_after_removable_characters() {
        let prefixes = [
            "\u{0}",
            "\u{1}",
            "\u{8}",
            "\u{1b}",
            "\u{7f}",
            "\u{85}",
            "\u{9b}",
            " ",
            "\n",
            "\u{a0}",
            "\u{2003}",
            "\u{3000}",
            "\u{feff}",
            "\u{200b}",
            "\u{200d}",
            "\u{2060}",
            "\u{202e}",
            "\u{2066}",
            "\u{2028}",
            "\u{2029}",
            "\u{ad}",
            "\u{180e}",
            "\u{fe0f}",
            "\u{e0041}",
            "\u{fffd}",
            "\"",
            "'",
            "\"\"",
            "\" '\u{1}",
            "\u{1b}[31m",
            "\u{1b}[0m \u{9b}1;2K",
        ];
        for prefix in prefixes {
            for formula in ["=1+1", "+1+1", "-1-1", "@a", "＝1"] {
                let text = format!("{prefix}{formula}");
                assert_eq!(guarded_cell(&text), format!("'{text}"), "{text:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_cell_becomes_a_formula_when_characters_are_removed(
            text in "[\\PC\u{0}-\u{20}\u{7f}-\u{a0}\u{200b}-\u{200f}\u{202a}-\u{202e}=+@'\"-]{0,8}|'?[+-][0-9 .,+'-]{0,6}",
        ) {
            let cell = guarded_cell(&text);
            prop_assert_eq!(unguarded_cell(&cell), text.as_str());
            let escaped = guarded_text(&text);
            prop_assert_eq!(unguarded_cell(&escaped), text.as_str());
            prop_assert!(!cell.starts_with(['\t', '\r']));
            let kept: String = cell.chars().filter(|character| !character.is_control()).collect();
            let starts = kept.trim().starts_with(['=', '+', '-', '@']);
            let number = |character: char| character.is_ascii_digit() || " +-.,\u{a0}\u{202f}".contains(character);
            let signs = text.matches(['+', '-']).count();
            prop_assert!(!starts || cell == text && signs == 1 && text.chars().all(number), "{cell:?}");
        }
    }
}
