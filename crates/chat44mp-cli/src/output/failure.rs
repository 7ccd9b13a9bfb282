//! Failures as text for readers and as JSON for programs.

use std::fmt::Write;

use chat44mp::{Error, Language, Outcome};
use serde::Serialize;

use super::style::{self, BAD, DIM, HEADING, WARN, shown, wrapped};
use crate::errors::Failure;

/// One line of JSON.
pub(super) fn json(failure: &Failure) -> String {
    #[derive(Serialize)]
    struct Line<'a> {
        error: &'a Failure,
    }
    serde_json::to_string(&Line { error: failure }).unwrap_or_default()
}

/// A block of lines: operation, code, outcome, hint.
pub(crate) fn block(failure: &Failure) -> String {
    let mut block = Block::default();
    match failure {
        Failure::Call(error) => call(&mut block, error),
        Failure::Usage { message, hint }
        | Failure::Refused { message, hint, .. }
        | Failure::NoKey { message, hint } => {
            block.title("error", message);
            block.line("hint", hint);
        }
        Failure::Io { message } => block.title("error", message),
        Failure::Stopped { writing, .. } => {
            block.title("interrupted", "");
            if *writing {
                block.warning("outcome", &outcome(Outcome::Unknown));
            }
        }
        Failure::OutputClosed | Failure::Shown { .. } => {}
    }
    block.text.truncate(block.text.trim_end().len());
    block.text
}

fn call(block: &mut Block, error: &Error) {
    match error.operation() {
        Some(operation) => {
            block.title("error", &format!("{} failed", Language::current().spell(operation)));
            block.plain(error.server_message());
        }
        None => block.title("error", error.server_message()),
    }
    let mut code = format!("{} ({})", error.code(), error.kind());
    // Most errors have status 200, which would confuse readers.
    if let Some(status) = error.http_status().filter(|status| *status != 200) {
        let _ = write!(code, ", HTTP {status}");
    }
    if let Some(number) = error.graph_code() {
        let _ = write!(code, ", Facebook's error {number}");
    }
    block.line("code", &code);
    if let Some(field) = error.field() {
        block.line("field", &Language::current().spell(field));
    }
    match error.outcome() {
        Some(Outcome::Unknown) => block.warning("outcome", &outcome(Outcome::Unknown)),
        Some(known) => block.line("outcome", &outcome(known)),
        None => {}
    }
    if error.attempts() > 1 {
        block.line("attempts", &error.attempts().to_string());
    }
    if let Some(wait) = error.retry_after() {
        block.line("retry", &format!("in {:.1} s, as the server requests", wait.as_secs_f64()));
    } else if error.retryable() {
        block.line("retry", "the same call may succeed later");
    }
    if let Some(hint) = error.hint() {
        block.line("hint", hint);
    }
}

fn outcome(outcome: Outcome) -> String {
    match outcome {
        Outcome::NotSent => "not sent: nothing was changed",
        Outcome::Rejected => "rejected: nothing was changed",
        Outcome::Unknown => "unknown: the write may have happened. Check before you repeat it.",
    }
    .to_owned()
}

#[derive(Default)]
struct Block {
    text: String,
}

impl Block {
    fn title(&mut self, word: &str, rest: &str) {
        let separator = if rest.is_empty() { "" } else { ": " };
        let lines = wrapped(&shown(rest), style::message_width().saturating_sub(word.len() + 2));
        let _ = write!(self.text, "{BAD}{word}{BAD:#}{separator}");
        for line in lines {
            let _ = writeln!(self.text, "{HEADING}{line}{HEADING:#}");
        }
        if rest.is_empty() {
            self.text.push('\n');
        }
    }

    fn plain(&mut self, text: &str) {
        for line in wrapped(&shown(text), style::message_width() - 2) {
            let _ = writeln!(self.text, "  {line}");
        }
    }

    fn line(&mut self, name: &str, text: &str) {
        self.named(name, text, anstyle::Style::new());
    }

    fn warning(&mut self, name: &str, text: &str) {
        self.named(name, text, WARN);
    }

    fn named(&mut self, name: &str, text: &str, style: anstyle::Style) {
        for (at, line) in wrapped(&shown(text), style::message_width() - 12).iter().enumerate() {
            let name = if at == 0 { name } else { "" };
            let _ = writeln!(self.text, "  {DIM}{name:<9}{DIM:#} {style}{line}{style:#}");
        }
    }
}
