//! The calls of the matrix, and how to see in the emulator's state whether a write was applied.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chat44mp::{
    BoxFuture, Change, Client, ContactUpdate, Error, NewContact, NewUser, Operation, PackageId, UserUpdate,
};
use serde_json::Value;

use super::state::State;

/// What the canary looks for. Every character that some spelling changes is in it.
pub(super) const PASSWORD: &str = "K4n&ri'n \"v0gel\" <97>%41";

pub(super) const NEW_EMAIL: &str = "nuova.persona@example.org";
const NEW_PHONE: &str = "3339990001";
const NEW_NAME: &str = "Nuova Persona";

/// The seed's names for what it holds.
pub(super) struct Fixtures(BTreeMap<String, Value>);

impl Fixtures {
    pub(super) fn new(names: BTreeMap<String, Value>) -> Fixtures {
        Fixtures(names)
    }

    pub(super) fn text(&self, name: &str) -> Result<String> {
        let value = self.0.get(name).with_context(|| format!("the seed has no fixture {name:?}"))?;
        Ok(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    }

    fn id(&self, name: &str) -> Result<i64> {
        self.text(name)?.parse().with_context(|| format!("the fixture {name:?} is no id"))
    }
}

/// One call of the matrix.
pub(super) struct Call {
    /// The operation's wire name, with what is special about the call.
    pub(super) name: &'static str,
    pub(super) operation: Operation,
    /// Whether the server does two things, so that it can be interrupted between them.
    pub(super) has_middle: bool,
    pub(super) make: MakeCall,
    /// For writes: whether the work is done, seen from the states before and after.
    applied: Seen,
    /// For the two operations that do two things: whether the first is done.
    half: Seen,
}

/// What a successful call says.
#[derive(Debug)]
pub(super) enum Done {
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
    const fn read(operation: Operation, make: MakeCall) -> Call {
        let nothing: Seen = |_, _| false;
        Call { name: operation.name(), operation, has_middle: false, make, applied: nothing, half: nothing }
    }

    const fn write(operation: Operation, make: MakeCall, applied: Seen) -> Call {
        Call { applied, ..Call::read(operation, make) }
    }

