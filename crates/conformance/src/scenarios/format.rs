//! The format of the files in `tests/scenarios`, which is documented in the README there, and their parser.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail, ensure};
use chat44mp::{CallOptions, ClientOptions, ErrorInfo, Operation};
use chat44mp_emulator::Profile;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::compare;

/// Calls that consist of several operations, and so are not in the table of operations. The list is complete: the lint
/// `calls` fails if no scenario makes a call of the core, and scenarios with an unknown call are rejected.
pub(crate) const COMPOSED: &[&str] =
    &["users.provision", "contacts.import_rows", "contacts.import_file", "flows.rows", "flows.export"];

/// Calls without a fixed operation: a custom call, and the creation of a client.
const SPECIAL: &[&str] = &["call", "client.new"];

/// The name of every call that a step can make.
pub(crate) fn calls() -> impl Iterator<Item = &'static str> {
    let operations = Operation::all().map(|operation| operation.info().call);
    operations.chain(COMPOSED.iter().chain(SPECIAL).copied())
}

/// One scenario, in one profile.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Scenario {
    /// The name of its file.
    pub(crate) file: String,
    /// Its name; followed by the profile in brackets if it runs in both.
    pub(crate) name: String,
    pub(crate) profile: Profile,
    pub(crate) text: Text,
}

/// A scenario in its file format.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text {
    name: String,
    #[serde(default, skip_serializing)]
    profile: Profiles,
    /// Additions to the default seed of the emulator.
    pub(crate) seed: Option<Map<String, Value>>,
    /// Whether the emulator shows PHP errors, like a server in development mode.
    #[serde(default)]
    pub(crate) php_errors: bool,
    /// Options of the client.
    #[serde(default)]
    pub(crate) client: Map<String, Value>,
    /// Fault rules of the emulator.
    #[serde(default)]
    pub(crate) faults: Vec<Value>,
    /// Files that exist in the scenario's folder before the first step.
    #[serde(default)]
    pub(crate) files: BTreeMap<String, FileText>,
    pub(crate) steps: Vec<Step>,
    pub(crate) requests: Option<Requests>,
    /// The expected requests, in order.
    pub(crate) journal: Option<Vec<Value>>,
    /// The expected state of the emulator afterwards.
    pub(crate) state: Option<Value>,
    /// The expected content of files afterwards; null for a file that must not exist.
    #[serde(default)]
    pub(crate) written: Map<String, Value>,
}

/// The content of a file.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(untagged)]
pub(crate) enum FileText {
    /// Text in UTF-8.
    Utf8(String),
    /// Bytes: each character is one.
    Latin1 { latin_1: String },
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Profiles {
    #[default]
    Observed,
    Documented,
    Both,
}

/// A call and its expected result.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    pub(crate) call: String,
    /// The API key; by default the administrator's or the member's.
    key: Option<String>,
    #[serde(default)]
    pub(crate) args: Map<String, Value>,
    #[serde(default)]
    pub(crate) options: Map<String, Value>,
    /// Calls the raw variant: the value becomes `{value, status, headers, body}`.
    #[serde(default)]
    pub(crate) raw: bool,
    /// Whether the raw variant returns the body.
    #[serde(default)]
    pub(crate) keep_body: bool,
    /// The name of the value for later steps.
    pub(crate) save: Option<String>,
    /// By default any success.
    pub(crate) expect: Option<Expect>,
}

/// The expected result of a step.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Expect {
    Value(Value),
    Error(Map<String, Value>),
}

/// The expected number of requests.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(untagged)]
pub(crate) enum Requests {
    All(usize),
    /// By operation; other operations must not have been called.
    Each(BTreeMap<String, usize>),
}

impl Step {
    /// The expected error codes: of its error, or within its value.
    pub(crate) fn codes(&self) -> Vec<&str> {
        let mut codes = Vec::new();
        match &self.expect {
            None => {}
            Some(Expect::Value(value)) => codes_in(value, &mut codes),
            Some(Expect::Error(fields)) => codes.extend(fields.get("code").and_then(Value::as_str)),
        }
        codes
    }

    /// The API key of the call.
    pub(crate) fn key(&self) -> &str {
        self.key.as_deref().unwrap_or_default()
    }

    /// Whether the call succeeds.
    pub(crate) fn succeeds(&self) -> bool {
        !matches!(self.expect, Some(Expect::Error(_)))
    }
}

