//! The files in `tests/scenarios`: their format, and reading them. The README there is for people; this is the law.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail, ensure};
use chat44mp::{ErrorInfo, Operation};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::compare;

/// Calls that are more than one operation, and so are not in the table of the operations. None can be forgotten: the lint
/// `calls` fails if no scenario makes a call of the core, and a scenario that makes one that is not here is refused.
pub(crate) const COMPOSED: &[&str] =
    &["users.provision", "contacts.import_rows", "contacts.import_file", "flows.rows", "flows.export"];

/// Calls that are no operation: one by its wire name, and the creation of a client.
const SPECIAL: &[&str] = &["call", "client.new"];

/// The name of every call that a step can make.
pub(crate) fn calls() -> impl Iterator<Item = &'static str> {
    let operations = Operation::all().map(|operation| operation.info().call);
    operations.chain(COMPOSED.iter().chain(SPECIAL).copied())
}

/// Every option of a client.
const CLIENT_OPTIONS: &[&str] = &[
    "allow_http",
    "backoff",
    "base_url",
    "ca_certs",
    "connect_timeout",
    "head_timeout",
    "max_concurrency",
    "max_response_bytes",
    "max_retries",
    "message_patterns",
    "proxy",
    "settle_delay",
    "stall_timeout",
    "timeout",
    "user_agent_suffix",
];

/// Every option of one call.
const CALL_OPTIONS: &[&str] = &["max_retries", "timeout"];

/// What kind of server the emulator plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Profile {
    Observed,
    Documented,
}

impl Profile {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Profile::Observed => "observed",
            Profile::Documented => "documented",
        }
    }
}

/// One scenario, in one profile.
#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    /// The file it stands in, without its folder.
    pub(crate) file: String,
    /// Its sentence; one that runs in both profiles has the profile behind it, in brackets.
    pub(crate) name: String,
    pub(crate) profile: Profile,
    pub(crate) text: Text,
}

/// One scenario as it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text {
    name: String,
    #[serde(default)]
    profile: Profiles,
    /// What the emulator's default seed lacks.
    pub(crate) seed: Option<Map<String, Value>>,
    /// The emulator shows PHP's errors, as an install in development mode does.
    #[serde(default)]
    pub(crate) php_errors: bool,
    /// Options of the client.
    #[serde(default)]
    pub(crate) client: Map<String, Value>,
    /// Rules by which the emulator misbehaves.
    #[serde(default)]
    pub(crate) faults: Vec<Value>,
    /// Files that are there before the first step, in the scenario's folder.
    #[serde(default)]
    pub(crate) files: BTreeMap<String, FileText>,
    pub(crate) steps: Vec<Step>,
    pub(crate) requests: Option<Requests>,
    /// The requests themselves, in order.
    pub(crate) journal: Option<Vec<Value>>,
    /// What the emulator holds afterwards.
    pub(crate) state: Option<Value>,
    /// What files of the folder hold afterwards; null for one that must not be there.
    #[serde(default)]
    pub(crate) written: Map<String, Value>,
}

/// What a file holds.
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

/// One call and what it must give.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    pub(crate) call: String,
    key: Option<String>,
    #[serde(default)]
    pub(crate) args: Map<String, Value>,
    #[serde(default)]
    pub(crate) options: Map<String, Value>,
    /// The raw variant is called: the value becomes `{value, status, headers, body}`.
    #[serde(default)]
    pub(crate) raw: bool,
    /// The raw variant is asked for the body.
    #[serde(default)]
    pub(crate) keep_body: bool,
    /// The name that later steps know the value by.
    pub(crate) save: Option<String>,
    #[serde(default)]
    pub(crate) expect: Expect,
}

/// What a step must give; without it, any success will do.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Expect {
    #[default]
    #[serde(skip)]
    Success,
    Value(Value),
    Error(Map<String, Value>),
}

/// How many requests the emulator must have seen.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(untagged)]
pub(crate) enum Requests {
    All(usize),
    /// By operation; one that is not named must not have been asked for.
    Each(BTreeMap<String, usize>),
}

impl Step {
    /// The error codes that it shows: of its error, or within its value.
    pub(crate) fn codes(&self) -> Vec<&str> {
        let mut codes = Vec::new();
        match &self.expect {
            Expect::Success => {}
            Expect::Value(value) => codes_in(value, &mut codes),
            Expect::Error(fields) => codes.extend(fields.get("code").and_then(Value::as_str)),
        }
        codes
    }

    /// The key that the call is made with.
    pub(crate) fn key(&self) -> &str {
        let admin = ["users.", "packages."].iter().any(|resource| self.call.starts_with(resource));
        self.key.as_deref().unwrap_or(if admin { "$admin_key" } else { "$member_key" })
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

/// Every scenario below `folder`, in the order of the files' names.
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
    // `yes` and `no` are words here, not booleans, as in YAML 1.2.
    let options = serde_saphyr::options! { strict_booleans: true };
    let texts: Vec<Text> = serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let line = error.location().map_or(0, |location| location.line() as usize);
        anyhow!("{file}: {}: {error}", name_above(text, line))
    })?;
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
                _ => format!("{} [{}]", text.name, profile.name()),
            };
            scenarios.push(Scenario { file: file.to_owned(), name, profile, text: text.clone() });
        }
    }
    Ok(scenarios)
}

/// Which scenario the line of an error belongs to.
fn name_above(text: &str, line: usize) -> String {
    let above = text.lines().take(line).filter_map(|line| line.strip_prefix("- name:")).last();
    above.map_or_else(|| "before the first scenario".to_owned(), |name| format!("scenario {:?}", name.trim()))
}

