//! The calls of the matrix, and how to detect in the emulator's state whether a write was applied.

use anyhow::{Context, Result};
use chat44mp::{Client, Error, Operation, OperationKind};
use chat44mp_emulator::Profile;
use serde_json::{Map, Value, json};

use crate::scenarios::{Scenario, Variables};

/// The password that the canary searches for. It contains every character that some spelling changes.
pub(super) const PASSWORD: &str = "K4n&ri'n \"v0gel\" <97>%41";

pub(super) const NEW_EMAIL: &str = "nuova.persona@example.org";
const NEW_PHONE: &str = "3339990001";
const NEW_NAME: &str = "Nuova Persona";

/// One call of the matrix.
pub(crate) struct Call {
    /// The operation's wire name, and the variant of the call.
    pub(super) name: &'static str,
    pub(crate) operation: Operation,
    /// Whether the operation has two steps, so that it can be interrupted between them.
    pub(super) has_middle: bool,
    /// The arguments; `$name` is replaced by a fixture.
    arguments: Map<String, Value>,
    /// For writes: whether the write was applied, by the states before and after.
    applied: StateChange,
    /// For operations with two steps: whether the first was applied.
    half: StateChange,
}

/// The result of a successful call.
#[derive(Debug)]
pub(crate) enum Done {
    Ok,
    Unchanged,
}

impl Done {
    pub(super) fn as_str(&self) -> &'static str {
        match self {
            Done::Ok => "ok",
            Done::Unchanged => "unchanged",
        }
    }
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Call {
    fn new(operation: Operation, arguments: Map<String, Value>) -> Call {
        let nothing: StateChange = |_, _| false;
        Call {
            name: operation.name(),
            operation,
            has_middle: false,
            arguments,
            applied: nothing,
            half: nothing,
        }
    }

    fn of(operation: Operation, arguments: Value, applied: StateChange) -> Call {
        let arguments = arguments.as_object().cloned().unwrap_or_default();
        Call { applied, ..Call::new(operation, arguments) }
    }

    /// Sends the call; `fixtures` has the values of its arguments.
    pub(crate) async fn send(&self, client: &Client, fixtures: &Variables) -> Result<Result<Done, Error>> {
        let mut arguments = fixtures.resolve_map(&self.arguments)?;
        if self.operation == Operation::GET_ALL_SUBSCRIBER_FLOW_INFO {
            let flow_id = arguments.remove("flow_id").and_then(|id| id.as_i64()).context("no flow_id")?;
            return Ok(read_all(client, flow_id).await);
        }
        let value = client.invoke(self.operation.info().call, arguments)?.await;
        Ok(value.map(|value| if value == "unchanged" { Done::Unchanged } else { Done::Ok }))
    }

    /// The state of the server after the call.
    pub(super) fn state(&self, before: &Value, after: &Value) -> &'static str {
        if rows(before) == rows(after) {
            "untouched"
        } else if (self.applied)(before, after) {
            "applied"
        } else if (self.half)(before, after) {
            "half"
        } else {
            "inconsistent"
        }
    }
}

async fn read_all(client: &Client, flow_id: i64) -> Result<Done, Error> {
    let mut rows = client.flows().answers(flow_id);
    while let Some(row) = rows.next().await {
        row?;
    }
    Ok(Done::Ok)
}

type StateChange = fn(&Value, &Value) -> bool;

/// The tables that a request can change.
fn rows(state: &Value) -> Vec<&Value> {
    ["counts", "users", "contacts", "groups", "labels", "assignments"].map(|table| &state[table]).to_vec()
}

/// The number of new rows in a table.
pub(super) fn grown(before: &Value, after: &Value, table: &str) -> i64 {
    let count = |state: &Value| state["counts"][table].as_i64().unwrap_or(0);
    count(after) - count(before)
}

fn has(state: &Value, table: &str, column: &str, text: &str) -> bool {
    state[table].as_object().is_some_and(|rows| rows.values().any(|row| row[column] == text))
}

/// Every call of the matrix: those below, and all other reads with the arguments of the first scenario that contains them.
pub(crate) fn all(scenarios: &[Scenario]) -> Result<Vec<Call>> {
    let mut calls = chosen();
    for operation in Operation::all() {
        let is_chosen = calls.iter().any(|call| call.operation == operation);
        if is_chosen || operation.info().kind != OperationKind::Read {
            continue;
        }
        let arguments = shown_arguments(operation, scenarios)
            .with_context(|| format!("no scenario calls {operation} on the built-in seed"))?;
        calls.push(Call::new(operation, arguments));
    }
    Ok(calls)
}