fn codes_in<'a>(value: &'a Value, codes: &mut Vec<&'a str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| codes_in(item, codes)),
        Value::Object(map) => {
            codes.extend(map.get("code").and_then(Value::as_str));
            map.values().for_each(|value| codes_in(value, codes));
        }
        _ => {}
    }
}

/// Loads every scenario in `folder`, ordered by file name.
pub(crate) fn load(folder: &Path) -> Result<Vec<Scenario>> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    files.sort();
    let mut scenarios = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        scenarios.extend(parse(&file, &text)?);
    }
    let mut names = BTreeSet::new();
    for Scenario { file, name, .. } in &scenarios {
        ensure!(names.insert(name), "{file}: two scenarios are named {name:?}");
    }
    Ok(scenarios)
}

/// The scenarios of one file.
pub(crate) fn parse(file: &str, text: &str) -> Result<Vec<Scenario>> {
    // `yes` and `no` are strings, as in YAML 1.2.
    let options = serde_saphyr::options! { strict_booleans: true };
    let mut texts: Vec<Text> = serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let line = error.location().map_or(0, |location| location.line() as usize);
        anyhow!("{file}: {}: {error}", name_above(text, line))
    })?;
    for step in texts.iter_mut().flat_map(|text| &mut text.steps) {
        let admin = ["users.", "packages."].iter().any(|resource| step.call.starts_with(resource));
        step.key.get_or_insert_with(|| if admin { "$admin_key" } else { "$member_key" }.to_owned());
    }
    let mut scenarios = Vec::new();
    for text in texts {
        check(&text).with_context(|| format!("{file}: scenario {:?}", text.name))?;
        let profiles: &[Profile] = match text.profile {
            Profiles::Observed => &[Profile::Observed],
            Profiles::Documented => &[Profile::Documented],
            Profiles::Both => &[Profile::Observed, Profile::Documented],
        };
        for &profile in profiles {
            let name = match profiles {
                [_] => text.name.clone(),
                _ => format!("{} [{}]", text.name, name_of(profile)),
            };
            scenarios.push(Scenario { file: file.to_owned(), name, profile, text: text.clone() });
        }
    }
    Ok(scenarios)
}

fn name_of(profile: Profile) -> &'static str {
    if profile == Profile::Observed { "observed" } else { "documented" }
}

/// The scenario that contains the line of an error.
fn name_above(text: &str, line: usize) -> String {
    let above = text.lines().take(line).filter_map(|line| line.strip_prefix("- name:")).last();
    above.map_or_else(|| "before the first scenario".to_owned(), |name| format!("scenario {:?}", name.trim()))
}

/// Validates what the types cannot express.
fn check(text: &Text) -> Result<()> {
    ensure!(!text.steps.is_empty(), "it has no steps");
    known("client option", text.client.keys(), ClientOptions::FIELDS)?;
    let mut saved = BTreeSet::new();
    for (at, step) in text.steps.iter().enumerate() {
        check_step(step, &mut saved).with_context(|| format!("step {} ({})", at + 1, step.call))?;
    }
    for (name, file) in &text.files {
        check_name(name)?;
        if let FileText::Latin1 { latin_1 } = file {
            ensure!(
                latin_1.chars().all(|byte| u8::try_from(byte).is_ok()),
                "{name} contains a character beyond Latin-1"
            );
        }
    }
    text.written.keys().try_for_each(|name| check_name(name))?;
    let mut expected = text.journal.iter().flatten().chain(&text.state).chain(text.written.values());
    expected.try_for_each(compare::check_matchers).map_err(|problem| anyhow!(problem))
}

/// Rejects paths: files are in the folder itself.
fn check_name(name: &str) -> Result<()> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    ensure!(name.bytes().all(plain) && !name.starts_with('.'), "{name:?} is not a valid file name");
    Ok(())
}

