//! The rows of an import: a file of CSV or JSON Lines, or records that a program passes.

mod chosen;
pub(crate) mod columns;
mod content;
mod csv;
mod encoding;
pub(crate) mod file;
mod header;
pub(crate) mod input;
mod json_lines;
mod kind;
mod pass;
pub(crate) mod reading;
mod text;
mod vocabulary;
mod workbook;

pub use columns::MappedColumn;
pub use input::InputRow;
