//! `emulator serve`: runs the emulator until Ctrl-C.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use chat44mp_emulator::{Emulator, EmulatorBuilder, Fault, Seed};
use clap::Args;
use serde::Serialize;
use serde_json::Value;

use super::arguments::{ProfileArgument, read};
use super::log;
use crate::errors::Failure;
use crate::options::{Format, OutputOptions};
use crate::output::Printer;
use crate::output::style::{DIM, HEADING, NAME, shown};
use crate::signals::StopSignal;

#[derive(Args)]
pub(crate) struct ServeArguments {
    /// Address to listen on; 0.0.0.0 lets other machines and containers reach the emulator
    #[arg(long, value_name = "IP", default_value_t = Ipv4Addr::LOCALHOST.into())]
    host: IpAddr,
    /// Port; 0 is any free port
    #[arg(long, default_value_t = 0)]
    port: u16,
    #[command(flatten)]
    profile: ProfileArgument,
    /// Start with this seed (YAML or JSON) instead of the built-in one
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// Start with these faults (YAML or JSON), which a reset restores
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// Show PHP errors in responses, like a server in development mode
    #[arg(long)]
    php_errors: bool,
}

/// The addresses of the emulator, and its fixtures.
#[derive(Serialize)]
struct Running<'a> {
    base_url: &'a str,
    control_url: &'a str,
    docs_url: String,
    fixtures: BTreeMap<String, Value>,
}

impl ServeArguments {
    pub(super) async fn run(self, options: &OutputOptions, printer: &Printer) -> Result<(), Failure> {
        let mut builder = self.builder()?;
        if options.verbose > 0 {
            let with_params = options.verbose > 1;
            builder = builder.on_request(move |entry| log::request(entry, with_params));
        }
        let emulator = builder.start().map_err(|error| {
            Failure::usage(format!("could not start the emulator: {error}"), "Try another --port.")
        })?;
        if !self.host.is_loopback() {
            printer.warn(&format!(
                "everyone who can reach {} can call the emulator, read its data and reset it",
                self.host
            ));
        }
        // Install the signal handler before announcing readiness.
        let mut stop = StopSignal::listen()?;
        let running = Running {
            base_url: emulator.base_url(),
            control_url: emulator.control_url(),
            docs_url: emulator.docs_url(),
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

    fn builder(&self) -> Result<EmulatorBuilder, Failure> {
        let mut builder = Emulator::builder().host(self.host).port(self.port).php_errors(self.php_errors);
        if let Some(profile) = self.profile.get() {
            builder = builder.profile(profile);
        }
        if let Some(path) = &self.seed {
            builder = builder.seed(read(path, Seed::from_yaml)?);
        }
        if let Some(path) = &self.faults {
            builder = builder.faults(read(path, Fault::list_from_yaml)?);
        }
        Ok(builder)
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
        ("web page", shown(running.control_url) + "/"),
        ("API docs", shown(&running.docs_url)),
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
