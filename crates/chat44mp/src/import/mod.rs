//! Imports: reads, validates and sends contacts, and records their results.
//!
//! Rows flow through `source → engine → sender → results`. The entry points are
//! [`Contacts::import_file`](crate::Contacts::import_file) and its siblings.

mod cleaning;
mod dedupe;
mod distinct;
mod engine;
mod errors_file;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod opening;
mod options;
mod outcomes;
mod preview;
mod progress;
mod report;
mod results;
mod row;
mod sender;
mod source;
mod throttle;
mod warnings;

pub use cleaning::{CleanedCells, Cleaning};
#[cfg(feature = "ffi")]
pub(crate) use opening::unstarted;
pub(crate) use opening::{import_file, import_stream};
pub use options::{ImportOptions, ImportSettings, ImportStop};
pub use preview::{PreviewCell, PreviewRow};
pub use progress::{ImportPhase, ImportProgress, RowStatus};
pub use report::{ImportEnd, ImportReason, ImportReport};
pub use results::{ImportResults, RowResult};
pub use row::ImportRow;
pub(crate) use source::file::Given;
pub use source::{InputRow, MappedColumn};
pub use warnings::ImportWarning;
