//! What earlier runs recorded about rows and contacts.

use std::collections::HashMap;

use super::super::dedupe::{Fingerprint, keys_of_values};
use super::super::row::ImportRow;
use super::lines::{Entry, SENDING, Stored};
use crate::error::ErrorCode;
use crate::ids::{ContactId, GroupId};

/// A row's state from an earlier run. `invalid` rows are validated again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) enum RowState {
    /// Sent by row of this number, without a known outcome.
    Sending(u32),
    Created,
    Exists,
    Failed,
    Unknown,
}

/// The state of the rows from earlier runs.
#[derive(Debug, Default)]
pub(in crate::import) struct RowHistory {
    pub(super) rows: HashMap<Fingerprint, RowState>,
    /// The created contacts by the keys of their e-mail addresses and phone numbers.
    contacts: HashMap<Fingerprint, ContactKey>,
}

/// An ID in two halves, so that a map's entries need no padding.
#[derive(Debug, Clone, Copy)]
struct ContactKey([u32; 2]);

impl ContactKey {
    fn new(id: i64) -> ContactKey {
        ContactKey([(id >> 32) as u32, id as u32])
    }

    fn id(self) -> ContactId {
        ContactId(i64::from(self.0[0]) << 32 | i64::from(self.0[1]))
    }
}

impl RowHistory {
    /// Adds a line of the file; fails if its status is unknown.
    pub(super) fn add(&mut self, entry: Entry<'_>) -> Result<(), ()> {
        let Entry::Row(row) = entry else { return Ok(()) };
        let state = match row.status.as_ref() {
            SENDING => RowState::Sending(row.row),
            "created" => RowState::Created,
            "exists" => RowState::Exists,
            "failed" => RowState::Failed,
            "unknown" => RowState::Unknown,
            // A duplicate has the key of its original, and does not change the state of that row.
            "invalid" => return Ok(()),
            _ => return Err(()),
        };
        self.rows.insert(row.key, state);
        if state == RowState::Created {
            self.note_contact(&row);
        }
        Ok(())
    }

    fn note_contact(&mut self, row: &Stored<'_>) {
        let Some(id) = row.id.map(ContactKey::new) else { return };
        let keys = match (row.email_key, row.phone_key) {
            (None, None) => [Some(row.key), None],
            keys => [keys.0, keys.1],
        };
        for key in keys.into_iter().flatten() {
            self.contacts.insert(key, id);
        }
    }

    /// Whether no earlier run has sent a row.
    pub(in crate::import) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(in crate::import) fn get(&self, key: &Fingerprint) -> Option<RowState> {
        self.rows.get(key).copied()
    }

    /// The contact of a row that an earlier run created, or that the server rejects with `code` because it exists.
    pub(in crate::import) fn contact(
        &self,
        group_id: GroupId,
        row: &ImportRow,
        code: Option<&ErrorCode>,
    ) -> Option<ContactId> {
        if self.contacts.is_empty() {
            return None;
        }
        let known = |key: Option<Fingerprint>| self.contacts.get(&key?).map(|contact| contact.id());
        let [email, phone] = keys_of_values(group_id, row);
        match code {
            Some(code) if *code == ErrorCode::PHONE_TAKEN => known(phone),
            Some(code) if *code == ErrorCode::EMAIL_TAKEN => known(email),
            _ => known(email).or_else(|| known(phone)),
        }
    }
}
