//! E-mail addresses.

use std::borrow::Cow;

use super::{Cell, Cleaning, after_any};
use crate::request::characters::is_invisible;

/// Links that hold an address.
const LINKS: &[&str] = &["mailto:"];

/// Quotation marks of all kinds, which programs put around values.
const QUOTES: &[char] = &['"', '\'', '`', '‘', '’', '“', '”', '„', '«', '»'];

/// Punctuation that belongs to the text around an address.
const PUNCTUATION: &[char] = &[',', ';', '.', ':', '|', '/', '\\'];

/// Cleans an e-mail address. Whether it is valid is checked when the request is built.
pub(crate) fn clean(text: Cow<'_, str>) -> Cell {
    if is_plain(text.trim()) { Cell::plain(text) } else { cleaned(&text) }
}

/// Whether an address is so plain that [`cleaned`] would not change it.
fn is_plain(text: &str) -> bool {
    let is_usual = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'+');
    text.split_once('@').is_some_and(|(name, domain)| {
        name.bytes().chain(domain.bytes()).all(|byte| is_usual(&byte))
            && !name.starts_with('.')
            && !domain.ends_with('.')
    })
}

pub(super) fn cleaned(text: &str) -> Cell {
    let mut cell = Cell::new(text);
    if cell.problem.is_some() {
        return cell;
    }
    cell.repeat(|cell| {
        cell.convert(Cleaning::Invisible, |character| Some(character).filter(|one| !is_dropped(*one)));
        cell.convert(Cleaning::Digits, |character| Some(in_ascii(character)));
        unwrap(cell);
    });
    cell.without_placeholder()
}

/// Whether an address never contains the character.
fn is_dropped(character: char) -> bool {
    is_invisible(character) || character.is_control() && !matches!(character, '\n' | '\r' | '\t')
}

/// The ASCII form of full-width signs, and of blanks.
fn in_ascii(character: char) -> char {
    match character {
        '＠' | '﹫' => '@',
        '．' => '.',
        _ if character.is_whitespace() && !character.is_ascii() => ' ',
        _ => character,
    }
}

/// Removes what is around the address.
fn unwrap(cell: &mut Cell) {
    cell.narrow(Cleaning::Spreadsheet, |text| text.strip_prefix('=').unwrap_or(text));
    cell.narrow(Cleaning::Link, |text| match after_any(text, LINKS) {
        Some(inner) => &inner[..inner.find('?').unwrap_or(inner.len())],
        None => text,
    });
    cell.narrow(Cleaning::Several, first_of_several);
    cell.narrow(Cleaning::Decoration, |text| in_brackets(text).unwrap_or(text));
    cell.narrow(Cleaning::Decoration, |text| match text.contains('@') {
        true => text.trim_matches(is_around),
        false => text,
    });
}

/// The address in `Ada <ada@example.org>`.
fn in_brackets(text: &str) -> Option<&str> {
    let (inner, _) = text.split_once('<')?.1.split_once('>')?;
    inner.contains('@').then_some(inner)
}

/// Whether a character at the edge belongs to the text around an address.
fn is_around(character: char) -> bool {
    QUOTES.contains(&character) || PUNCTUATION.contains(&character) || character.is_whitespace()
}

fn is_separator(character: char) -> bool {
    matches!(character, ',' | ';' | '|' | '/' | '\\') || character.is_whitespace()
}

/// The first of several addresses in a cell. Quoted names may contain separators.
fn first_of_several(text: &str) -> &str {
    if text.matches('@').count() < 2 {
        return text;
    }
    let mut quoted = false;
    let mut seen = false;
    for (at, character) in text.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '@' => seen = true,
            _ if seen && !quoted && is_separator(character) && text[at..].contains('@') => {
                return &text[..at];
            }
            ':' if seen && !quoted && text[at..].starts_with(":::") => return &text[..at],
            _ => {}
        }
    }
    text
}
