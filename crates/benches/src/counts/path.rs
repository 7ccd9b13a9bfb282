//! A path whose counts have budgets.

use std::process::Command;

use anyhow::Result;

/// The command for a number of calls or rows.
pub(crate) type CommandOf<'a> = Box<dyn Fn(u32) -> Result<Command> + 'a>;

/// A path through the package.
pub(crate) struct Path<'a> {
    pub(crate) name: String,
    /// A part of the name of the library, or of the program that contains it.
    pub(crate) library: &'static str,
    pub(crate) command: CommandOf<'a>,
}
