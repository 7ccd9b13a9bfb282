//! `chat44mp subscribers`

use clap::Subcommand;

use crate::errors::Failure;
use crate::input::ids::SubscriberIdArgument;
use crate::session::Session;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Find a subscriber (subscriber_information)
    Get(SubscriberIdArgument),
}

impl Command {
    pub(crate) async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        match self {
            Command::Get(id) => session.read(session.client.subscribers().get(id.get())).await,
        }
    }
}
