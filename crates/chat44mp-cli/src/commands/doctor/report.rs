//! The results of all checks.

use chat44mp::Error;
use serde::Serialize;

use crate::errors::{Failure, exit_code_of};
use crate::output::style::{self, BAD, DIM, GOOD, HEADING, WARN, shown};

#[derive(Serialize)]
pub(super) struct Report {
    pub(super) base_url: String,
    /// `admin` or `member`; none if the key is rejected or was not checked.
    pub(super) access: Option<&'static str>,
    pub(super) checks: Vec<Check>,
    #[serde(skip)]
    exit_code: u8,
}

#[derive(Serialize)]
pub(super) struct Check {
    name: &'static str,
    status: Status,
    message: String,
    hint: Option<String>,
    error: Option<Error>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Ok,
    Warning,
    Failed,
    Skipped,
}

impl Report {
    pub(super) fn new(base_url: String) -> Report {
        Report { base_url, access: None, checks: Vec::new(), exit_code: 0 }
    }

    pub(super) fn ok(&mut self, name: &'static str, message: impl Into<String>) {
        self.add(name, Status::Ok, message.into(), None, None);
    }

    pub(super) fn warning(&mut self, name: &'static str, message: impl Into<String>, hint: &str) {
        self.add(name, Status::Warning, message.into(), Some(hint.to_owned()), None);
    }

    pub(super) fn skipped(&mut self, name: &'static str, message: &str) {
        self.add(name, Status::Skipped, message.to_owned(), None, None);
    }

    pub(super) fn failed(&mut self, name: &'static str, error: Error) {
        self.exit_code = exit_code_of(&error);
        let message = error.server_message().to_owned();
        let mut hint = error.hint().map(str::to_owned);
        if name == "key" {
            let hint = hint.get_or_insert_default();
            *hint = format!("{hint} `chat44mp config set` saves another key.").trim_start().to_owned();
        }
        self.add(name, Status::Failed, message, hint, Some(error));
    }

    /// A failure before any call.
    pub(super) fn not_configured(&mut self, failure: Failure) -> Result<(), Failure> {
        let (message, hint) = match failure {
            Failure::Call(error) => {
                self.failed("configuration", error);
                return Ok(());
            }
            Failure::NoKey { message, hint } => (message, hint),
            other => return Err(other),
        };
        self.exit_code = crate::errors::USAGE;
        self.add("configuration", Status::Failed, message, Some(hint), None);
        Ok(())
    }

    fn add(
        &mut self,
        name: &'static str,
        status: Status,
        message: String,
        hint: Option<String>,
        error: Option<Error>,
    ) {
        self.checks.push(Check { name, status, message, hint, error });
    }

    /// The exit code of the failed check.
    pub(super) fn result(&self) -> Result<(), Failure> {
        match self.exit_code {
            0 => Ok(()),
            exit_code => Err(Failure::Shown { exit_code }),
        }
    }

    pub(super) fn text(&self) -> String {
        let width = style::width();
        let mut text = String::new();
        for Check { name, status, message, hint, .. } in &self.checks {
            let (style, mark, word) = match status {
                Status::Ok => (GOOD, '✓', "ok"),
                Status::Warning => (WARN, '!', "warning"),
                Status::Failed => (BAD, '✗', "failed"),
                Status::Skipped => (DIM, '·', "skipped"),
            };
            text += &format!("{style}{mark} {name:<13} {word:<7}{style:#}");
            text += &style::hanging(&shown(message), 24, width);
            if let Some(hint) = hint {
                text += &style::indented(&shown(hint), 24, DIM, width);
            }
        }
        if let (Some(access), 0) = (self.access, self.exit_code) {
            let warnings = self.checks.iter().filter(|check| check.status == Status::Warning).count();
            let verdict = match warnings {
                0 => "No problems".to_owned(),
                1 => "1 warning".to_owned(),
                _ => format!("{warnings} warnings"),
            };
            let base_url = shown(&self.base_url);
            text += &format!("\n{HEADING}{verdict}: {access} access to {base_url}.{HEADING:#}\n");
        }
        text
    }
}
