//! Phone numbers.

use std::borrow::Cow;

use super::{Cell, Cleaning, Unusable, after_any, characters};
use crate::request::characters::is_invisible;

/// What exports put before a number: Meta's lead ads write `p:+39…`.
const PREFIXES: &[&str] = &["p:"];

/// Links that hold a number.
const LINKS: &[&str] = &[
    "tel:",
    "callto:",
    "sms:",
    "whatsapp://send?phone=",
    "whatsapp:",
    "https://wa.me/",
    "http://wa.me/",
    "wa.me/",
    "https://api.whatsapp.com/send?phone=",
    "https://web.whatsapp.com/send?phone=",
];

/// The fewest digits of a number that stands beside another one: an area code before `/` has fewer.
const FEWEST: usize = 7;

/// Cleans a phone number. The problem is set if no number is left, or a spreadsheet has rounded it.
pub(crate) fn clean(text: Cow<'_, str>) -> Cell {
    if is_plain(text.trim()) { Cell::plain(text) } else { cleaned(&text) }
}

/// Whether a number is so plain that [`cleaned`] would not change it.
fn is_plain(text: &str) -> bool {
    let number = text.strip_prefix('+').unwrap_or(text);
    let is_digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_spaced = || {
        number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'-' | b'(' | b')'))
            && (1..2 * FEWEST).contains(&digits(number))
    };
    is_digits || is_spaced()
}

pub(super) fn cleaned(text: &str) -> Cell {
    let mut cell = Cell::new(text);
    if cell.problem.is_some() {
        return cell;
    }
    cell.repeat(|cell| {
        cell.convert(Cleaning::Invisible, |character| Some(character).filter(|one| !is_invisible(*one)));
        cell.convert(Cleaning::Digits, |character| Some(characters::in_ascii(character)));
        unwrap(cell);
        cell.narrow(Cleaning::Several, first_of_several);
    });
    let mut cell = cell.without_placeholder();
    cell.problem = cell.value.as_deref().and_then(problem);
    cell
}

/// Removes what is around the number.
fn unwrap(cell: &mut Cell) {
    cell.narrow(Cleaning::Spreadsheet, without_formula);
    // An icon of a telephone.
    cell.narrow(Cleaning::Decoration, |text| {
        text.trim_matches(|sign: char| !sign.is_ascii() && !sign.is_alphanumeric())
    });
    cell.narrow(Cleaning::Prefix, |text| after_any(text, PREFIXES).unwrap_or(text));
    cell.narrow(Cleaning::Link, |text| match after_any(text, LINKS) {
        Some(inner) => inner[..inner.find(['?', '&', ';']).unwrap_or(inner.len())].trim_start_matches("%2B"),
        None => text,
    });
    cell.narrow(Cleaning::Spreadsheet, without_fraction);
}

/// The value in what a spreadsheet or an export wrote so that the cell stays text: `="…"`, `'…`, `"…"`.
fn without_formula(text: &str) -> &str {
    let inner = text.strip_prefix('\'').or_else(|| text.strip_prefix('=')).unwrap_or(text).trim();
    inner.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(inner)
}

/// `393331234567.0` without `.0`: a column of numbers in which one was missing.
fn without_fraction(text: &str) -> &str {
    let Some((whole, zeros)) = text.split_once(['.', ',']) else { return text };
    let digits = whole.strip_prefix('+').unwrap_or(whole);
    let is_whole = digits.len() >= FEWEST && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_fraction = !zeros.is_empty() && zeros.len() <= 2 && zeros.bytes().all(|byte| byte == b'0');
    if is_whole && is_fraction { whole } else { text }
}

/// The first of several numbers in a cell.
fn first_of_several(text: &str) -> &str {
    let separators: &[&str] = &[
        ":::", "\n", ";", "|", ",", "/", " - ", " or ", " o ", " e ", " y ", " ou ", " oder ", " und ",
        " and ", "&",
    ];
    let cut = separators.iter().filter_map(|separator| {
        let at = text.find(separator)?;
        let (first, rest) = (&text[..at], &text[at + separator.len()..]);
        (digits(first) >= FEWEST && digits(rest) >= FEWEST).then_some(at)
    });
    // `+39 333 1234567 +39 334 1234567`
    let plus = text
        .match_indices('+')
        .map(|(at, _)| at)
        .find(|at| digits(&text[..*at]) >= FEWEST && digits(&text[*at..]) >= FEWEST);
    let end = cut.chain(plus).min().unwrap_or(text.len());
    text[..end].trim()
}

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

fn problem(text: &str) -> Option<Unusable> {
    match () {
        () if is_rounded(text) => Some(Unusable::Rounded),
        () if digits(text) == 0 => Some(Unusable::NoDigits),
        () => None,
    }
}

/// `3.93331E+11`, or with a comma.
fn is_rounded(number: &str) -> bool {
    let Some((mantissa, exponent)) = number.trim().split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(exponent)
        && match mantissa.split_once(['.', ',']) {
            Some((whole, part)) => digits(whole) && digits(part),
            None => digits(mantissa),
        }
}
