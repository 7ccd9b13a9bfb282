//! `chat44mp call`: any operation by its name on the wire.

use chat44mp::Kind;
use clap::{Args, ValueEnum};

use crate::errors::Failure;
use crate::session::Session;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The operation's name on the wire, such as get_contact
    name: String,
    /// Its parameters, by their names on the wire
    #[arg(value_name = "KEY=VALUE", value_parser = parameter)]
    parameters: Vec<(String, String)>,
    /// What it does; decides where parameters travel and whether it may be sent again
    #[arg(long, value_enum, default_value_t = KindArgument::Read)]
    kind: KindArgument,
    /// An id that travels as the last segment of the path
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    path_id: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum KindArgument {
    /// Changes nothing
    Read,
    /// Sets, assigns or deletes: doing it twice is doing it once
    Set,
    /// Makes something new: sent once
    Create,
}

impl Arguments {
    pub(crate) async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        let kind = match self.kind {
            KindArgument::Read => Kind::Read,
            KindArgument::Set => Kind::Set,
            KindArgument::Create => Kind::Create,
        };
        let call = session.client.call(self.name, self.parameters, kind, self.path_id);
        session.call(call, kind.is_write()).await
    }
}

fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("give key=value".to_owned()),
    }
}
