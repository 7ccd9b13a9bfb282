//! Prints results and failures: data on stdout, messages on stderr.

pub(crate) mod answers;
pub(crate) mod cells;
pub(crate) mod failure;
pub(crate) mod style;
mod table;
pub(crate) mod terminal;
mod value;
pub(crate) mod wording;

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};

use chat44mp::RawResponse;
use serde::Serialize;

use crate::errors::Failure;
use crate::options::{Format, OutputOptions};

pub(crate) struct Printer {
    format: Format,
    json_failures: bool,
    raw: bool,
    raw_cells: bool,
    quiet: bool,
}

impl Printer {
    pub(crate) fn new(options: &OutputOptions) -> Printer {
        let automatic = if io::stdout().is_terminal() { Format::Table } else { Format::Json };
        let format = options.output.unwrap_or(automatic);
        let json = matches!(format, Format::Json | Format::Jsonl);
        Printer {
            format,
            // On a terminal failures are text by default.
            json_failures: json && (options.output.is_some() || !io::stderr().is_terminal()),
            raw: options.raw,
            raw_cells: options.raw_cells,
            quiet: options.quiet,
        }
    }

    pub(crate) fn format(&self) -> Format {
        self.format
    }

    pub(crate) fn raw(&self) -> bool {
        self.raw
    }

    pub(crate) fn raw_cells(&self) -> bool {
        self.raw_cells
    }

    pub(crate) fn quiet(&self) -> bool {
        self.quiet
    }

    /// Shows the result of a call. A table shows `sentence`, if there is one, instead of the bare value.
    pub(crate) fn response<T: Serialize>(
        &self,
        response: &RawResponse<T>,
        sentence: Option<String>,
    ) -> Result<(), Failure> {
        if !self.raw {
            return match (self.format, sentence) {
                (Format::Table, Some(sentence)) => self.sentence(&sentence),
                _ => self.value(&response.value),
            };
        }
        match self.format {
            Format::Table => {
                self.text(&style::head(response))?;
                match sentence {
                    Some(sentence) => self.sentence(&sentence)?,
                    None => self.value(&response.value)?,
                }
                match &response.body {
                    Some(body) => self.text(&format!("\n{}\n", style::shown(&String::from_utf8_lossy(body)))),
                    None => Ok(()),
                }
            }
            Format::Json | Format::Jsonl => self.value(&ResponseView {
                value: &response.value,
                status: response.status,
                headers: response.headers_joined(),
                body: response.body.as_deref().map(String::from_utf8_lossy),
            }),
            Format::Csv => Err(raw_csv()),
        }
    }

    /// Shows a value in the chosen format.
    pub(crate) fn value<T: Serialize>(&self, value: &T) -> Result<(), Failure> {
        write(self.format, |out| match self.format {
            Format::Table => {
                out.write_all(table::render(&value::from_model(value)?, style::width()).as_bytes())
            }
            Format::Json => {
                serde_json::to_writer_pretty(&mut *out, value)?;
                out.write_all(b"\n")
            }
            Format::Jsonl => match value::from_model(value)? {
                serde_json::Value::Array(items) => {
                    items.iter().try_for_each(|item| json_line(&mut *out, item))
                }
                _ => json_line(&mut *out, value),
            },
            Format::Csv => cells::write_csv(out, &value::from_model(value)?, self.raw_cells),
        })
    }

    /// Prints a success message.
    pub(crate) fn sentence(&self, sentence: &str) -> Result<(), Failure> {
        self.text(&format!("{}✓{:#} {}\n", style::GOOD, style::GOOD, style::shown(sentence)))
    }

    /// Prints text with its styles.
    pub(crate) fn text(&self, text: &str) -> Result<(), Failure> {
        write(Format::Table, |out| out.write_all(text.as_bytes()))
    }

    /// Prints a line without styles, for readers and programs.
    pub(crate) fn line(&self, line: &str) -> Result<(), Failure> {
        write(Format::Csv, |out| writeln!(out, "{line}"))
    }

    /// Prints a note to stderr.
    pub(crate) fn note(&self, note: &str) {
        self.styled_note(&style::shown(note));
    }

    /// Prints a note with styles to stderr. Values in it are escaped before: see [`style::shown`].
    pub(crate) fn styled_note(&self, note: &str) {
        if !self.quiet {
            say(note);
        }
    }

    /// Prints a warning to stderr.
    pub(crate) fn warn(&self, warning: &str) {
        if !self.quiet {
            say(&format!("{}warning:{:#} {}", style::WARN, style::WARN, style::shown(warning)));
        }
    }

    pub(crate) fn failure(&self, failure: &Failure) {
        match failure {
            Failure::OutputClosed | Failure::Shown { .. } => {}
            // A closed stderr is ignored.
            _ if self.json_failures => drop(writeln!(terminal::json_stderr(), "{}", failure::json(failure))),
            _ => say(&failure::block(failure)),
        }
    }
}

/// Prints a line to stderr; a closed stderr is ignored.
pub(crate) fn say(line: &str) {
    let _ = writeln!(terminal::stderr(), "{line}");
}

fn write(format: Format, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = terminal::stdout(format);
    write(&mut *out).and_then(|()| out.flush()).map_err(|error| Failure::output(&error))
}

/// The failure for `--raw` with CSV.
pub(crate) fn raw_csv() -> Failure {
    Failure::usage("--raw has no CSV form", "Add --output json, jsonl or table.")
}

pub(crate) fn json_line<T: Serialize + ?Sized>(mut out: impl Write, value: &T) -> io::Result<()> {
    serde_json::to_writer(&mut out, value)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct ResponseView<'a, T> {
    value: &'a T,
    status: u16,
    headers: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<std::borrow::Cow<'a, str>>,
}
