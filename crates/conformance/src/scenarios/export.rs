//! The scenarios as JSON, for runners that cannot read YAML.

use serde_json::{Value, json};

use super::format::{Expect, Scenario, Step, Text};

/// All scenarios, with defaults for omitted fields.
pub(crate) fn as_json(scenarios: &[Scenario]) -> serde_json::Result<String> {
    let steps = |text: &Text| text.steps.iter().map(step_as_json).collect::<Vec<_>>();
    let scenarios = scenarios.iter().map(|Scenario { file, name, profile, text }| {
        json!({
            "file": file,
            "name": name,
            "profile": profile,
            "text": {
                "seed": text.seed,
                "php_errors": text.php_errors,
                "client": text.client,
                "faults": text.faults,
                "files": text.files,
                "steps": steps(text),
                "requests": text.requests,
                "journal": text.journal,
                "state": text.state,
                "written": text.written,
            },
        })
    });
    serde_json::to_string(&scenarios.collect::<Vec<_>>())
}

fn step_as_json(step: &Step) -> Value {
    json!({
        "call": step.call,
        "key": step.key(),
        "args": step.args,
        "options": step.options,
        "raw": step.raw,
        "keep_body": step.keep_body,
        "save": step.save,
        "expect": match &step.expect {
            Expect::Success => Value::Null,
            Expect::Value(value) => json!({"value": value}),
            Expect::Error(fields) => json!({"error": fields}),
        },
    })
}
