//! The scenarios as a whole, and the runner on them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chat44mp::ErrorCode;
use chat44mp_emulator::Emulator;
use serde_json::{Map, Value, json};

use super::format::{self, Expect, Profile, Scenario};
use super::runner::{self, Call, Failed, Server, Surface};
use super::target::Target;
use super::{SurfaceName, load, run};
use crate::parity::UNREACHABLE;

#[test]
fn every_call_succeeds_in_both_profiles() {
    let mut shown = BTreeSet::new();
    for scenario in load().unwrap() {
        for step in &scenario.text.steps {
            if !matches!(step.expect, Expect::Error(_)) {
                shown.insert((step.call.clone(), scenario.profile.name()));
            }
        }
    }
    for call in format::calls().filter(|call| *call != "client.new") {
        for profile in [Profile::Observed, Profile::Documented] {
            assert!(shown.contains(&(call.to_owned(), profile.name())), "{call} in profile {profile:?}");
        }
    }
}

#[test]
fn every_error_code_is_expected_somewhere() {
    let mut expected = BTreeSet::new();
    for scenario in load().unwrap() {
        for step in &scenario.text.steps {
            expected.extend(step.codes().into_iter().map(str::to_owned));
        }
    }
    for info in ErrorCode::ALL {
        let unreachable = UNREACHABLE.iter().any(|(code, _)| *code == info.code);
        assert_eq!(!expected.contains(info.code), unreachable, "{}", info.code);
    }
}

#[test]
fn the_same_scenarios_run_against_a_server_that_is_there_already() {
    let emulator = Emulator::start().unwrap();
    let mut fixtures = emulator.fixtures();
    fixtures.remove("subscriber_null_page");
    let file = std::env::temp_dir().join(format!("chat44mp-target-{}.json", std::process::id()));
    std::fs::write(&file, json!({"base_url": emulator.base_url(), "fixtures": fixtures}).to_string())
        .unwrap();
    let target = Target::load(&file);
    std::fs::remove_file(&file).unwrap();

    let scenarios = load().unwrap();
    let all: Vec<&Scenario> = scenarios.iter().collect();
    let server = Server::Target(target.unwrap());
    run(SurfaceName::Rust, &PathBuf::new(), &all, &server).unwrap();
    // What the first run left behind must not be in the second one's way.
    let report = run(SurfaceName::Rust, &PathBuf::new(), &all, &server).unwrap();
    assert_eq!(serde_json::to_value(&report.failures).unwrap(), json!([]));
    assert!(report.passed > 100, "{} passed", report.passed);
    assert_eq!(report.passed + report.skipped, scenarios.len());
    for reason in [
        "faults are the emulator's",
        "the scenario is about another profile",
        "the number of requests is the emulator's to say",
        "$subscriber_null_page has no value",
    ] {
        assert!(report.skips.contains_key(reason), "{reason}: {:?}", report.skips);
    }
}

/// A surface that answers from a table, by the call's name.
struct Table(BTreeMap<&'static str, Result<Value, Value>>);

impl Surface for Table {
    type Client = ();

    fn name(&self) -> &'static str {
        "table"
    }

    async fn new_client(&self, _: &str, _: &Map<String, Value>) -> Result<(), Failed> {
        Ok(())
    }

    async fn call(&self, _: &(), call: &Call<'_>) -> Result<Value, Failed> {
        match (self.0.get(call.name), call.args.get("echo")) {
            (_, Some(echo)) => Ok(echo.clone()),
            (Some(result), _) => result.clone().map_err(Failed::Error),
            (None, _) => Err(Failed::Broken(anyhow::anyhow!("no such call"))),
        }
    }
}

/// How the steps of one scenario go on a target that has the fixtures `member_key` and `group`.
fn go(steps: &str, table: &[(&'static str, Result<Value, Value>)]) -> runner::Report {
    let yaml = format!("- name: it\n  steps:\n{steps}\n");
    let scenarios = super::format::parse("file.yaml", &yaml).unwrap();
    let target = json!({"base_url": "http://127.0.0.1:1/api", "fixtures": {"member_key": "key", "group": 7}});
    let server = Server::Target(serde_json::from_value(target).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let surface = Table(table.iter().cloned().collect());
    runtime.block_on(runner::run(&surface, &scenarios.iter().collect::<Vec<_>>(), &server))
}

#[test]
fn a_value_is_saved_for_later_steps() {
    let report = go(
        "    - {call: flows.list, save: made}
    - {call: flows.get, args: {echo: [$made.id, $group, \"${made.id}\"]}, expect: {value: [5, 7, \"5\"]}}",
        &[("flows.list", Ok(json!({"id": 5})))],
    );
    assert_eq!((report.passed, report.failed), (1, 0), "{:?}", report.failures);
}

#[test]
fn a_failure_says_where_and_what() {
    let at = |steps: &str, result: Result<Value, Value>| {
        let report = go(steps, &[("flows.list", result)]);
        let failure = &report.failures[0];
        assert_eq!((report.passed, report.failed, failure.file.as_str()), (0, 1, "file.yaml"));
        format!("{}: {}", failure.at, failure.problems.join("; "))
    };
    assert_eq!(
        at("    - {call: flows.list, expect: {value: [{id: 1}]}}", Ok(json!([{"id": 2}]))),
        "step 1, flows.list: value[0].id: expected 1, got 2"
    );
    assert_eq!(
        at("    - {call: flows.list, expect: {error: {code: x}}}", Ok(json!([]))),
        "step 1, flows.list: expected an error, got the value []"
    );
    assert_eq!(
        at("    - {call: flows.list}", Err(json!({"code": "x"}))),
        "step 1, flows.list: expected a value, got the error {\"code\":\"x\"}"
    );
    assert_eq!(
        at("    - {call: flows.list, expect: {error: {code: x, outcome: null}}}", Err(json!({"code": "y"}))),
        "step 1, flows.list: error.code: expected \"x\", got \"y\""
    );
}

#[test]
fn on_a_target_what_it_lacks_is_skipped_and_counted() {
    let report = go(
        "    - {call: flows.list}
    - {call: flows.get, args: {flow_id: $flow}}
    - {call: flows.list, expect: {value: never compared}}",
        &[("flows.list", Ok(json!([])))],
    );
    assert_eq!((report.passed, report.failed, report.skipped, report.skipped_steps), (1, 0, 0, 2));
    assert_eq!(report.skips, BTreeMap::from([("$flow has no value".to_owned(), 2)]));

    let report = go("    - {call: flows.list}\n  faults: [{kind: reset}]\n  requests: 3", &[]);
    assert_eq!((report.passed, report.failed, report.skipped, report.skipped_steps), (0, 0, 1, 1));
}
