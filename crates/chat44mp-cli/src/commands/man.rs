//! `chat44mp man`: manual pages, for packages.

use std::fs;
use std::path::PathBuf;

use clap::Args;

use crate::errors::Failure;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Directory to write the pages to; it is created
    #[arg(value_name = "DIRECTORY")]
    directory: PathBuf,
}

impl Arguments {
    /// Writes one page for each command, such as `chat44mp-contacts-get.1`.
    pub(crate) fn run(self, grammar: clap::Command) -> Result<(), Failure> {
        let written = fs::create_dir_all(&self.directory)
            .and_then(|()| clap_mangen::generate_to(without_help(grammar), &self.directory));
        written.map_err(|error| {
            Failure::io(format_args!("write the manual pages to {}", self.directory.display()), &error)
        })
    }
}

/// Hides the commands `help`, whose pages would repeat those of the others.
fn without_help(grammar: clap::Command) -> clap::Command {
    grammar.mut_subcommands(|command| match command.get_name() {
        "help" => command.hide(true),
        _ => without_help(command),
    })
}
