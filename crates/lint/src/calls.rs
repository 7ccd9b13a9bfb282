//! Every call of the core is in every binding and in a scenario. The core's sources are the list, so none can be forgotten.

use std::collections::BTreeSet;
use std::fs;

use anyhow::Result;

use crate::docs;
use crate::sources::{self, Finding};

/// Calls that only Rust has, and why.
const ONLY_RUST: &[(&str, &str)] = &[
    ("contacts.import_open_file", "the bindings' `import_file` and the command line call it"),
    ("contacts.import_stream", "`import_rows` is this for an iterator of the language"),
    ("flows.export_to", "the bindings' `export` calls it"),
];

pub(crate) fn check() -> Result<Vec<Finding>> {
    let (mut core, bindings) = docs::names()?;
    // A type whose name no binding has is no resource.
    let resource = |call: &str| call.split('.').next().unwrap_or_default().to_owned();
    let resources: BTreeSet<_> =
        bindings.iter().flat_map(|(_, calls)| calls).map(|call| resource(call)).collect();
    core.retain(|call| resources.contains(&resource(call)));
    let mut scenarios = String::new();
    for file in sources::tracked()?.iter().filter(|path| path.starts_with("tests/scenarios/")) {
        scenarios += &fs::read_to_string(sources::root().join(file))?;
    }
    Ok(findings(&core, &bindings, &scenarios))
}

fn findings(core: &BTreeSet<String>, bindings: &[(&str, BTreeSet<String>)], scenarios: &str) -> Vec<Finding> {
    let is_only_rust = |call: &str| ONLY_RUST.iter().any(|(name, _)| *name == call);
    let mut findings = Vec::new();
    let mut find = |file: &str, problem| findings.push(Finding::new(file, 0, problem));
    for call in core.iter().filter(|call| !is_only_rust(call)) {
        for (language, _) in bindings.iter().filter(|(_, calls)| !calls.contains(call)) {
            find(language, format!("has no call {call}, which the core has"));
        }
        if !scenarios.contains(&format!("call: {call}")) {
            find("tests/scenarios", format!("no scenario makes the call {call}"));
        }
    }
    for (call, _) in ONLY_RUST.iter().filter(|(call, _)| !core.contains(*call)) {
        find("crates/lint/src/calls.rs", format!("the core has no {call}"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_call_that_a_binding_or_the_scenarios_lack() {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let listed = ONLY_RUST.iter().map(|(call, _)| *call);
        let core = set(&listed.chain(["flows.get", "flows.list"]).collect::<Vec<_>>());
        let complete = set(&["flows.get", "flows.list"]);
        let scenarios = "{call: flows.get}, {call: flows.list}";
        assert_eq!(findings(&core, &[("Node", complete.clone())], scenarios), []);
        let lacking = [("Node", complete), ("Swift", set(&["flows.list"]))];
        let found = findings(&core, &lacking, "{call: flows.get}");
        assert_eq!(
            found.iter().map(ToString::to_string).collect::<Vec<_>>(),
            [
                "Swift: has no call flows.get, which the core has",
                "tests/scenarios: no scenario makes the call flows.list"
            ]
        );
    }
}
