//! Options of all commands.

use clap::{ArgAction, Args, ValueEnum};

use crate::flags::ClientFlags;

#[derive(Args)]
pub(crate) struct GlobalOptions {
    #[command(flatten)]
    pub(crate) server: ServerOptions,
    #[command(flatten)]
    pub(crate) client: ClientFlags,
    #[command(flatten)]
    pub(crate) output: OutputOptions,
}

/// Which server, whose key.
#[derive(Args)]
#[command(next_help_heading = "Server")]
pub(crate) struct ServerOptions {
    /// The profile to take address and key from [env: CHAT44MP_PROFILE] [default: default]
    #[arg(long, global = true, value_name = "NAME", hide_short_help = true)]
    pub(crate) profile: Option<String>,
    /// Read the API key from the first line of stdin [env: CHAT44MP_API_KEY]
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) api_key_stdin: bool,
}

/// Output of results.
#[derive(Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputOptions {
    /// Set the format of results [default: table on a terminal, json in a pipe]
    #[arg(long, short, global = true, value_enum, value_name = "FORMAT")]
    pub(crate) output: Option<Format>,
    /// Also show the HTTP status and headers
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) raw: bool,
    /// In CSV, do not escape cells that a spreadsheet could run as formulas
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) raw_cells: bool,
    /// Print only results and errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Log to stderr; repeat for more [env: CHAT44MP_LOG]
    #[arg(long, short, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Disable colours [env: NO_COLOR]
    #[arg(long, global = true)]
    pub(crate) no_color: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text for readers
    Table,
    /// One JSON value
    Json,
    /// One JSON value per line
    Jsonl,
    /// Rows for spreadsheets
    Csv,
}