/// What the types cannot say.
fn check(text: &Text) -> Result<()> {
    ensure!(!text.steps.is_empty(), "it has no steps");
    known("client option", text.client.keys(), CLIENT_OPTIONS)?;
    let mut saved = BTreeSet::new();
    for (at, step) in text.steps.iter().enumerate() {
        check_step(step, &mut saved).with_context(|| format!("step {} ({})", at + 1, step.call))?;
    }
    for (name, file) in &text.files {
        check_name(name)?;
        if let FileText::Latin1 { latin_1 } = file {
            ensure!(latin_1.chars().all(|byte| u8::try_from(byte).is_ok()), "{name} holds what is no byte");
        }
    }
    text.written.keys().try_for_each(|name| check_name(name))?;
    let mut expected = text.journal.iter().flatten().chain(&text.state).chain(text.written.values());
    expected.try_for_each(compare::check_matchers).map_err(|problem| anyhow!(problem))
}

/// Files lie in the folder itself.
fn check_name(name: &str) -> Result<()> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    ensure!(name.bytes().all(plain) && !name.starts_with('.'), "{name:?} is no name for a file");
    Ok(())
}

fn check_step<'a>(step: &'a Step, saved: &mut BTreeSet<&'a str>) -> Result<()> {
    ensure!(calls().any(|call| call == step.call), "there is no such call");
    known("call option", step.options.keys(), CALL_OPTIONS)?;
    ensure!(step.raw || !step.keep_body, "keep_body asks for `raw: true`");
    if let Some(name) = &step.save {
        ensure!(saved.insert(name), "{name:?} is saved twice");
    }
    match &step.expect {
        Expect::Error(expected) => {
            known("error field", expected.keys(), ErrorInfo::FIELDS)?;
            ensure!(!expected.is_empty(), "an expected error names at least one field");
            ensure!(step.save.is_none(), "an error cannot be saved");
            expected.values().try_for_each(compare::check_matchers)
        }
        _ if step.call == "client.new" => bail!("client.new is for errors; what works is shown by a call"),
        Expect::Value(expected) => compare::check_matchers(expected),
        Expect::Success => Ok(()),
    }
    .map_err(|problem: String| anyhow!(problem))?;
    if step.call == "client.new" {
        known("client option", step.args.keys(), CLIENT_OPTIONS)?;
    }
    Ok(())
}

fn known<'a>(what: &str, names: impl Iterator<Item = &'a String>, all: &[&str]) -> Result<()> {
    for name in names {
        ensure!(all.contains(&name.as_str()), "there is no {what} {name:?}; there are: {}", all.join(", "));
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
    fn both_profiles_make_two_scenarios() {
        let yaml = "
- name: packages.list answers
  profile: both
  steps: [{call: packages.list, expect: {value: []}}]
- name: flows.list answers
  steps: [{call: flows.list}]
";
        let scenarios = parse("file.yaml", yaml).unwrap();
        let names: Vec<_> = scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
        assert_eq!(
            names,
            ["packages.list answers [observed]", "packages.list answers [documented]", "flows.list answers"]
        );
        assert_eq!(scenarios[0].text.steps[0].key(), "$admin_key");
        assert_eq!(scenarios[2].text.steps[0].key(), "$member_key");
    }

    #[test]
    fn a_mistake_names_file_and_scenario() {
        let mistakes = [
            ("steps: [{call: flows.list, expects: {value: 1}}]", "expects"),
            ("steps: [{call: flows.lists}]", "step 1 (flows.lists): there is no such call"),
            ("steps: [{call: flows.list, expect: {value: 1, error: {code: x}}}]", ""),
            ("steps: [{call: flows.list, expect: {error: {cod: x}}}]", "there is no error field \"cod\""),
            ("steps: [{call: flows.list, expect: {error: {}}}]", "at least one field"),
            ("steps: [{call: flows.list, expect: {value: {$typ: int}}}]", "there is no matcher $typ"),
            ("steps: [{call: flows.list, save: a}, {call: flows.list, save: a}]", "saved twice"),
            ("steps: [{call: flows.list, keep_body: true}]", "keep_body"),
            ("steps: [{call: client.new}]", "client.new is for errors"),
            ("steps: []", "no steps"),
            (
                "client: {time_out: 1}\n  steps: [{call: flows.list}]",
                "there is no client option \"time_out\"",
            ),
            ("steps: [{call: flows.list, options: {backoff: 1}}]", "there is no call option \"backoff\""),
            ("steps: [{call: flows.list}]\n  state: {users: {$has: 1}}", "there is no matcher $has"),
            ("steps: [{call: flows.list}]\n  written: {a.csv: {$has: 1}}", "there is no matcher $has"),
            ("steps: [{call: flows.list}]\n  files: {../a.csv: x}", "no name for a file"),
            ("steps: [{call: flows.list}]\n  files: {a.csv: {latin_1: €}}", "no byte"),
        ];
        for (mistake, told) in mistakes {
            let told_all = problem(&format!(
                "- name: first\n  steps: [{{call: flows.list}}]\n- name: second\n  {mistake}\n"
            ));
            assert!(told_all.starts_with("file.yaml: scenario \"second\""), "{told_all}");
            assert!(told_all.contains(told), "{told_all}");
        }
    }

    #[test]
    fn words_are_not_booleans_and_numbers_keep_their_digits() {
        let yaml = "- name: n\n  steps: [{call: flows.list, expect: {value: [no, 24994546734902201, 0.5, ~, \"1\"]}}]";
        let scenarios = parse("file.yaml", yaml).unwrap();
        let Expect::Value(value) = &scenarios[0].text.steps[0].expect else { panic!() };
        assert_eq!(*value, serde_json::json!(["no", 24994546734902201_i64, 0.5, null, "1"]));
    }
}
