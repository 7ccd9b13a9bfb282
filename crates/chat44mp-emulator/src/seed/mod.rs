//! Seeds: the emulator's initial state, as YAML or JSON.

pub(crate) mod facebook;
pub(crate) mod rows;
pub(crate) mod users;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, LazyLock};

use jiff::civil::DateTime;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::database::clock;
use crate::error::SeedError;
use crate::language::Language;
use crate::lenient;
use crate::seed::facebook::Graph;
use crate::seed::rows::{Contact, Flow, Group, Label, Package, Page, RowId, Subscriber};
use crate::seed::users::User;

const DEFAULT: &str = include_str!("../../seeds/default.yaml");

/// The state that an emulator starts with and is reset to.
///
/// A seed with `extends: default` extends the built-in one: its rows are added (a row with an existing ID replaces that
/// row) and its settings take precedence. Any other seed starts from nothing.
/// `seeds/default.yaml` shows everything that a seed can contain.
#[derive(Clone)]
pub struct Seed(Arc<SeedFile>);

impl Seed {
    /// The built-in seed, with every named fixture.
    pub fn built_in() -> Result<Seed, SeedError> {
        // Parsed once: a test run starts hundreds of emulators.
        static BUILT_IN: LazyLock<Result<Seed, SeedError>> = LazyLock::new(|| Seed::from_yaml(DEFAULT));
        BUILT_IN.clone()
    }

    /// Parses a seed from YAML or JSON.
    pub fn from_yaml(text: &str) -> Result<Seed, SeedError> {
        Seed::resolve(lenient::parse(text).map_err(SeedError::new)?)
    }

    fn resolve(file: SeedFile) -> Result<Seed, SeedError> {
        let file = match file.extends {
            Some(Base::Default) => SeedFile::clone(&Seed::built_in()?.0).extended_by(file),
            None => file,
        };
        file.check()?;
        Ok(Seed(Arc::new(file)))
    }

    pub(crate) fn file(&self) -> &SeedFile {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Seed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Source;
        impl<'de> Visitor<'de> for Source {
            type Value = Seed;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a seed, or its text")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Seed, E> {
                Seed::from_yaml(text).map_err(E::custom)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Seed, A::Error> {
                let file = SeedFile::deserialize(MapAccessDeserializer::new(map))?;
                Seed::resolve(file).map_err(de::Error::custom)
            }
        }
        deserializer.deserialize_any(Source)
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Fixtures contain keys, so only counts are shown.
        f.debug_struct("Seed")
            .field("users", &self.0.users.len())
            .field("contacts", &self.0.contacts.len())
            .field("fixtures", &self.0.fixtures.len())
            .finish_non_exhaustive()
    }
}

/// A seed file.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SeedFile {
    extends: Option<Base>,
    /// The server's local start time; it advances by one second per request.
    pub(crate) clock: Option<String>,
    /// The server's offset from UTC, which affects only its `Date` header.
    pub(crate) utc_offset_minutes: Option<i32>,
    /// Whether responses have a `Date` header; a proxy may remove it.
    pub(crate) date_header: Option<bool>,
    pub(crate) language: Option<Language>,
    /// Respond to every call like a server that enforces HTTPS and is called over HTTP.
    pub(crate) force_https: Option<bool>,
    pub(crate) database_errors: Option<DatabaseErrors>,
    /// Show PHP errors, like a server left in development mode.
    pub(crate) php_errors: Option<bool>,
    pub(crate) next_ids: NextIds,
    pub(crate) graph: Graph,
    pub(crate) users: Vec<User>,
    pub(crate) packages: Vec<Package>,
    pub(crate) pages: Vec<Page>,
    pub(crate) subscribers: Vec<Subscriber>,
    pub(crate) labels: Vec<Label>,
    pub(crate) groups: Vec<Group>,
    pub(crate) contacts: Vec<Contact>,
    pub(crate) flows: Vec<Flow>,
    /// Names for values in the seed, so that tests need no literal IDs and keys.
    pub(crate) fixtures: BTreeMap<String, Value>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Base {
    Default,
}

