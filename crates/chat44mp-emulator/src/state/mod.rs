//! The emulated database with its clock, next IDs and Facebook.

pub(crate) mod contacts;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::database::clock::Clock;
use crate::database::collation::folded;
use crate::language::Language;
use crate::php::json;
use crate::seed::facebook::Graph;
use crate::seed::rows::{Flow, Group, Label, Package, Page, RowId, Subscriber};
use crate::seed::users::User;
use crate::seed::{DatabaseErrors, Seed};
use crate::state::contacts::ContactTable;

#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) clock: Clock,
    /// Whether responses have a `Date` header.
    pub(crate) date_header: bool,
    pub(crate) language: Language,
    pub(crate) force_https: bool,
    pub(crate) database_errors: DatabaseErrors,
    pub(crate) php_errors: bool,
    pub(crate) users: BTreeMap<RowId, User>,
    pub(crate) packages: Vec<Package>,
    pub(crate) pages: Vec<Page>,
    pub(crate) subscribers: Vec<Subscriber>,
    pub(crate) labels: BTreeMap<RowId, Label>,
    pub(crate) assignments: Vec<Assigned>,
    pub(crate) groups: BTreeMap<RowId, Group>,
    pub(crate) contacts: ContactTable,
    pub(crate) flows: Vec<Flow>,
    pub(crate) graph: Graph,
    /// Number of labels that Facebook created since the start, whether or not the server stored them.
    facebook_labels: u64,
    unknown_routes: u64,
    next: Next,
    changed: bool,
}

/// A label that is assigned to a subscriber.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assigned {
    pub(crate) label_id: String,
    pub(crate) subscriber_id: String,
}

#[derive(Debug, Clone)]
struct Next {
    user: RowId,
    group: RowId,
    contact: RowId,
    label: RowId,
    facebook_label: i64,
}

impl State {
    pub(crate) fn new(seed: &Seed) -> State {
        let file = seed.file();
        let ids = &file.next_ids;
        let next = Next {
            user: next_free(ids.user, file.users.iter().map(|row| row.id)),
            group: next_free(ids.group, file.groups.iter().map(|row| row.id)),
            contact: next_free(ids.contact, file.contacts.iter().map(|row| row.id)),
            label: next_free(ids.label, file.labels.iter().map(|row| row.id)),
            facebook_label: ids.facebook_label.unwrap_or(24_728_562_094_021_881),
        };
        let start = file.clock.as_deref().and_then(|clock| clock.parse().ok());
        let mut state = State {
            clock: Clock::new(start, file.utc_offset_minutes),
            date_header: file.date_header.unwrap_or(true),
            language: file.language.unwrap_or_default(),
            force_https: file.force_https.unwrap_or_default(),
            database_errors: file.database_errors.unwrap_or_default(),
            php_errors: file.php_errors.unwrap_or_default(),
            users: BTreeMap::new(),
            packages: file.packages.clone(),
            pages: file.pages.clone(),
            subscribers: file.subscribers.clone(),
            labels: BTreeMap::new(),
            assignments: Vec::new(),
            groups: BTreeMap::new(),
            contacts: ContactTable::default(),
            flows: file.flows.clone(),
            graph: file.graph.clone(),
            facebook_labels: 0,
            unknown_routes: 0,
            next,
            changed: false,
        };
        for mut user in file.users.iter().cloned() {
            user.id = pick(user.id, &mut state.next.user);
            state.users.insert(user.id, user);
        }
        for mut label in file.labels.iter().cloned() {
            label.id = pick(label.id, &mut state.next.label);
            state.labels.insert(label.id, label);
        }
        for mut group in file.groups.iter().cloned() {
            group.id = pick(group.id, &mut state.next.group);
            state.groups.insert(group.id, group);
        }
        for mut contact in file.contacts.iter().cloned() {
            contact.id = pick(contact.id, &mut state.next.contact);
            state.contacts.put(contact);
        }
        state.assignments = state.seeded_assignments();
        state
    }

