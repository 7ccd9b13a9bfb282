//! The rows of an import: a file of CSV or JSON Lines, or records that a program passes.

pub(crate) mod columns;
mod csv;
pub(crate) mod file;
pub(crate) mod input;
mod json_lines;
mod pass;
pub(crate) mod reading;
mod text;

pub use columns::MappedColumn;
pub use input::InputRow;
