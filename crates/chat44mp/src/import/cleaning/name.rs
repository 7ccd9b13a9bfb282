//! Names.

use std::borrow::Cow;

use super::{Cell, Cleaning, characters};
use crate::request::characters::is_invisible;

/// Cleans a name. Letters, marks and joiners of all scripts stay as they are.
pub(crate) fn clean(text: Cow<'_, str>) -> Cell {
    if is_plain(text.trim()) { Cell::plain(text) } else { cleaned(&text) }
}

/// Whether a name is so plain that [`cleaned`] would not change it.
fn is_plain(text: &str) -> bool {
    let is_usual =
        |character: char| character.is_alphanumeric() || matches!(character, ' ' | '\'' | '-' | '.');
    text.chars().all(is_usual) && !characters::is_placeholder(text)
}

pub(super) fn cleaned(text: &str) -> Cell {
    let mut cell = Cell::new(text);
    if cell.problem.is_some() {
        return cell;
    }
    cell.convert(Cleaning::Control, |character| Some(if character.is_control() { ' ' } else { character }));
    cell.narrow(Cleaning::Invisible, |text| text.trim_matches(is_edge));
    cell.without_placeholder()
}

/// Whether a character at the edge of a name is invisible there: joiners have a meaning only between letters.
fn is_edge(character: char) -> bool {
    is_invisible(character) || character.is_whitespace()
}

/// Splits a full name: `Lovelace, Ada` at the comma, any other after the first word.
pub(crate) fn split(full: Cell) -> [Cell; 2] {
    let Some(text) = full.value.clone() else { return [full, Cell::default()] };
    let (first, last) = match text.split_once(',') {
        Some((last, first)) => (first, last),
        None => text.split_once(char::is_whitespace).unwrap_or((&text, "")),
    };
    let part = |text: &str| Cell {
        value: Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        problem: full.problem,
        ..Cell::default()
    };
    let [first, last] = [part(first), part(last)];
    [Cell { removed: full.removed, before: full.before, ..first }, last]
}
