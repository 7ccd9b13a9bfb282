//! `chat44mp completions`

use std::io::{self, Write};

use clap::Args;
use clap_complete::Shell;

use crate::errors::Failure;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Shell to print completions for
    shell: Shell,
}

impl Arguments {
    pub(crate) fn run(self, mut grammar: clap::Command) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut grammar, "chat44mp", &mut script);
        io::stdout().lock().write_all(&script).map_err(|error| Failure::output(&error))
    }
}