fn check_step<'a>(step: &'a Step, saved: &mut BTreeSet<&'a str>) -> Result<()> {
    ensure!(calls().any(|call| call == step.call), "unknown call");
    known("call option", step.options.keys(), CallOptions::FIELDS)?;
    ensure!(step.raw || !step.keep_body, "keep_body requires `raw: true`");
    if let Some(name) = &step.save {
        ensure!(saved.insert(name), "{name:?} is saved twice");
    }
    match &step.expect {
        Some(Expect::Error(expected)) => {
            known("error field", expected.keys(), ErrorInfo::FIELDS)?;
            ensure!(!expected.is_empty(), "an expected error needs at least one field");
            ensure!(step.save.is_none(), "an error cannot be saved");
            expected.values().try_for_each(compare::check_matchers)
        }
        _ if step.call == "client.new" => {
            bail!("client.new must expect an error; test valid options with a call")
        }
        Some(Expect::Value(expected)) => compare::check_matchers(expected),
        None => Ok(()),
    }
    .map_err(|problem: String| anyhow!(problem))?;
    if step.call == "client.new" {
        known("client option", step.args.keys(), ClientOptions::FIELDS)?;
    }
    Ok(())
}

fn known<'a>(what: &str, names: impl Iterator<Item = &'a String>, all: &[&str]) -> Result<()> {
    for name in names {
        ensure!(all.contains(&name.as_str()), "unknown {what} {name:?}; valid: {}", all.join(", "));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(yaml: &str) -> String {
        format!("{:#}", parse("file.yaml", yaml).unwrap_err())
    }

    #[test]
    fn creates_a_scenario_per_profile() {
        let yaml = "
- name: packages.list succeeds
  profile: both
  steps: [{call: packages.list, expect: {value: []}}]
- name: flows.list succeeds
  steps: [{call: flows.list}]
";
        let scenarios = parse("file.yaml", yaml).unwrap();
        let names: Vec<_> = scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "packages.list succeeds [observed]",
                "packages.list succeeds [documented]",
                "flows.list succeeds"
            ]
        );
        assert_eq!(scenarios[0].text.steps[0].key(), "$admin_key");
        assert_eq!(scenarios[2].text.steps[0].key(), "$member_key");
    }

    #[test]
    fn errors_name_file_and_scenario() {
        let mistakes = [
            ("steps: [{call: flows.list, expects: {value: 1}}]", "expects"),
            ("steps: [{call: flows.lists}]", "step 1 (flows.lists): unknown call"),
            ("steps: [{call: flows.list, expect: {value: 1, error: {code: x}}}]", ""),
            ("steps: [{call: flows.list, expect: {error: {cod: x}}}]", "unknown error field \"cod\""),
            ("steps: [{call: flows.list, expect: {error: {}}}]", "at least one field"),
            ("steps: [{call: flows.list, expect: {value: {$typ: int}}}]", "there is no matcher $typ"),
            ("steps: [{call: flows.list, save: a}, {call: flows.list, save: a}]", "saved twice"),
            ("steps: [{call: flows.list, keep_body: true}]", "keep_body"),
            ("steps: [{call: client.new}]", "client.new must expect an error"),
            ("steps: []", "no steps"),
            ("client: {time_out: 1}\n  steps: [{call: flows.list}]", "unknown client option \"time_out\""),
            ("steps: [{call: flows.list, options: {backoff: 1}}]", "unknown call option \"backoff\""),
            ("steps: [{call: flows.list}]\n  state: {users: {$has: 1}}", "there is no matcher $has"),
            ("steps: [{call: flows.list}]\n  written: {a.csv: {$has: 1}}", "there is no matcher $has"),
            ("steps: [{call: flows.list}]\n  files: {../a.csv: x}", "not a valid file name"),
            ("steps: [{call: flows.list}]\n  files: {a.csv: {latin_1: €}}", "beyond Latin-1"),
        ];
        for (mistake, expected) in mistakes {
            let message = problem(&format!(
                "- name: first\n  steps: [{{call: flows.list}}]\n- name: second\n  {mistake}\n"
            ));
            assert!(message.starts_with("file.yaml: scenario \"second\""), "{message}");
            assert!(message.contains(expected), "{message}");
        }
    }

    #[test]
    fn keeps_strings_and_digits_of_numbers() {
        let yaml = "- name: n\n  steps: [{call: flows.list, expect: {value: [no, 24994546734902201, 0.5, ~, \"1\"]}}]";
        let scenarios = parse("file.yaml", yaml).unwrap();
        let Some(Expect::Value(value)) = &scenarios[0].text.steps[0].expect else { panic!() };
        assert_eq!(*value, serde_json::json!(["no", 24994546734902201_i64, 0.5, null, "1"]));
    }
}
