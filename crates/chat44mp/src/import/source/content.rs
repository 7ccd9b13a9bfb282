//! What the cells of a column look like, whatever its name.

use crate::import::cleaning;
use crate::request::email;

/// What a cell looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Email,
    Phone,
}

/// What at least half of the cells look like. Empty cells do not count.
pub(super) fn of_cells<'a>(cells: impl Iterator<Item = &'a str>) -> Option<Content> {
    let (mut filled, mut emails, mut phones) = (0, 0, 0);
    for cell in cells.map(str::trim).filter(|cell| !cell.is_empty()) {
        filled += 1;
        match of_cell(cell) {
            Some(Content::Email) => emails += 1,
            Some(Content::Phone) => phones += 1,
            None => {}
        }
    }
    match filled {
        0 => None,
        _ if emails * 2 >= filled => Some(Content::Email),
        _ if phones * 2 >= filled => Some(Content::Phone),
        _ => None,
    }
}

/// What a cell looks like. Digits alone may be any number; a phone number is recognised by its `+`, `0` or separators.
pub(super) fn of_cell(text: &str) -> Option<Content> {
    if text.contains('@') {
        let address = cleaning::email(text.into()).value?;
        return email::problem(&address).is_none().then_some(Content::Email);
    }
    let number = cleaning::phone(text.into());
    let (Some(value), None) = (&number.value, number.problem) else { return None };
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let is_written_as_one = value.bytes().all(|byte| byte.is_ascii_digit() || b"+ -()/".contains(&byte));
    let is_marked = value.starts_with(['+', '0', '(']) || value.contains([' ', '-']);
    // A date has eight digits.
    ((9..=15).contains(&digits) && is_written_as_one && is_marked).then_some(Content::Phone)
}

/// Whether all filled cells say yes or no.
pub(super) fn are_flags<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let is_filled = |cell: &&str| !cell.is_empty() && !cleaning::is_placeholder(cell);
    let mut filled = cells.map(str::trim).filter(is_filled).peekable();
    filled.peek().is_some() && filled.all(cleaning::is_flag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognises_columns_by_their_cells() {
        for (cells, expected) in [
            ("ada@example.org||bob@example.org", Some(Content::Email)),
            ("Ada <ada@example.org>|none", Some(Content::Email)),
            ("+39 333 1234567|333-123-4567", Some(Content::Phone)),
            ("p:+393331234567", Some(Content::Phone)),
            ("0039 333 1234567|x|y", None),
            ("2026-11-28|2026-11-29", None),
            ("2026-11-28 10:20|2026-11-29 11:00", None),
            ("1234567890123|1234567890124", None),
            ("Via Roma 1, 39100 Bolzano", None),
            ("@ada", None),
            ("", None),
        ] {
            assert_eq!(of_cells(cells.split('|')), expected, "{cells}");
        }
    }

    #[test]
    fn recognises_flags() {
        for (cells, expected) in [
            ("yes|no|", true),
            ("TRUE|false", true),
            ("1|0", true),
            ("", false),
            ("-|N/A", false),
            ("yes|-", true),
            ("yes|+39333", false),
        ] {
            assert_eq!(are_flags(cells.split('|')), expected, "{cells}");
        }
    }
}
