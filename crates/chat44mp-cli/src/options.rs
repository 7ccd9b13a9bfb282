//! The options that every command has.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, ValueEnum};
use jiff::SignedDuration;

use crate::patterns::Pattern;

#[derive(Args)]
pub(crate) struct GlobalOptions {
    #[command(flatten)]
    pub(crate) install: InstallOptions,
    #[command(flatten)]
    pub(crate) limits: LimitOptions,
    #[command(flatten)]
    pub(crate) output: OutputOptions,
}

/// Which install, whose key, which way.
#[derive(Args)]
#[command(next_help_heading = "Install")]
pub(crate) struct InstallOptions {
    /// The install, such as https://chat.example.com [env: CHAT44MP_BASE_URL]
    #[arg(long, global = true, value_name = "URL", hide_short_help = true)]
    pub(crate) base_url: Option<String>,
    /// The profile to take address and key from; `default` unless told otherwise [env: CHAT44MP_PROFILE]
    #[arg(long, global = true, value_name = "NAME", hide_short_help = true)]
    pub(crate) profile: Option<String>,
    /// Read the API key from the first line of stdin [env: CHAT44MP_API_KEY]
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) api_key_stdin: bool,
    /// Allow plain http to another machine: the key can be read on the way
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) allow_http: bool,
    /// The proxy to use instead of the environment's
    #[arg(long, global = true, value_name = "URL", hide_short_help = true)]
    pub(crate) proxy: Option<String>,
    /// The certificates to trust instead of the system's (PEM)
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub(crate) ca_certs: Option<PathBuf>,
    /// Text to add to the User-Agent header, such as my-crm/1.2
    #[arg(long, global = true, value_name = "TEXT", hide_short_help = true)]
    pub(crate) user_agent_suffix: Option<String>,
    /// A text of a translated install and the error it stands for, as JSON: {"text": …, "code": …}, and `operation`
    /// (wire name) and `kind` if need be; can be repeated
    #[arg(long, global = true, value_name = "JSON", value_parser = Pattern::parse, hide_short_help = true)]
    pub(crate) message_pattern: Vec<Pattern>,
}

/// How long, how often, how much. What is not given is the library's default.
#[derive(Args)]
#[command(next_help_heading = "Limits (times such as 1.5s, 250ms, 2m)")]
pub(crate) struct LimitOptions {
    /// How long a whole call may take, over its attempts and waits; 90s
    #[arg(long, global = true, value_name = "TIME", value_parser = duration, hide_short_help = true)]
    pub(crate) timeout: Option<Duration>,
    /// How long a connection may take to open; 5s
    #[arg(long, global = true, value_name = "TIME", value_parser = duration, hide_short_help = true)]
    pub(crate) connect_timeout: Option<Duration>,
    /// How long the server may take to start its response; 30s, for all answers of a campaign 5m
    #[arg(long, global = true, value_name = "TIME", value_parser = duration, hide_short_help = true)]
    pub(crate) head_timeout: Option<Duration>,
    /// How long the server may send nothing within its response; 20s
    #[arg(long, global = true, value_name = "TIME", value_parser = duration, hide_short_help = true)]
    pub(crate) stall_timeout: Option<Duration>,
    /// How many times a failed attempt may be followed by another; 2
    #[arg(long, global = true, value_name = "N", hide_short_help = true)]
    pub(crate) max_retries: Option<u32>,
    /// How many requests may be in flight at once; 8
    #[arg(long, global = true, value_name = "N", hide_short_help = true)]
    pub(crate) max_concurrency: Option<usize>,
    /// The longest wait before the first retry; 250ms
    #[arg(long, global = true, value_name = "TIME", value_parser = duration, hide_short_help = true)]
    pub(crate) backoff: Option<Duration>,
    /// How long users create waits before it looks again for a user whose creation received no response; 5s
    #[arg(long, global = true, value_name = "TIME", value_parser = duration, hide_short_help = true)]
    pub(crate) settle_delay: Option<Duration>,
    /// The largest answer read, in bytes; 50 MiB
    #[arg(long, global = true, value_name = "BYTES", hide_short_help = true)]
    pub(crate) max_response_bytes: Option<usize>,
}

/// How results are shown.
#[derive(Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputOptions {
    /// How to show results; table on a terminal, json in a pipe
    #[arg(long, short, global = true, value_enum, value_name = "FORMAT")]
    pub(crate) output: Option<Format>,
    /// Show the HTTP status and headers beside the value
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) raw: bool,
    /// With --raw, show the answer's body too
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) keep_body: bool,
    /// In CSV, write cells that a spreadsheet could run as formulas as they are, without an apostrophe
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) raw_cells: bool,
    /// No progress, no notes: only results and errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Tell on stderr what is done; twice for more [env: CHAT44MP_LOG]
    #[arg(long, short, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// No colours [env: NO_COLOR]
    #[arg(long, global = true)]
    pub(crate) no_color: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For reading
    Table,
    /// One JSON value
    Json,
    /// One JSON value a line
    Jsonl,
    /// For spreadsheets
    Csv,
}

fn duration(text: &str) -> Result<Duration, String> {
    let help = "give a time such as 1.5s, 250ms or 2m";
    let duration: SignedDuration = text.parse().map_err(|_| help.to_owned())?;
    duration.try_into().map_err(|_| help.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_carry_their_unit() {
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