    /// What became of the state; none if it is none of the three.
    pub(super) fn state(&self, before: &Value, after: &Value) -> Option<State> {
        if rows(before) == rows(after) {
            Some(State::Untouched)
        } else if (self.applied)(before, after) {
            Some(State::Applied)
        } else if (self.half)(before, after) {
            Some(State::Half)
        } else {
            None
        }
    }
}

type MakeCall = fn(Client, &Fixtures) -> Result<BoxFuture<Result<Done, Error>>>;
type Seen = fn(&Value, &Value) -> bool;

/// Everything in the state that a request changes on purpose.
fn rows(state: &Value) -> Vec<&Value> {
    ["counts", "users", "contacts", "groups", "labels", "assignments"].map(|table| &state[table]).to_vec()
}

/// How many more rows a table has.
pub(super) fn grown(before: &Value, after: &Value, table: &str) -> i64 {
    let count = |state: &Value| state["counts"][table].as_i64().unwrap_or(0);
    count(after) - count(before)
}

fn has(state: &Value, table: &str, column: &str, text: &str) -> bool {
    state[table].as_object().is_some_and(|rows| rows.values().any(|row| row[column] == text))
}

/// A call that gives a value.
macro_rules! value {
    (|$client:ident, $fixtures:ident| $call:expr) => {
        |$client, $fixtures| {
            let call = $call;
            Ok(Box::pin(async move { call.await.map(|_| Done::Ok) }))
        }
    };
}

/// A call that says whether there was something to change.
macro_rules! change {
    (|$client:ident, $fixtures:ident| $call:expr) => {
        |$client, $fixtures| {
            let call = $call;
            Ok(Box::pin(async move {
                call.await.map(|change| match change {
                    Change::Applied => Done::Ok,
                    Change::Unchanged => Done::Unchanged,
                })
            }))
        }
    };
}

/// Every call of the matrix.
pub(super) const CALLS: &[Call] = &[
    Call::read(
        Operation::GetUserInfo,
        value!(|client, fixtures| client.users().get(fixtures.text("user_email")?.as_str())),
    ),
    Call::write(
        Operation::CreateSystemUser,
        value!(|client, fixtures| {
            let package = PackageId(fixtures.id("package")?);
            let day = jiff::civil::date(2030, 1, 31);
            client.users().create(NewUser::new(NEW_NAME, NEW_EMAIL, PASSWORD, package, day))
        }),
        |before, after| grown(before, after, "users") == 1 && has(after, "users", "email", NEW_EMAIL),
    ),
    Call::write(
        Operation::UpdateUser,
        value!(|client, fixtures| {
            let update = UserUpdate { name: Some(NEW_NAME.into()), ..UserUpdate::default() };
            client.users().update(fixtures.id("user")?, update)
        }),
        |_, after| has(after, "users", "name", NEW_NAME),
    ),
    Call::read(Operation::GetAllPackages, value!(|client, _fixtures| client.packages().list())),
    Call::read(
        Operation::SubscriberInformation,
        value!(|client, fixtures| client.subscribers().get(fixtures.text("subscriber")?)),
    ),
    Call::read(
        Operation::GetAllLabels,
        value!(|client, fixtures| client.labels().list(fixtures.text("page_with_bot")?)),
    ),
    Call {
        has_middle: true,
        half: |before, after| {
            grown(before, after, "facebook_labels") == 1 && grown(before, after, "labels") == 0
        },
        ..Call::write(
            Operation::CreateLabel,
            value!(|client, fixtures| client.labels().create(fixtures.text("page_with_bot")?, NEW_NAME)),
            |before, after| {
                grown(before, after, "facebook_labels") == 1 && has(after, "labels", "label_name", NEW_NAME)
            },
        )
    },
    Call {
        has_middle: true,
        half: |before, after| grown(before, after, "assignments") == 1,
        ..Call::write(
            Operation::AssignLabel,
            value!(|client, fixtures| {
                let labels = [fixtures.text("label")?, fixtures.text("label_2")?];
                client.labels().assign(fixtures.text("page_with_bot")?, fixtures.text("subscriber")?, labels)
            }),
            |before, after| grown(before, after, "assignments") == 2,
        )
    },
    Call::read(
        Operation::GetContactGroup,
        value!(|client, fixtures| client.contact_groups().get(fixtures.id("group")?)),
    ),
    Call::write(
        Operation::CreateContactGroup,
        value!(|client, _fixtures| client.contact_groups().create(NEW_NAME)),
        |before, after| grown(before, after, "groups") == 1 && has(after, "groups", "type", NEW_NAME),
    ),
    Call::write(
        Operation::UpdateContactGroup,
        change!(|client, fixtures| client.contact_groups().update(fixtures.id("group")?, NEW_NAME)),
        |before, after| grown(before, after, "groups") == 0 && has(after, "groups", "type", NEW_NAME),
    ),
    Call::write(
        Operation::DeleteContactGroup,
        value!(|client, fixtures| client.contact_groups().delete(fixtures.id("group_2")?)),
        |before, after| grown(before, after, "groups") == -1,
    ),
    Call::read(
        Operation::GetContact,
        value!(|client, fixtures| client.contacts().get(fixtures.id("contact")?)),
    ),
    Call::write(
        Operation::CreateContact,
        value!(|client, fixtures| client.contacts().create(NewContact {
            group_id: fixtures.id("group")?.into(),
            email: Some(NEW_EMAIL.into()),
            phone_number: Some(NEW_PHONE.into()),
            ..NewContact::default()
        })),
        |before, after| grown(before, after, "contacts") == 1 && has(after, "contacts", "email", NEW_EMAIL),
    ),
    Call::write(
        Operation::UpdateContact,
        change!(|client, fixtures| {
            let update = ContactUpdate { first_name: Some(NEW_NAME.into()), ..ContactUpdate::default() };
            client.contacts().update(fixtures.id("contact")?, update)
        }),
        |_, after| has(after, "contacts", "first_name", NEW_NAME),
    ),
    Call {
        name: "update_contact with e-mail",
        ..Call::write(
            Operation::UpdateContact,
            change!(|client, fixtures| {
                let update = ContactUpdate {
                    email: Some(NEW_EMAIL.into()),
                    phone_number: Some(NEW_PHONE.into()),
                    ..ContactUpdate::default()
                };
                client.contacts().update(fixtures.id("contact")?, update)
            }),
            |_, after| has(after, "contacts", "email", NEW_EMAIL),
        )
    },
    Call::write(
        Operation::DeleteContact,
        value!(|client, fixtures| client.contacts().delete(fixtures.id("contact")?)),
        |before, after| grown(before, after, "contacts") == -1,
    ),
    Call::read(Operation::GetFlowCampaigns, value!(|client, _fixtures| client.flows().list())),
    Call::read(
        Operation::GetFlowCampaignInfo,
        value!(|client, fixtures| client.flows().get(fixtures.id("flow")?)),
    ),
    Call::read(
        Operation::GetSingleSubscriberFlowInfo,
        value!(|client, fixtures| {
            client.flows().subscriber_answers(fixtures.id("flow")?, fixtures.text("flow_subscriber")?)
        }),
    ),
    Call::read(Operation::GetAllSubscriberFlowInfo, |client, fixtures| {
        let mut rows = client.flows().answers(fixtures.id("flow")?);
        Ok(Box::pin(async move {
            while let Some(row) = rows.next().await {
                row?;
            }
            Ok(Done::Ok)
        }))
    }),
];

/// How many rows too many a call has made.
pub(super) fn duplicates(before: &Value, after: &Value) -> u64 {
    let tables = ["users", "contacts", "groups", "labels", "facebook_labels"];
    let made: i64 = tables.iter().map(|table| (grown(before, after, table) - 1).max(0)).sum();
    let twice = after["assignments"].as_array().map_or(0, |rows| {
        rows.iter().enumerate().filter(|(at, row)| rows[..*at].contains(row)).count() as u64
    });
    made.unsigned_abs() + twice
}
