//! `chat44mp emulator`: a stateful emulator of the API on this machine, for experiments and tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use chat44mp_emulator::{Emulator, Profile, Seed};
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::Value;

use crate::errors::Failure;
use crate::options::Format;
use crate::output::Printer;
use crate::output::style::{DIM, HEADING, NAME, shown};
use crate::signals::StopSignal;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Run the emulator until Ctrl-C
    Serve(ServeArguments),
}

#[derive(Args)]
pub(crate) struct ServeArguments {
    /// Port on 127.0.0.1; 0 is any free port
    #[arg(long, default_value_t = 0)]
    port: u16,
    // A string with this ID, because it replaces the global option of the same name.
    /// Behave like real servers, pitfalls included, or like the published reference
    #[arg(long, id = "profile", value_parser = PossibleValuesParser::new(["observed", "documented"]))]
    #[arg(value_name = "PROFILE", default_value = "observed")]
    profile: String,
    /// Start with this seed (YAML or JSON) instead of the built-in one
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// Show PHP errors in responses, like a server in development mode
    #[arg(long)]
    php_errors: bool,
}

/// The addresses of the emulator, and its fixtures.
#[derive(Serialize)]
struct Running<'a> {
    base_url: &'a str,
    control_url: &'a str,
    fixtures: BTreeMap<String, Value>,
}

impl Command {
    pub(crate) async fn run(self, printer: &Printer) -> Result<(), Failure> {
        match self {
            Command::Serve(arguments) => arguments.run(printer).await,
        }
    }
}

impl ServeArguments {
    async fn run(self, printer: &Printer) -> Result<(), Failure> {
        let profile = if self.profile == "documented" { Profile::Documented } else { Profile::Observed };
        let mut builder = Emulator::builder().profile(profile).port(self.port).php_errors(self.php_errors);
        if let Some(path) = &self.seed {
            let text = fs::read_to_string(path)
                .map_err(|error| Failure::io(format_args!("read {}", path.display()), &error))?;
            let seed = Seed::from_yaml(&text).map_err(|error| {
                Failure::usage(format!("{}: {error}", path.display()), "Correct the seed file.")
            })?;
            builder = builder.seed(seed);
        }
        let emulator = builder.start().map_err(|error| {
            Failure::usage(format!("could not start the emulator: {error}"), "Try another --port.")
        })?;
        // Install the signal handler before announcing readiness.
        let mut stop = StopSignal::listen()?;
        let running = Running {
            base_url: emulator.base_url(),
            control_url: emulator.control_url(),
            fixtures: emulator.fixtures(),
        };
        match printer.format() {
            Format::Table => printer.text(&introduction(&running))?,
            _ => printer.value(&running)?,
        }
        stop.received().await;
        printer.note("The emulator has stopped.");
        Ok(())
    }
}

/// Addresses, keys and a first command to run.
fn introduction(running: &Running<'_>) -> String {
    let fixture = |name: &str| match running.fixtures.get(name) {
        Some(Value::String(text)) => shown(text),
        Some(value) => value.to_string(),
        None => "–".to_owned(),
    };
    let lines = [
        ("base URL", shown(running.base_url)),
        ("control URL", shown(running.control_url)),
        ("member's key", fixture("member_key")),
        ("admin's key", fixture("admin_key")),
    ];
    let mut text = format!("{HEADING}The emulator is running.{HEADING:#} Ctrl-C stops it.\n\n");
    for (name, value) in lines {
        text += &format!("  {NAME}{name:<13}{NAME:#} {value}\n");
    }
    text += &format!(
        "\n{DIM}In another terminal:{DIM:#}\n  export CHAT44MP_BASE_URL={} CHAT44MP_API_KEY={}\n  chat44mp contacts get {}\n",
        shown(running.base_url),
        fixture("member_key"),
        fixture("contact"),
    );
    text
}
