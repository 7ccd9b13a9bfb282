//! Options of all commands.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, ValueEnum};
use jiff::SignedDuration;

use crate::patterns::Pattern;

#[derive(Args)]
pub(crate) struct GlobalOptions {
    #[command(flatten)]
    pub(crate) connection: ConnectionOptions,
    #[command(flatten)]
    pub(crate) limits: LimitOptions,
    #[command(flatten)]
    pub(crate) output: OutputOptions,
}

/// Server, key and transport.
#[derive(Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct ConnectionOptions {
    /// Set the server's address, such as https://chat.example.com [env: CHAT44MP_BASE_URL]
    #[arg(long, global = true, value_name = "URL", hide_short_help = true)]
    pub(crate) base_url: Option<String>,
    /// Read address and key from this profile [env: CHAT44MP_PROFILE] [default: default]
    #[arg(long, global = true, value_name = "NAME", hide_short_help = true)]
    pub(crate) profile: Option<String>,
    /// Read the API key from the first line of stdin [env: CHAT44MP_API_KEY]
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) api_key_stdin: bool,
    /// Allow plain http to another machine, which sends the key unencrypted
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) allow_http: bool,
    /// Use this proxy instead of the one of the environment
    #[arg(long, global = true, value_name = "URL", hide_short_help = true)]
    pub(crate) proxy: Option<String>,
    /// Trust these certificates (PEM) instead of the system's
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub(crate) ca_certs: Option<PathBuf>,
    /// Append this text to the User-Agent header, such as my-crm/1.2
    #[arg(long, global = true, value_name = "TEXT", hide_short_help = true)]
    pub(crate) user_agent_suffix: Option<String>,
    /// Map a message of a translated server to an error code: JSON {"text": …, "code": …}, optionally with `operation`
    /// (wire name) and `kind`; can be repeated
    #[arg(long, global = true, value_name = "JSON", value_parser = Pattern::parse, hide_short_help = true)]
    pub(crate) message_pattern: Vec<Pattern>,
}

/// Timeouts, retries and other limits; the library has the defaults.
#[derive(Args)]
#[command(next_help_heading = "Limits (times such as 1.5s, 250ms, 2m)")]
pub(crate) struct LimitOptions {
    /// Set the timeout of a call, including its retries and waits [default: 90s]
    #[arg(long, global = true, value_name = "TIME", value_parser = duration, hide_short_help = true)]
    pub(crate) timeout: Option<Duration>,
    /// Set the timeout for opening a connection [default: 5s]
    #[arg(long, global = true, value_name = "TIME", value_parser = duration, hide_short_help = true)]
    pub(crate) connect_timeout: Option<Duration>,
    /// Set the timeout for the head of a response [default: 30s; 5m for all answers of a campaign]
    #[arg(long, global = true, value_name = "TIME", value_parser = duration, hide_short_help = true)]
    pub(crate) head_timeout: Option<Duration>,
    /// Set the timeout for the next bytes of a response [default: 20s]
    #[arg(long, global = true, value_name = "TIME", value_parser = duration, hide_short_help = true)]
    pub(crate) stall_timeout: Option<Duration>,
    /// Maximum number of retries [default: 2]
    #[arg(long, global = true, value_name = "N", hide_short_help = true)]
    pub(crate) max_retries: Option<u32>,
    /// Maximum number of requests in flight [default: 8]
    #[arg(long, global = true, value_name = "N", hide_short_help = true)]
    pub(crate) max_concurrency: Option<usize>,
    /// Maximum wait before the first retry [default: 250ms]
    #[arg(long, global = true, value_name = "TIME", value_parser = duration, hide_short_help = true)]
    pub(crate) backoff: Option<Duration>,
    /// Set how long `users create` waits before it searches again for a user whose creation received no response
    /// [default: 5s]
    #[arg(long, global = true, value_name = "TIME", value_parser = duration, hide_short_help = true)]
    pub(crate) settle_delay: Option<Duration>,
    /// Maximum size of a response in bytes [default: 50 MiB]
    #[arg(long, global = true, value_name = "BYTES", hide_short_help = true)]
    pub(crate) max_response_bytes: Option<usize>,
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
    /// With --raw, also show the body of the response
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) keep_body: bool,
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

fn duration(text: &str) -> Result<Duration, String> {
    let help = "expected a time such as 1.5s, 250ms or 2m";
    let duration: SignedDuration = text.parse().map_err(|_| help.to_owned())?;
    duration.try_into().map_err(|_| help.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_require_a_unit() {
        let millis = |text| duration(text).map(|duration| duration.as_millis());
        for (text, expected) in
            [("1.5s", 1500), ("250ms", 250), ("2m", 120_000), ("0s", 0), ("0.005s", 5), ("1m 30s", 90_000)]
        {
            assert_eq!(millis(text), Ok(expected), "{text}");
        }
        for text in ["", "5", "-1s", "soon", "1 year"] {
            assert!(millis(text).is_err(), "{text}");
        }
    }
}
