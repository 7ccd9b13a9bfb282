//! `chat44mp packages`

use clap::Subcommand;

use crate::errors::Failure;
use crate::session::Session;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// List all packages that were not deleted (get_all_packages)
    List,
}

impl Command {
    pub(crate) async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        match self {
            Command::List => session.read(session.client.packages().list()).await,
        }
    }
}