/// The arguments of a call that succeeds on the built-in seed as the first step of a scenario.
fn shown_arguments(operation: Operation, scenarios: &[Scenario]) -> Option<Map<String, Value>> {
    let plain = scenarios.iter().filter(|scenario| {
        scenario.profile == Profile::Observed
            && scenario.text.seed.is_none()
            && scenario.text.faults.is_empty()
            && scenario.text.client.is_empty()
    });
    let mut first_steps = plain.filter_map(|scenario| scenario.text.steps.first());
    let shown = first_steps.find(|step| step.call == operation.info().call && step.succeeds())?;
    Some(shown.args.clone())
}

#[expect(clippy::too_many_lines, reason = "it is a table")]
fn chosen() -> Vec<Call> {
    vec![
        Call::of(Operation::GET_USER_INFO, json!({"email": "$user_email"}), |_, _| false),
        Call::of(
            Operation::CREATE_SYSTEM_USER,
            json!({
                "name": NEW_NAME,
                "email": NEW_EMAIL,
                "password": PASSWORD,
                "package_id": "$package",
                "expires_on": "2030-01-31",
            }),
            |before, after| grown(before, after, "users") == 1 && has(after, "users", "email", NEW_EMAIL),
        ),
        Call::of(Operation::UPDATE_USER, json!({"user_id": "$user", "name": NEW_NAME}), |_, after| {
            has(after, "users", "name", NEW_NAME)
        }),
        Call {
            has_middle: true,
            half: |before, after| {
                grown(before, after, "facebook_labels") == 1 && grown(before, after, "labels") == 0
            },
            ..Call::of(
                Operation::CREATE_LABEL,
                json!({"page_id": "$page_with_bot", "name": NEW_NAME}),
                |before, after| {
                    grown(before, after, "facebook_labels") == 1
                        && has(after, "labels", "label_name", NEW_NAME)
                },
            )
        },
        Call {
            has_middle: true,
            half: |before, after| grown(before, after, "assignments") == 1,
            ..Call::of(
                Operation::ASSIGN_LABEL,
                json!({
                    "page_id": "$page_with_bot",
                    "subscriber_id": "$subscriber",
                    "label_ids": ["$label", "$label_2"],
                }),
                |before, after| grown(before, after, "assignments") == 2,
            )
        },
        Call::of(Operation::CREATE_CONTACT_GROUP, json!({"name": NEW_NAME}), |before, after| {
            grown(before, after, "groups") == 1 && has(after, "groups", "type", NEW_NAME)
        }),
        Call::of(
            Operation::UPDATE_CONTACT_GROUP,
            json!({"group_id": "$group", "name": NEW_NAME}),
            |before, after| grown(before, after, "groups") == 0 && has(after, "groups", "type", NEW_NAME),
        ),
        Call::of(Operation::DELETE_CONTACT_GROUP, json!({"group_id": "$group_2"}), |before, after| {
            grown(before, after, "groups") == -1
        }),
        Call::of(
            Operation::CREATE_CONTACT,
            json!({"group_id": "$group", "email": NEW_EMAIL, "phone_number": NEW_PHONE}),
            |before, after| {
                grown(before, after, "contacts") == 1 && has(after, "contacts", "email", NEW_EMAIL)
            },
        ),
        Call::of(
            Operation::UPDATE_CONTACT,
            json!({"contact_id": "$contact", "first_name": NEW_NAME}),
            |_, after| has(after, "contacts", "first_name", NEW_NAME),
        ),
        Call {
            name: "update_contact with e-mail",
            ..Call::of(
                Operation::UPDATE_CONTACT,
                json!({"contact_id": "$contact", "email": NEW_EMAIL, "phone_number": NEW_PHONE}),
                |_, after| has(after, "contacts", "email", NEW_EMAIL),
            )
        },
        Call::of(Operation::DELETE_CONTACT, json!({"contact_id": "$contact"}), |before, after| {
            grown(before, after, "contacts") == -1
        }),
    ]
}

/// The number of duplicate rows that a call has created.
pub(super) fn duplicates(before: &Value, after: &Value) -> u64 {
    let tables = ["users", "contacts", "groups", "labels", "facebook_labels"];
    let created: i64 = tables.iter().map(|table| (grown(before, after, table) - 1).max(0)).sum();
    let twice = after["assignments"].as_array().map_or(0, |rows| {
        rows.iter().enumerate().filter(|(at, row)| rows[..*at].contains(row)).count() as u64
    });
    created.unsigned_abs() + twice
}
