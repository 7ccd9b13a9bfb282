//! `chat44mp doctor`: checks the base URL, the connection and the key, with reads only.

use chat44mp::{Client, DEFAULT_BASE_URL, Error, ErrorCode, ErrorKind, Phase};
use serde::Serialize;

use crate::errors::{Failure, exit_code_of};
use crate::logging;
use crate::options::{Format, GlobalOptions};
use crate::output::style::{BAD, DIM, GOOD, HEADING, shown};
use crate::output::{Printer, style};
use crate::session::Settings;

/// The results of all checks.
#[derive(Serialize)]
struct Report {
    base_url: String,
    /// `admin` or `member`; none if the key is rejected or was not checked.
    access: Option<&'static str>,
    checks: Vec<Check>,
}

#[derive(Serialize)]
struct Check {
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
    Failed,
    Skipped,
}

pub(crate) async fn run(options: &GlobalOptions, printer: &Printer) -> Result<(), Failure> {
    let settings = Settings::resolve(options, printer)?;
    logging::start(&options.output, &settings.key)?;
    let base_url = settings.base_url(options)?.unwrap_or_else(|| DEFAULT_BASE_URL.to_owned());
    let mut report = Report { base_url, access: None, checks: Vec::new() };
    match settings.builder(options)?.build() {
        Ok(client) => {
            client.base_url().clone_into(&mut report.base_url);
            report.ok("configuration", client.base_url().to_owned());
            report.try_key(&client).await;
        }
        Err(error) => report.failed("configuration", error),
    }
    match printer.format() {
        Format::Table => printer.text(&report.text())?,
        Format::Csv => printer.value(&report.checks)?,
        Format::Json | Format::Jsonl => printer.value(&report)?,
    }
    let failed = report.checks.iter().find_map(|check| check.error.as_ref());
    failed.map_or(Ok(()), |error| Err(Failure::Shown { exit_code: exit_code_of(error) }))
}

impl Report {
    async fn try_key(&mut self, client: &Client) {
        // Calls that only an admin can make are tried first: an admin's key can make all calls.
        let error = match client.packages().list().await {
            Ok(packages) => {
                self.reached(client);
                self.access = Some("admin");
                return self.ok("key", format!("an admin's key; {} packages", packages.len()));
            }
            Err(error) => error,
        };
        if let Some(step) = failed_step(&error) {
            return self.failed_at(client, step, error);
        }
        self.reached(client);
        if error.kind() != ErrorKind::Authentication {
            return self.failed("key", error);
        }
        match client.flows().list().await {
            Ok(flows) => {
                self.access = Some("member");
                self.ok("key", format!("a member's key; {} flow campaigns", flows.len()));
            }
            Err(error) => self.failed("key", error),
        }
    }

    fn reached(&mut self, client: &Client) {
        for (name, fine) in steps(client) {
            self.ok(name, fine.to_owned());
        }
    }

    /// Records that the steps before `failed_step` succeeded and those after it were skipped.
    fn failed_at(&mut self, client: &Client, failed_step: &'static str, error: Error) {
        for (name, fine) in steps(client).take_while(|(name, _)| *name != failed_step) {
            self.ok(name, fine.to_owned());
        }
        self.failed(failed_step, error);
        for (name, _) in steps(client).skip_while(|(name, _)| *name != failed_step).skip(1) {
            self.skipped(name);
        }
        self.skipped("key");
    }

    fn ok(&mut self, name: &'static str, message: String) {
        self.checks.push(Check { name, status: Status::Ok, message, hint: None, error: None });
    }

    fn failed(&mut self, name: &'static str, error: Error) {
        self.checks.push(Check {
            name,
            status: Status::Failed,
            message: error.server_message().to_owned(),
            hint: error.hint().map(str::to_owned),
            error: Some(error),
        });
    }

    fn skipped(&mut self, name: &'static str) {
        let message = "not checked".to_owned();
        self.checks.push(Check { name, status: Status::Skipped, message, hint: None, error: None });
    }

    fn text(&self) -> String {
        let width = style::width();
        let mut text = String::new();
        for Check { name, status, message, hint, .. } in &self.checks {
            let (style, mark, word) = match status {
                Status::Ok => (GOOD, '✓', "ok"),
                Status::Failed => (BAD, '✗', "failed"),
                Status::Skipped => (DIM, '·', "skipped"),
            };
            let head = format!("{style}{mark} {name:<13} {word:<7}{style:#}");
            text += &head;
            text += &style::hanging(&shown(message), 24, width);
            if let Some(hint) = hint {
                text += &style::indented(&shown(hint), 24, DIM, width);
            }
        }
        if let Some(access) = self.access {
            text += &format!(
                "\n{HEADING}No problems: {access} access to {}.{HEADING:#}\n",
                shown(&self.base_url)
            );
        }
        text
    }
}

/// The steps before a response arrives.
fn steps(client: &Client) -> impl Iterator<Item = (&'static str, &'static str)> {
    let secure = client.base_url().starts_with("https:");
    [
        ("dns", "the host name resolves"),
        ("connect", "the server accepts connections"),
        ("tls", "the certificate is valid"),
        ("response", "the API responds"),
    ]
    .into_iter()
    .filter(move |(name, _)| secure || *name != "tls")
}

/// The step at which a call failed before it received a response of the API.
fn failed_step(error: &Error) -> Option<&'static str> {
    match (error.kind(), error.phase()) {
        (_, Some(Phase::Dns)) => Some("dns"),
        (_, Some(Phase::Connect)) => Some("connect"),
        (_, Some(Phase::Tls)) => Some("tls"),
        (ErrorKind::Timeout, _) if *error.code() == ErrorCode::CONNECT_TIMEOUT => Some("connect"),
        (
            ErrorKind::Connection
            | ErrorKind::Timeout
            | ErrorKind::Malformed
            | ErrorKind::Server
            | ErrorKind::RateLimited,
            _,
        ) => Some("response"),
        _ => None,
    }
}
