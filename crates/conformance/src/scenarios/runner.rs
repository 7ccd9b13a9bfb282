//! Runs scenarios on a surface.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use chat44mp_emulator::Emulator;
use futures_util::{StreamExt, stream};
use serde_json::{Map, Value, json};
use xtask::report::{Failure, Report};

use super::compare;
use super::format::{Expect, Requests, Scenario, Step};
use super::stage::Stage;
use super::target::Target;
use super::variables::Missing;

/// Timeout of a scenario; most take less than a second.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A language (or the command line) that makes the calls.
pub(crate) trait Surface {
    type Client;

    /// The name in reports.
    fn name(&self) -> &'static str;

    /// Creates a client.
    async fn new_client(&self, key: &str, options: &Map<String, Value>) -> Result<Self::Client, Failed>;

    /// Checks whether a client can be created.
    async fn try_client(&self, key: &str, options: &Map<String, Value>) -> Result<(), Failed> {
        self.new_client(key, options).await.map(drop)
    }

    /// Makes a call and returns its value as JSON.
    async fn call(&self, client: &Self::Client, call: &Call<'_>) -> Result<Value, Failed>;
}

/// A call without variables.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) name: &'a str,
    pub(crate) args: Map<String, Value>,
    pub(crate) options: Map<String, Value>,
    pub(crate) raw: bool,
    pub(crate) keep_body: bool,
}

/// Why a call returned no value.
#[derive(Debug)]
pub(crate) enum Failed {
    /// The SDK's error as JSON, for comparison.
    Error(Value),
    /// The runner failed, which always fails the scenario.
    Broken(anyhow::Error),
}

impl From<anyhow::Error> for Failed {
    fn from(error: anyhow::Error) -> Self {
        Failed::Broken(error)
    }
}

/// The server of the scenarios.
pub(crate) enum Server {
    /// A new emulator for each scenario, with this concurrency.
    Emulators { concurrency: usize },
    /// An existing server, for sequential scenarios.
    Target(Target),
}

/// The steps and checks of a scenario that were run or skipped.
#[derive(Debug, Default)]
struct Counts {
    steps_run: usize,
    steps_skipped: usize,
    skips: BTreeMap<String, usize>,
}

impl Counts {
    fn skip_steps(&mut self, steps: usize, reason: impl Into<String>) {
        *self.skips.entry(reason.into()).or_default() += steps;
        self.steps_skipped += steps;
    }
}

/// The position and description of a failure.
struct Mismatch {
    at: String,
    problems: Vec<String>,
}

impl Mismatch {
    fn new(at: impl Into<String>, problem: impl Into<String>) -> Mismatch {
        Mismatch { at: at.into(), problems: vec![problem.into()] }
    }

    /// Succeeds if there are no problems.
    fn unless_none(at: impl Into<String>, problems: Vec<String>) -> Result<(), Mismatch> {
        if problems.is_empty() { Ok(()) } else { Err(Mismatch { at: at.into(), problems }) }
    }
}

impl From<anyhow::Error> for Mismatch {
    fn from(error: anyhow::Error) -> Self {
        Mismatch::new("the runner", format!("{error:#}"))
    }
}

/// Runs all scenarios.
pub(crate) async fn run<S: Surface>(surface: &S, scenarios: &[&Scenario], server: &Server) -> Report {
    let concurrency = match server {
        Server::Emulators { concurrency } => *concurrency,
        Server::Target(_) => 1,
    };
    let mut ends: Vec<_> = stream::iter(scenarios.iter().enumerate())
        .map(|(index, scenario)| async move {
            let mut tally = Counts::default();
            let run = run_one(surface, scenario, server, index, &mut tally);
            let end = match tokio::time::timeout(TIMEOUT, run).await {
                Ok(end) => end,
                Err(_) => Err(anyhow!("timed out after {} s", TIMEOUT.as_secs()).into()),
            };
            (index, tally, end)
        })
        .buffer_unordered(concurrency)
        .collect()
        .await;
    ends.sort_by_key(|(index, ..)| *index);

    let mut report = Report { surface: surface.name().to_owned(), ..Report::default() };
    for (index, tally, end) in ends {
        report.skipped_steps += tally.steps_skipped;
        for (reason, count) in tally.skips {
            *report.skips.entry(reason).or_default() += count;
        }
        match end {
            Ok(()) if tally.steps_run == 0 => report.skipped += 1,
            Ok(()) => report.passed += 1,
            Err(Mismatch { at, problems }) => {
                report.failed += 1;
                let (file, scenario) = (scenarios[index].file.clone(), scenarios[index].name.clone());
                report.failures.push(Failure { file, scenario, at, problems });
            }
        }
    }
    report
}

async fn run_one<S: Surface>(
    surface: &S,
    scenario: &Scenario,
    server: &Server,
    index: usize,
    tally: &mut Counts,
) -> Result<(), Mismatch> {
    let steps = &scenario.text.steps;
    let mut stage = match server {
        Server::Emulators { .. } => Stage::emulator(scenario, index)?,
        Server::Target(target) => match Stage::target(scenario, target, index) {
            Ok(stage) => stage,
            Err(reason) => {
                tally.skip_steps(steps.len(), reason);
                return Ok(());
            }
        },
    };
    let mut clients = BTreeMap::new();
    for (at, step) in steps.iter().enumerate() {
        let place = format!("step {}, {}", at + 1, step.call);
        let filled = match Expanded::new(step, scenario, &stage) {
            Ok(filled) => filled,
            Err(missing) if stage.emulator.is_none() => {
                // Later steps depend on this one.
                tally.skip_steps(steps.len() - at, missing.to_string());
                return Ok(());
            }
            Err(missing) => return Err(Mismatch::new(place, missing.to_string())),
        };
        tally.steps_run += 1;
        let result = match filled.make_call(surface, &mut clients).await {
            Ok(value) => Ok(value),
            Err(Failed::Error(error)) => Err(error),
            Err(Failed::Broken(error)) => {
                return Err(Mismatch::new(place, format!("the runner failed: {error:#}")));
            }
        };
        Mismatch::unless_none(&place, judge(filled.expect.as_ref(), &result))?;
        if let (Some(name), Ok(value)) = (&step.save, result) {
            if stage.variables.has(name) {
                let problem = format!("{name:?} is the name of a fixture and cannot be used to save a value");
                return Err(Mismatch::new(place, problem));
            }
            stage.variables.set(name, value);
        }
    }
    drop(clients);
    check_files(scenario, &stage)?;
    match &stage.emulator {
        Some(emulator) => check_emulator(scenario, &stage, emulator),
        None => {
            skip_checks(scenario, tally);
            Ok(())
        }
    }
}

