//! Row identity: the key of the results file, and the detection of duplicates within one import.

mod collation;

use std::collections::HashMap;
use std::hash::BuildHasher;

use ring::digest::{SHA256, digest};

use super::row::{ImportRow, Problem};
use crate::error::ErrorCode;
use crate::ids::GroupId;

/// 64 bits in two halves, so that a map's entries need no padding: there is one for every row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Fingerprint([u32; 2]);

impl Fingerprint {
    fn of(bits: u64) -> Fingerprint {
        Fingerprint([(bits >> 32) as u32, bits as u32])
    }

    fn bits(self) -> u64 {
        u64::from(self.0[0]) << 32 | u64::from(self.0[1])
    }

    /// The key of a row: the first 64 bits of SHA-256 over the group's id, the lower-cased e-mail address and the phone
    /// number, with a line feed between them.
    pub(super) fn key(group_id: GroupId, row: &ImportRow) -> Fingerprint {
        let (email, phone) = (trimmed(&row.email).to_lowercase(), trimmed(&row.phone_number));
        let hash = digest(&SHA256, format!("{group_id}\n{email}\n{phone}").as_bytes());
        Fingerprint::of(hash.as_ref().iter().take(8).fold(0, |bits, byte| bits << 8 | u64::from(*byte)))
    }

    /// 16 hex digits.
    pub(super) fn hex(self) -> String {
        format!("{:016x}", self.bits())
    }

    pub(super) fn from_hex(text: &str) -> Option<Fingerprint> {
        let whole = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        whole.then(|| u64::from_str_radix(text, 16).ok().map(Fingerprint::of)).flatten()
    }
}

/// The first row with each e-mail address and phone number. It uses at most 30 bytes for each, 60 per row, regardless of
/// their length.
#[derive(Default)]
pub(super) struct Duplicates {
    emails: FirstSeen,
    phones: FirstSeen,
}

type FirstSeen = HashMap<Fingerprint, u32>;

/// An earlier row with the same value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Duplicate {
    pub(super) field: &'static str,
    pub(super) first: u32,
}

impl Duplicate {
    pub(super) fn problem(self) -> Problem {
        let Duplicate { field, first } = self;
        Problem {
            code: ErrorCode::DUPLICATE_ROW,
            field: Some(field.to_owned()),
            message: format!("row {first} has the same {field}"),
            reason: Some(format!("an earlier row has the same {field}")),
        }
    }
}

impl Duplicates {
    /// Adds a row, unless an earlier row has its e-mail address or phone number. A row that was added before is not its own
    /// duplicate, so that the second pass over a file finds the same duplicates as the first.
    pub(super) fn note(&mut self, number: u32, row: &ImportRow) -> Option<Duplicate> {
        let email = fingerprint(&self.emails, &collation::folded(trimmed(&row.email)));
        let phone = fingerprint(&self.phones, &dialled(trimmed(&row.phone_number)));
        let earlier = |firsts: &FirstSeen, at: Option<Fingerprint>, field| {
            let first = *firsts.get(&at?)?;
            (first < number).then_some(Duplicate { field, first })
        };
        let duplicate =
            earlier(&self.emails, email, "email").or_else(|| earlier(&self.phones, phone, "phone_number"));
        if duplicate.is_none() {
            email.map(|email| self.emails.insert(email, number));
            phone.map(|phone| self.phones.insert(phone, number));
        }
        duplicate
    }
}

fn fingerprint(firsts: &FirstSeen, text: &str) -> Option<Fingerprint> {
    // The hasher of the map: its secret key prevents a crafted file from causing collisions.
    (!text.is_empty()).then(|| Fingerprint::of(firsts.hasher().hash_one(text)))
}

/// The digits that are dialled abroad, so that `+39 333…`, `0039333…` and `39333…` are one number.
fn dialled(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("00") {
        Some(international) => international.to_owned(),
        None if digits.is_empty() => phone.to_lowercase(),
        None => digits,
    }
}

fn trimmed(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(email: &str, phone: &str) -> ImportRow {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        ImportRow { email: given(email), phone_number: given(phone), ..ImportRow::default() }
    }

    #[test]
    fn keys_are_stable() {
        let key = Fingerprint::key(GroupId(276), &row("Ada@Example.org", "+39333"));
        // printf '276\nada@example.org\n+39333' | sha256sum
        assert_eq!(key.hex(), "05d2ec13fffc93e6");
        assert_eq!(Fingerprint::from_hex(&key.hex()), Some(key));
        assert_eq!(Fingerprint::key(GroupId(276), &row(" ada@example.org ", "+39333 ")), key);
        for other in [row("ada@example.org", ""), row("", "+39333")] {
            assert_ne!(Fingerprint::key(GroupId(276), &other), key);
        }
        assert_ne!(Fingerprint::key(GroupId(277), &row("ada@example.org", "+39333")), key);
        assert_eq!(Fingerprint::from_hex("12"), None);
        assert_eq!(Fingerprint::from_hex("+123456789abcdef"), None);
    }

    #[test]
    fn only_the_first_of_several_rows_is_unique() {
        let rows = [
            (2, row("ada@example.org", "1")),
            (3, row("ADA@example.org", "2")),
            // The number of row 3 is free: row 3 is not sent.
            (4, row("bob@example.org", "2")),
            (5, row("", "1")),
            (6, row("", "")),
            (7, row("", "")),
            (8, row("prôv1@example.org", "3")),
            (9, row("PROV1@example.org", "4")),
            (10, row("zoe@example.org", "+39 333 1")),
            (11, row("bea@example.org", "0039333-1")),
        ];
        let expected = [
            None,
            Some(Duplicate { field: "email", first: 2 }),
            None,
            Some(Duplicate { field: "phone_number", first: 2 }),
            None,
            None,
            None,
            Some(Duplicate { field: "email", first: 8 }),
            None,
            Some(Duplicate { field: "phone_number", first: 10 }),
        ];
        let mut duplicates = Duplicates::default();
        for _ in 0..2 {
            let found: Vec<_> = rows.iter().map(|(number, row)| duplicates.note(*number, row)).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn an_entry_needs_no_padding() {
        assert_eq!(size_of::<(Fingerprint, u32)>(), 12);
    }
}
