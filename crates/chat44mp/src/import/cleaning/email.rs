//! E-mail addresses.

use super::{Cell, Cleaning, characters};

/// Links that hold an address.
const LINKS: &[&str] = &["mailto:"];

/// Quotation marks of all kinds, which programs put around values.
const QUOTES: &[char] = &['"', '\'', '`', '‘', '’', '“', '”', '„', '«', '»'];

/// Punctuation that belongs to the text around an address.
const PUNCTUATION: &[char] = &[',', ';', '.', ':', '|', '/', '\\'];

/// Cleans an e-mail address. Whether it is valid is checked when the request is built.
pub(crate) fn clean(text: &str) -> Cell {
    let mut cell = Cell::new(text);
    // Each step shortens the text, so that the loop ends.
    loop {
        let before = cell.text().to_owned();
        let visible: String = before.chars().filter(|character| !is_dropped(*character)).collect();
        cell.replace(Cleaning::Invisible, visible);
        let ascii: String = cell.text().chars().map(in_ascii).collect();
        cell.replace(Cleaning::Digits, ascii);
        unwrap(&mut cell);
        if cell.text() == before {
            break;
        }
    }
    cell.without_placeholder()
}

/// Whether an address never contains the character.
fn is_dropped(character: char) -> bool {
    characters::is_invisible(character) || character.is_control() && !matches!(character, '\n' | '\r' | '\t')
}

/// The ASCII form of full-width signs, and of blanks.
fn in_ascii(character: char) -> char {
    match character {
        '＠' | '﹫' => '@',
        '．' => '.',
        _ if character.is_whitespace() => ' ',
        _ => character,
    }
}

/// Removes what is around the address.
fn unwrap(cell: &mut Cell) {
    let text = cell.text().to_owned();
    if let Some(inner) = text.strip_prefix('=') {
        cell.replace(Cleaning::Spreadsheet, inner);
    }
    let text = cell.text().to_owned();
    if let Some(start) = text.get(..7).filter(|start| LINKS.iter().any(|link| start.eq_ignore_ascii_case(link))) {
        let inner = &text[start.len()..];
        cell.replace(Cleaning::Link, &inner[..inner.find('?').unwrap_or(inner.len())]);
    }
    let text = cell.text().to_owned();
    let first = first_of_several(&text);
    cell.replace(Cleaning::Several, first);
    let text = cell.text().to_owned();
    if let Some((_, rest)) = text.split_once('<')
        && let Some((inner, _)) = rest.split_once('>')
        && inner.contains('@')
    {
        cell.replace(Cleaning::Decoration, inner);
    }
    let text = cell.text().to_owned();
    if text.contains('@') {
        let inner = text.trim_matches(|character: char| QUOTES.contains(&character) || PUNCTUATION.contains(&character) || character == ' ');
        cell.replace(Cleaning::Decoration, inner);
    }
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
            ',' | ';' | '|' | '/' | ' ' | '\\' if seen && !quoted && text[at..].contains('@') => return &text[..at],
            ':' if seen && !quoted && text[at..].starts_with(":::") => return &text[..at],
            _ => {}
        }
    }
    text
}
