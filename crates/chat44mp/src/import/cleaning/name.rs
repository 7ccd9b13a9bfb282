//! Names.

use super::{Cell, Cleaning, characters};

/// Cleans a name. Letters, marks and joiners of all scripts stay as they are.
pub(crate) fn clean(text: &str) -> Cell {
    let mut cell = Cell::new(text);
    let plain: String = cell.text().chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    cell.replace(Cleaning::Control, plain);
    let visible = cell.text().trim_matches(is_edge).to_owned();
    cell.replace(Cleaning::Invisible, visible);
    cell.without_placeholder()
}

/// Whether a character at the edge of a name is invisible there: joiners have a meaning only between letters.
fn is_edge(character: char) -> bool {
    characters::is_invisible(character) || character.is_whitespace()
}