/// How a rejected SQL statement shows in a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DatabaseErrors {
    /// PHP 8.1 and later: an uncaught exception.
    #[default]
    Exception,
    /// Before 8.1: a page that quotes the SQL and its values.
    Page,
}

/// The next ID of each table; by default the next free one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct NextIds {
    pub(crate) user: Option<RowId>,
    pub(crate) group: Option<RowId>,
    pub(crate) contact: Option<RowId>,
    pub(crate) label: Option<RowId>,
    /// The ID that Facebook assigns to the next label.
    pub(crate) facebook_label: Option<i64>,
}

impl SeedFile {
    fn extended_by(mut self, more: SeedFile) -> SeedFile {
        self.clock = more.clock.or(self.clock);
        self.utc_offset_minutes = more.utc_offset_minutes.or(self.utc_offset_minutes);
        self.date_header = more.date_header.or(self.date_header);
        self.language = more.language.or(self.language);
        self.force_https = more.force_https.or(self.force_https);
        self.database_errors = more.database_errors.or(self.database_errors);
        self.php_errors = more.php_errors.or(self.php_errors);
        self.next_ids = NextIds {
            user: more.next_ids.user.or(self.next_ids.user),
            group: more.next_ids.group.or(self.next_ids.group),
            contact: more.next_ids.contact.or(self.next_ids.contact),
            label: more.next_ids.label.or(self.next_ids.label),
            facebook_label: more.next_ids.facebook_label.or(self.next_ids.facebook_label),
        };
        self.graph.label_ids = more.graph.label_ids.or(self.graph.label_ids);
        self.graph.pages.extend(more.graph.pages);
        self.graph.subscribers.extend(more.graph.subscribers);
        put(&mut self.users, more.users, |a, b| a.id == b.id && a.id != 0);
        put(&mut self.packages, more.packages, |a, b| a.id == b.id);
        put(&mut self.pages, more.pages, |a, b| a.page_id == b.page_id);
        put(&mut self.subscribers, more.subscribers, |a, b| {
            a.subscriber_id == b.subscriber_id && a.page_id == b.page_id
        });
        put(&mut self.labels, more.labels, |a, b| a.id == b.id && a.id != 0);
        put(&mut self.groups, more.groups, |a, b| a.id == b.id && a.id != 0);
        put(&mut self.contacts, more.contacts, |a, b| a.id == b.id && a.id != 0);
        put(&mut self.flows, more.flows, |a, b| a.id == b.id);
        self.fixtures.extend(more.fixtures);
        self
    }

    fn check(&self) -> Result<(), SeedError> {
        if let Some(clock) = &self.clock
            && clock.parse::<DateTime>().is_err()
        {
            return Err(SeedError::new(format!(
                "clock: {clock:?} is not a date-time like \"2026-01-15 09:00:00\""
            )));
        }
        if let Some(minutes) = self.utc_offset_minutes
            && clock::offset(minutes).is_none()
        {
            return Err(SeedError::new(format!("utc_offset_minutes: {minutes} is not an offset from UTC")));
        }
        let users: BTreeSet<RowId> = self.users.iter().map(|user| user.id).collect();
        let owners = [
            ("pages", self.pages.iter().map(|row| row.user_id).collect::<Vec<_>>()),
            ("subscribers", self.subscribers.iter().map(|row| row.user_id).collect()),
            ("labels", self.labels.iter().map(|row| row.user_id).collect()),
            ("groups", self.groups.iter().map(|row| row.user_id).collect()),
            ("contacts", self.contacts.iter().map(|row| row.user_id).collect()),
            ("flows", self.flows.iter().map(|row| row.user_id).collect()),
        ];
        for (table, ids) in owners {
            if let Some(id) = ids.iter().find(|id| !users.contains(id)) {
                return Err(SeedError::new(format!("{table}: there is no user with the id {id}")));
            }
        }
        Ok(())
    }
}

fn put<T>(rows: &mut Vec<T>, more: Vec<T>, same: fn(&T, &T) -> bool) {
    for row in more {
        match rows.iter_mut().find(|old| same(old, &row)) {
            Some(old) => *old = row,
            None => rows.push(row),
        }
    }
}