    /// The labels that subscribers have from the start.
    fn seeded_assignments(&self) -> Vec<Assigned> {
        let rows =
            self.subscribers.iter().flat_map(|one| one.labels.iter().map(|row| (row, &one.subscriber_id)));
        rows.filter_map(|(row, subscriber_id)| {
            let label_id = self.labels.get(row)?.label_id.clone()?;
            Some(Assigned { label_id, subscriber_id: subscriber_id.clone() })
        })
        .collect()
    }

    pub(crate) fn new_user_id(&mut self) -> RowId {
        pick(0, &mut self.next.user)
    }

    pub(crate) fn new_group_id(&mut self) -> RowId {
        pick(0, &mut self.next.group)
    }

    pub(crate) fn new_contact_id(&mut self) -> RowId {
        pick(0, &mut self.next.contact)
    }

    pub(crate) fn new_label_row(&mut self) -> RowId {
        pick(0, &mut self.next.label)
    }

    /// The ID that Facebook assigns to the next label.
    pub(crate) fn facebook_label_id(&self) -> i64 {
        self.next.facebook_label
    }

    /// Records that Facebook created a label.
    pub(crate) fn count_facebook_label(&mut self) {
        self.next.facebook_label += 1;
        self.facebook_labels += 1;
        self.changed = true;
    }

    /// Records that a handler changed something.
    pub(crate) fn touch(&mut self) {
        self.changed = true;
    }

    /// Whether anything changed since the last call.
    pub(crate) fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    pub(crate) fn count_unknown_route(&mut self) {
        self.unknown_routes += 1;
    }

    /// The page with that ID, if it is this user's.
    pub(crate) fn page(&self, user_id: RowId, page_id: &str) -> Option<&Page> {
        let page_id = folded(page_id);
        self.pages.iter().find(|page| page.user_id == user_id && folded(&page.page_id) == page_id)
    }

    /// The whole state, for assertions: row counts and rows by ID, without secrets.
    pub(crate) fn to_value(&self) -> Value {
        let users = self.users.values().map(|user| {
            let mut row = json::row(user);
            row["deleted"] = u8::from(user.deleted).to_string().into();
            row["password"] = if user.has_password { "***" } else { "" }.into();
            row["api_key"] = user.api_key.masked().into();
            (user.id.to_string(), row)
        });
        let assignments = self
            .assignments
            .iter()
            .map(|row| json!({"label_id": row.label_id, "subscriber_id": row.subscriber_id}));
        json!({
            "counts": {
                "users": self.users.len(),
                "packages": self.packages.len(),
                "pages": self.pages.len(),
                "subscribers": self.subscribers.len(),
                "labels": self.labels.len(),
                "assignments": self.assignments.len(),
                "facebook_labels": self.facebook_labels,
                "groups": self.groups.len(),
                "contacts": self.contacts.iter().len(),
                "flows": self.flows.len(),
            },
            "users": users.collect::<BTreeMap<_, _>>(),
            "packages": table(&self.packages, |row| row.id.to_string()),
            "pages": table(&self.pages, |row| row.page_id.clone()),
            "subscribers": self.subscribers.iter().map(json::row).collect::<Vec<_>>(),
            "labels": table(self.labels.values(), |row| row.id.to_string()),
            "assignments": assignments.collect::<Vec<_>>(),
            "groups": table(self.groups.values(), |row| row.id.to_string()),
            "contacts": table(self.contacts.iter(), |row| row.id.to_string()),
            "flows": table(&self.flows, |row| row.id.to_string()),
            "clock": self.clock.sql(),
            "unknown_routes": self.unknown_routes,
        })
    }
}

/// The rows of a table by their IDs.
fn table<'a, T: Serialize + 'a>(
    rows: impl IntoIterator<Item = &'a T>,
    id: impl Fn(&T) -> String,
) -> BTreeMap<String, Value> {
    rows.into_iter().map(|row| (id(row), json::row(row))).collect()
}

fn next_free(requested: Option<RowId>, used: impl Iterator<Item = RowId>) -> RowId {
    let free = used.max().unwrap_or(0) + 1;
    requested.unwrap_or(free).max(free)
}

fn pick(id: RowId, next: &mut RowId) -> RowId {
    if id != 0 {
        return id;
    }
    let id = *next;
    *next += 1;
    id
}
