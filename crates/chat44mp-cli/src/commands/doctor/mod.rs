//! `chat44mp doctor`: checks the base URL, the connection, the key and the server, with reads only.

mod clock;
mod report;
mod server;

use chat44mp::{Client, DEFAULT_BASE_URL, Error, ErrorCode, ErrorKind, FlowCampaign, Phase};

use crate::errors::Failure;
use crate::logging;
use crate::options::{Format, GlobalOptions};
use crate::output::Printer;
use crate::session::Settings;
use report::Report;

pub(crate) async fn run(options: &GlobalOptions, printer: &Printer) -> Result<(), Failure> {
    let settings = Settings::resolve(options, printer)?;
    logging::start(&options.output, &settings.key)?;
    let base_url = settings.base_url(options)?.unwrap_or_else(|| DEFAULT_BASE_URL.to_owned());
    let mut report = Report::new(base_url);
    let client = settings.builder(options).and_then(|builder| Ok(builder.build()?));
    match client {
        Ok(client) => {
            client.base_url().clone_into(&mut report.base_url);
            report.ok("configuration", client.base_url());
            if let Some(flows) = report.try_key(&client).await {
                server::check(&mut report, &client, &flows).await;
            }
        }
        Err(failure) => report.not_configured(failure)?,
    }
    match printer.format() {
        Format::Table => printer.text(&report.text())?,
        Format::Csv => printer.value(&report.checks)?,
        Format::Json | Format::Jsonl => printer.value(&report)?,
    }
    report.result()
}

impl Report {
    /// Checks the connection and the key; returns the campaigns that the key can read.
    async fn try_key(&mut self, client: &Client) -> Option<Vec<FlowCampaign>> {
        // Calls that only an admin can make are tried first: an admin's key can make all calls.
        let error = match client.packages().list().raw().await {
            Ok(response) => {
                self.reached(client);
                self.access = Some("admin");
                self.ok("key", format!("an admin's key; {} packages", response.value.len()));
                clock::check(self, client, &response.headers);
                return Some(client.flows().list().await.unwrap_or_default());
            }
            Err(error) => error,
        };
        if let Some(step) = failed_step(&error) {
            self.failed_at(client, step, error);
            return None;
        }
        self.reached(client);
        if error.kind() != ErrorKind::Authentication {
            self.failed("key", error);
            return None;
        }
        match client.flows().list().raw().await {
            Ok(response) => {
                self.access = Some("member");
                self.ok("key", format!("a member's key; {} flow campaigns", response.value.len()));
                clock::check(self, client, &response.headers);
                Some(response.value)
            }
            Err(error) => {
                self.failed("key", error);
                None
            }
        }
    }

    fn reached(&mut self, client: &Client) {
        for (name, fine) in steps(client) {
            self.ok(name, fine);
        }
    }

    /// Records that the steps before `failed_step` succeeded and those after it were skipped.
    fn failed_at(&mut self, client: &Client, failed_step: &'static str, error: Error) {
        for (name, fine) in steps(client).take_while(|(name, _)| *name != failed_step) {
            self.ok(name, fine);
        }
        self.failed(failed_step, error);
        for (name, _) in steps(client).skip_while(|(name, _)| *name != failed_step).skip(1) {
            self.skipped(name, "not checked");
        }
        self.skipped("key", "not checked");
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
