//! `chat44mp emulator`: a stateful emulator of the API on this machine, for experiments and tests.

mod arguments;
mod log;
mod remote;
mod serve;

use std::path::PathBuf;

use chat44mp_emulator::{Fault, Seed};
use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use self::arguments::{ProfileArgument, read};
use self::remote::Remote;
use self::serve::ServeArguments;
use crate::errors::Failure;
use crate::options::{Format, GlobalOptions};
use crate::output::Printer;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Run the emulator until Ctrl-C; -v logs every request
    Serve(ServeArguments),
    /// Restore the state that a running emulator started with, or load another
    Reset(ResetArguments),
    /// Add faults to a running emulator, or list them and how often each fired
    Fault(FaultArguments),
    /// Print the requests that a running emulator received
    Journal(JournalArguments),
    /// Print the rows of a running emulator
    State(StateArguments),
}

#[derive(Args)]
pub(crate) struct ResetArguments {
    #[command(flatten)]
    profile: ProfileArgument,
    /// Load this seed (YAML or JSON)
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// Show PHP errors in responses, like a server in development mode
    #[arg(long)]
    php_errors: bool,
}

#[derive(Args)]
pub(crate) struct FaultArguments {
    /// Faults to add (YAML or JSON), such as '{kind: reset, at: after, times: 1}' to lose the next response; without any,
    /// the faults are listed
    #[arg(value_name = "FAULT")]
    faults: Vec<String>,
    /// Add the faults of this file (YAML or JSON)
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Remove all faults first
    #[arg(long)]
    clear: bool,
}

#[derive(Args)]
pub(crate) struct JournalArguments {
    /// Only requests of this operation, such as `create_contact` or `contacts.create`
    #[arg(long, value_name = "NAME")]
    operation: Option<String>,
    /// Only requests after this sequence number
    #[arg(long, value_name = "N")]
    after: Option<u64>,
    /// Only the latest N requests
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// Clear the journal instead
    #[arg(long, conflicts_with_all = ["operation", "after", "limit"])]
    clear: bool,
}

#[derive(Args)]
pub(crate) struct StateArguments {
    /// Only this table, such as `contacts`
    table: Option<String>,
}

impl Command {
    pub(crate) async fn run(self, options: &GlobalOptions, printer: &Printer) -> Result<(), Failure> {
        let remote = || Remote::find(options);
        match self {
            Command::Serve(arguments) => arguments.run(&options.output, printer).await,
            Command::Reset(arguments) => arguments.run(&remote()?, printer),
            Command::Fault(arguments) => arguments.run(&remote()?, printer),
            Command::Journal(arguments) => arguments.run(&remote()?, printer),
            Command::State(arguments) => arguments.run(&remote()?, printer),
        }
    }
}

impl ResetArguments {
    fn run(self, remote: &Remote, printer: &Printer) -> Result<(), Failure> {
        let mut body = Map::new();
        body.extend(self.profile.name().map(|profile| ("profile".to_owned(), profile.into())));
        if let Some(path) = &self.seed {
            body.insert("seed".to_owned(), read(path, |text| Seed::from_yaml(text).map(|_| text.into()))?);
        }
        body.extend(self.php_errors.then(|| ("php_errors".to_owned(), true.into())));
        let done = remote.post("reset", &Value::Object(body))?;
        report(printer, &done, "The emulator has started over.")
    }
}

impl FaultArguments {
    fn run(self, remote: &Remote, printer: &Printer) -> Result<(), Failure> {
        let mut added = Vec::new();
        for text in &self.faults {
            let faults = Fault::list_from_yaml(text);
            added.extend(faults.map_err(|error| Failure::usage(error.to_string(), "Correct the fault."))?);
        }
        if let Some(path) = &self.file {
            added.extend(read(path, Fault::list_from_yaml)?);
        }
        if self.clear {
            let done = remote.delete("faults")?;
            if added.is_empty() {
                return report(printer, &done, "All faults are removed.");
            }
        }
        if added.is_empty() {
            return printer.value(&remote.get("faults", &[])?);
        }
        let sentence = format!("Faults added: {}.", added.len());
        report(printer, &remote.post("faults", &json!(added))?, &sentence)
    }
}

impl JournalArguments {
    fn run(self, remote: &Remote, printer: &Printer) -> Result<(), Failure> {
        if self.clear {
            return report(printer, &remote.delete("journal")?, "The journal is empty.");
        }
        let number = |number: Option<u64>| number.map(|number| number.to_string());
        let query =
            [("operation", self.operation), ("after", number(self.after)), ("limit", number(self.limit))];
        let journal = remote.get("journal", &query)?;
        match (printer.format(), &journal) {
            // The parameters of a request do not fit a row.
            (Format::Table, Value::Array(entries)) => {
                printer.value(&entries.iter().map(row).collect::<Vec<_>>())
            }
            _ => printer.value(&journal),
        }
    }
}

impl StateArguments {
    fn run(self, remote: &Remote, printer: &Printer) -> Result<(), Failure> {
        let state = remote.get("state", &[])?;
        let Some(name) = &self.table else {
            return printer.value(if printer.format() == Format::Table { &state["counts"] } else { &state });
        };
        match &state[name] {
            Value::Object(rows) if name != "counts" => printer.value(&rows.values().collect::<Vec<_>>()),
            rows @ Value::Array(_) => printer.value(rows),
            _ => {
                let tables = state.as_object().into_iter().flatten().filter(|(name, rows)| {
                    *name != "counts" && matches!(rows, Value::Object(_) | Value::Array(_))
                });
                let tables: Vec<_> = tables.map(|(name, _)| name.as_str()).collect();
                Err(Failure::usage(
                    format!("there is no table {name:?}"),
                    format!("Pass one of {}.", tables.join(", ")),
                ))
            }
        }
    }
}

/// The columns of a journal entry in a table.
fn row(entry: &Value) -> Value {
    let columns = ["sequence", "method", "path", "status", "applied", "fault", "error"];
    columns.into_iter().map(|name| (name.to_owned(), entry[name].clone())).collect::<Map<_, _>>().into()
}

fn report(printer: &Printer, value: &Value, sentence: &str) -> Result<(), Failure> {
    if printer.format() == Format::Table { printer.sentence(sentence) } else { printer.value(value) }
}
