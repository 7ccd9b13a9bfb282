//! An emulator, a client, and a folder for files.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use chat44mp::{Client, Error, ImportOptions, ImportReport, ImportRow, Operation};
use chat44mp_emulator::{Emulator, Fault, FaultKind};
use serde_json::Value;
use tempfile::TempDir;

pub(crate) struct Stage {
    pub(crate) emulator: Emulator,
    pub(crate) client: Client,
    pub(crate) group_id: i64,
    directory: TempDir,
}

impl Stage {
    pub(crate) fn new() -> Stage {
        let emulator = Emulator::start().unwrap();
        let fixtures = emulator.fixtures();
        let client = Client::builder(fixtures["member_key"].as_str().unwrap())
            .base_url(emulator.base_url())
            .backoff(Duration::from_millis(1))
            .build()
            .unwrap();
        let group_id = fixtures["group"].as_i64().unwrap();
        Stage { emulator, client, group_id, directory: TempDir::new().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn options(&self) -> ImportOptions {
        ImportOptions::new(self.group_id)
    }

    pub(crate) fn fault(&self, kind: FaultKind) -> Fault {
        Fault::new(kind).on(Operation::CREATE_CONTACT)
    }

    /// Imports a file with this content.
    pub(crate) async fn import(
        &self,
        bytes: impl AsRef<[u8]>,
        options: ImportOptions,
    ) -> Result<ImportReport, Error> {
        let path = self.path("people.csv");
        fs::write(&path, bytes).unwrap();
        self.client.contacts().import_file(path, options).await
    }

    /// The created contacts, in the order of their creation.
    pub(crate) fn contacts(&self) -> Vec<Value> {
        let before = Emulator::start().unwrap().state();
        let state = self.emulator.state();
        let contacts = state["contacts"].as_object().unwrap().iter();
        let new = contacts.filter(|(id, _)| before["contacts"].get(*id).is_none());
        let mut new: Vec<(i64, Value)> =
            new.map(|(id, contact)| (id.parse().unwrap(), contact.clone())).collect();
        new.sort_by_key(|(id, _)| *id);
        new.into_iter().map(|(_, contact)| contact).collect()
    }

    /// The created contacts, by e-mail address.
    pub(crate) fn created(&self) -> BTreeMap<String, Value> {
        let contacts = self.contacts().into_iter();
        contacts.map(|contact| (contact["email"].as_str().unwrap_or_default().to_owned(), contact)).collect()
    }

    /// The lines of a results file, without the first.
    pub(crate) fn lines(&self, name: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.path(name)).unwrap();
        text.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Row and status of each line.
    pub(crate) fn statuses(&self, name: &str) -> Vec<(u64, String)> {
        let status =
            |line: &Value| (line["row"].as_u64().unwrap(), line["status"].as_str().unwrap().to_owned());
        self.lines(name).iter().map(status).collect()
    }
}

pub(crate) fn person(number: usize) -> ImportRow {
    ImportRow {
        email: Some(format!("person{number}@import.example")),
        phone_number: Some(format!("+39333{number:07}")),
        first_name: Some("Ada".to_owned()),
        last_name: None,
    }
}

pub(crate) fn people(count: usize) -> Vec<ImportRow> {
    (1..=count).map(person).collect()
}

/// The same as CSV.
pub(crate) fn people_csv(count: usize) -> String {
    let mut text = "Email,Cellulare,Nome\n".to_owned();
    for row in people(count) {
        let [email, phone] = [&row.email, &row.phone_number].map(|value| value.as_deref().unwrap());
        text += &format!("{email},{phone},Ada\n");
    }
    text
}
