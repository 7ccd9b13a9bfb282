//! The contacts, with an index over e-mail and phone: every write checks for uniqueness, and imports are long.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::database::collation::folded;
use crate::seed::rows::{Contact, RowId};

#[derive(Debug, Clone, Default)]
pub(crate) struct ContactTable {
    rows: BTreeMap<RowId, Contact>,
    emails: Index,
    phones: Index,
}

type Index = HashMap<String, BTreeSet<RowId>>;

/// The two columns that must be unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Address {
    Email,
    Phone,
}

impl ContactTable {
    pub(crate) fn get(&self, id: RowId) -> Option<&Contact> {
        self.rows.get(&id)
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &Contact> {
        self.rows.values()
    }

    /// Inserts a contact; it replaces one with the same ID.
    pub(crate) fn put(&mut self, contact: Contact) {
        self.remove(contact.id);
        for (index, value) in [(&mut self.emails, &contact.email), (&mut self.phones, &contact.phone_number)]
        {
            if let Some(value) = value {
                index.entry(folded(value)).or_default().insert(contact.id);
            }
        }
        self.rows.insert(contact.id, contact);
    }

    pub(crate) fn remove(&mut self, id: RowId) -> Option<Contact> {
        let contact = self.rows.remove(&id)?;
        for (index, value) in [(&mut self.emails, &contact.email), (&mut self.phones, &contact.phone_number)]
        {
            let Some(value) = value.as_deref().map(folded) else { continue };
            if let Some(ids) = index.get_mut(&value) {
                ids.remove(&id);
                if ids.is_empty() {
                    index.remove(&value);
                }
            }
        }
        Some(contact)
    }

    /// The contacts of all tenants, including soft-deleted ones, with this e-mail address or phone number.
    pub(crate) fn with(&self, address: Address, value: &str) -> impl Iterator<Item = &Contact> {
        let index = match address {
            Address::Email => &self.emails,
            Address::Phone => &self.phones,
        };
        index.get(&folded(value)).into_iter().flatten().filter_map(|id| self.rows.get(id))
    }
}