/// A step with all variables replaced.
struct Expanded<'a> {
    key: String,
    client_options: Map<String, Value>,
    call: Call<'a>,
    expect: Option<Expect>,
}

impl<'a> Expanded<'a> {
    fn new(step: &'a Step, scenario: &Scenario, stage: &Stage) -> Result<Expanded<'a>, Missing> {
        let variables = &stage.variables;
        let key = match variables.resolve(&Value::from(step.key()))? {
            Value::String(key) => key,
            other => other.to_string(),
        };
        let mut client_options = stage.client_options.clone();
        client_options.extend(variables.resolve_map(&scenario.text.client)?);
        let mut args = variables.resolve_map(&step.args)?;
        if step.call == "client.new" {
            client_options.append(&mut args);
        }
        let options = variables.resolve_map(&step.options)?;
        let call = Call { name: &step.call, args, options, raw: step.raw, keep_body: step.keep_body };
        let expect = match &step.expect {
            None => None,
            Some(Expect::Value(value)) => Some(Expect::Value(variables.resolve(value)?)),
            Some(Expect::Error(fields)) => Some(Expect::Error(variables.resolve_map(fields)?)),
        };
        Ok(Expanded { key, client_options, call, expect })
    }

    /// Makes the call with the client of its key, which is created on first use.
    async fn make_call<S: Surface>(
        &self,
        surface: &S,
        clients: &mut BTreeMap<String, S::Client>,
    ) -> Result<Value, Failed> {
        let Expanded { key, client_options, call, .. } = self;
        if call.name == "client.new" {
            return surface.try_client(key, client_options).await.map(|()| Value::Null);
        }
        if !clients.contains_key(key) {
            let client = surface.new_client(key, client_options).await?;
            clients.insert(key.clone(), client);
        }
        let client = clients.get(key).context("the client is missing")?;
        surface.call(client, call).await
    }
}

fn judge(expect: Option<&Expect>, result: &Result<Value, Value>) -> Vec<String> {
    match (expect, result) {
        (None, Ok(_)) => Vec::new(),
        (Some(Expect::Value(expected)), Ok(value)) => compare::differences("value", expected, value),
        (Some(Expect::Error(expected)), Err(error)) => compare::error_differences("error", expected, error),
        (Some(Expect::Error(_)), Ok(value)) => {
            vec![format!("expected an error, got the value {}", compare::show(value))]
        }
        (_, Err(error)) => vec![format!("expected a value, got the error {}", compare::show(error))],
    }
}

fn check_files(scenario: &Scenario, stage: &Stage) -> Result<(), Mismatch> {
    for (name, expected) in &scenario.text.written {
        let expected = stage.variables.resolve(expected).map_err(anyhow::Error::from)?;
        Mismatch::unless_none("written", compare::differences(name, &expected, &stage.written(name)?))?;
    }
    Ok(())
}

fn check_emulator(scenario: &Scenario, stage: &Stage, emulator: &Emulator) -> Result<(), Mismatch> {
    let fill = |value: &Value| stage.variables.resolve(value).map_err(anyhow::Error::from);
    let journal = serde_json::to_value(emulator.journal()).context("the journal")?;
    if let Some(requests) = &scenario.text.requests {
        let (expected, seen) = count(requests, journal.as_array().map_or(&[], Vec::as_slice));
        if expected != seen {
            return Err(Mismatch::new("requests", format!("expected {expected}, the emulator saw {seen}")));
        }
    }
    if let Some(expected) = &scenario.text.journal {
        Mismatch::unless_none(
            "journal",
            compare::differences("journal", &fill(&json!(expected))?, &journal),
        )?;
    }
    if let Some(expected) = &scenario.text.state {
        Mismatch::unless_none("state", compare::differences("state", &fill(expected)?, &emulator.state()))?;
    }
    Ok(())
}

/// Expected and seen requests, in the same form.
fn count(requests: &Requests, entries: &[Value]) -> (Value, Value) {
    match requests {
        Requests::All(expected) => (json!(expected), json!(entries.len())),
        Requests::Each(expected) => {
            let mut seen = BTreeMap::<&str, usize>::new();
            for entry in entries {
                *seen.entry(entry["operation"].as_str().unwrap_or("unknown")).or_default() += 1;
            }
            let expected: BTreeMap<_, _> = expected.iter().filter(|&(_, &count)| count > 0).collect();
            (json!(expected), json!(seen))
        }
    }
}

fn skip_checks(scenario: &Scenario, tally: &mut Counts) {
    let text = &scenario.text;
    for (present, reason) in [
        (text.requests.is_some(), "only the emulator counts requests"),
        (text.journal.is_some(), "only the emulator has a journal"),
        (text.state.is_some(), "only the emulator exposes its state"),
    ] {
        if present {
            *tally.skips.entry(reason.to_owned()).or_default() += 1;
        }
    }
}
