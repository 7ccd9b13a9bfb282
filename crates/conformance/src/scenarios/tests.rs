//! Tests of the scenarios and their runner.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chat44mp::ErrorCode;
use chat44mp_emulator::{Emulator, Profile};
use serde_json::{Map, Value, json};
use xtask::report::Report;

use super::format::{self, Scenario};
use super::runner::{self, Call, Failed, Server, Surface};
use super::target::Target;
use super::{SurfaceName, load, run};
use crate::parity::UNREACHABLE;

#[test]
fn every_call_succeeds_in_both_profiles() {
    let mut shown = BTreeSet::new();
    for scenario in load().unwrap() {
        for step in &scenario.text.steps {
            if step.succeeds() {
                shown.insert((step.call.clone(), format!("{:?}", scenario.profile)));
            }
        }
    }
    for call in format::calls().filter(|call| *call != "client.new") {
        for profile in [Profile::Observed, Profile::Documented] {
            assert!(
                shown.contains(&(call.to_owned(), format!("{profile:?}"))),
                "{call} in profile {profile:?}"
            );
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
fn runs_against_an_existing_server() {
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
    // The objects of the first run must not affect the second.
    let report = run(SurfaceName::Rust, &PathBuf::new(), &all, &server).unwrap();
    assert_eq!(serde_json::to_value(&report.failures).unwrap(), json!([]));
    assert!(report.passed > 100, "{} passed", report.passed);
    assert_eq!(report.passed + report.skipped, scenarios.len());
    for reason in [
        "only the emulator injects faults",
        "the scenario is for another profile",
        "only the emulator counts requests",
        "$subscriber_null_page has no value",
    ] {
        assert!(report.skips.contains_key(reason), "{reason}: {:?}", report.skips);
    }
}

/// A surface that returns results from a table, by the name of the call.
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
            (None, _) => Err(Failed::Broken(anyhow::anyhow!("unknown call"))),
        }
    }
}

/// Runs the steps of a scenario on a target with the fixtures `member_key` and `group`.
fn run_steps(steps: &str, table: &[(&'static str, Result<Value, Value>)]) -> Report {
    let yaml = format!("- name: it\n  steps:\n{steps}\n");
    let scenarios = super::format::parse("file.yaml", &yaml).unwrap();
    let target = json!({"base_url": "http://127.0.0.1:1/api", "fixtures": {"member_key": "key", "group": 7}});
    let server = Server::Target(serde_json::from_value(target).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let surface = Table(table.iter().cloned().collect());
    runtime.block_on(runner::run(&surface, &scenarios.iter().collect::<Vec<_>>(), &server))
}

#[test]
fn saves_a_value_for_later_steps() {
    let report = run_steps(
        "    - {call: flows.list, save: created}
    - {call: flows.get, args: {echo: [$created.id, $group, \"${created.id}\"]}, expect: {value: [5, 7, \"5\"]}}",
        &[("flows.list", Ok(json!({"id": 5})))],
    );
    assert_eq!((report.passed, report.failed), (1, 0), "{:?}", report.failures);
}

#[test]
fn a_failure_has_a_position_and_problems() {
    let at = |steps: &str, result: Result<Value, Value>| {
        let report = run_steps(steps, &[("flows.list", result)]);
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
fn skips_and_counts_steps_that_a_target_cannot_run() {
    let report = run_steps(
        "    - {call: flows.list}
    - {call: flows.get, args: {flow_id: $flow}}
    - {call: flows.list, expect: {value: never compared}}",
        &[("flows.list", Ok(json!([])))],
    );
    assert_eq!((report.passed, report.failed, report.skipped, report.skipped_steps), (1, 0, 0, 2));
    assert_eq!(report.skips, BTreeMap::from([("$flow has no value".to_owned(), 2)]));

    let report = run_steps("    - {call: flows.list}\n  faults: [{kind: reset}]\n  requests: 3", &[]);
    assert_eq!((report.passed, report.failed, report.skipped, report.skipped_steps), (0, 0, 1, 1));
}
