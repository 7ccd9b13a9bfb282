//! `chat44mp call`: any operation by its wire name.

use chat44mp::OperationKind;
use clap::{Args, ValueEnum};

use crate::errors::Failure;
use crate::session::Session;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Wire name of the operation, such as get_contact
    name: String,
    /// Parameters by their wire names
    #[arg(value_name = "KEY=VALUE", value_parser = parameter)]
    parameters: Vec<(String, String)>,
    /// Set the kind, which decides where parameters are sent and whether the call is retried
    #[arg(long, value_enum, default_value_t = KindArgument::Read)]
    kind: KindArgument,
    /// Send this ID as the last path segment
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    path_id: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum KindArgument {
    /// Changes nothing
    Read,
    /// Sets, assigns or deletes; idempotent
    Set,
    /// Creates something new; sent once
    Create,
}

impl Arguments {
    pub(crate) async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        let kind = match self.kind {
            KindArgument::Read => OperationKind::Read,
            KindArgument::Set => OperationKind::Set,
            KindArgument::Create => OperationKind::Create,
        };
        let call = session.client.call(self.name, self.parameters, kind, self.path_id);
        session.call(call, kind.is_write()).await
    }
}

fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("expected key=value".to_owned()),
    }
}
