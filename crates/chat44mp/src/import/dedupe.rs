//! Row identity: the key of the results file, and the detection of duplicates within one import.

use std::collections::HashMap;
use std::hash::BuildHasher;

use icu_normalizer::properties::{CanonicalDecomposition, CanonicalDecompositionBorrowed, Decomposed};
use ring::digest::{SHA256, digest};
use serde::Deserialize;

use super::row::{ImportRow, Problem, SourceRow};
use crate::error::ErrorCode;
use crate::ids::GroupId;

/// 64 bits in two halves, so that a map's entries need no padding: there is one for every row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "&str")]
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
    pub(super) fn key(group_id: GroupId, email: Option<&str>, phone: Option<&str>) -> Fingerprint {
        let (email, phone) = (trimmed(email).to_lowercase(), trimmed(phone));
        let hash = digest(&SHA256, format!("{group_id}\n{email}\n{phone}").as_bytes());
        Fingerprint::of(hash.as_ref().iter().take(8).fold(0, |bits, byte| bits << 8 | u64::from(*byte)))
    }

    /// The key of a row from the source. It has the phone number as given, so that a row keeps its key if `phone_region` changes:
    /// otherwise, a resumed import would create its contact again.
    pub(super) fn of_row(group_id: GroupId, row: &SourceRow) -> Fingerprint {
        let phone = row.given_phone.as_ref().or(row.row.phone_number.as_ref());
        Fingerprint::key(group_id, row.row.email.as_deref(), phone.map(String::as_str))
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

impl TryFrom<&str> for Fingerprint {
    type Error = &'static str;

    fn try_from(hex: &str) -> Result<Fingerprint, &'static str> {
        Fingerprint::from_hex(hex).ok_or("a key has 16 hex digits")
    }
}

/// The keys that rows with only the e-mail address, or only the phone number, of a row have.
pub(super) fn keys_of_values(group_id: GroupId, row: &ImportRow) -> [Option<Fingerprint>; 2] {
    let email = row.email.as_deref().map(|email| Fingerprint::key(group_id, Some(email), None));
    let phone = row.phone_number.as_deref().map(|phone| Fingerprint::key(group_id, None, Some(phone)));
    [email, phone]
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
        Problem::new(ErrorCode::DUPLICATE_ROW, Some(field), &format!("row {first} has the same `{field}`"))
            .because(&format!("an earlier row has the same `{field}`"))
    }
}

impl Duplicates {
    /// Adds a row, unless an earlier row has its e-mail address or phone number. A row that was added before is not its own
    /// duplicate, so that the second pass over a file finds the same duplicates as the first.
    pub(super) fn note(&mut self, number: u32, row: &ImportRow) -> Option<Duplicate> {
        let email = fingerprint(&self.emails, &folded(trimmed(row.email.as_deref())));
        let phone = fingerprint(&self.phones, &dialled(trimmed(row.phone_number.as_deref())));
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

/// An e-mail address as the server compares it: without case, accents, and blanks around it.
fn folded(email: &str) -> String {
    if email.is_ascii() {
        return email.to_ascii_lowercase();
    }
    email.chars().map(base_letter).flat_map(char::to_lowercase).collect()
}

/// The letter without its accents, and `s` for `ß`. Syllables of Hangul have no accents.
fn base_letter(mut letter: char) -> char {
    const DECOMPOSITION: CanonicalDecompositionBorrowed<'static> = CanonicalDecomposition::new();
    loop {
        match DECOMPOSITION.decompose(letter) {
            Decomposed::Singleton(same) => letter = same,
            Decomposed::Expansion(base, _) if !('\u{ac00}'..='\u{d7a3}').contains(&letter) => letter = base,
            _ if matches!(letter, 'ß' | 'ẞ') => return 's',
            _ if letter == 'ı' => return 'i',
            _ => return letter,
        }
    }
}

fn trimmed(text: Option<&str>) -> &str {
    text.unwrap_or_default().trim()
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
        let key = |group, email, phone| Fingerprint::key(GroupId(group), email, phone);
        let ada = key(276, Some("Ada@Example.org"), Some("+39333"));
        // printf '276\nada@example.org\n+39333' | sha256sum
        assert_eq!(ada.hex(), "05d2ec13fffc93e6");
        assert_eq!(Fingerprint::from_hex(&ada.hex()), Some(ada));
        assert_eq!(key(276, Some(" ada@example.org "), Some("+39333 ")), ada);
        assert_ne!(key(276, Some("ada@example.org"), None), ada);
        assert_ne!(key(276, None, Some("+39333")), ada);
        assert_ne!(key(277, Some("ada@example.org"), Some("+39333")), ada);
        assert_eq!(Fingerprint::from_hex("12"), None);
        assert_eq!(Fingerprint::from_hex("+123456789abcdef"), None);
    }

    #[test]
    fn compares_addresses_as_the_server_does() {
        for (a, b) in
            [("prôv1@x", "PROV1@X"), ("señor@x", "SENOR@x"), ("straße@x", "STRASE@x"), ("İı@x", "ii@x")]
        {
            assert_eq!(folded(a), folded(b), "{a} {b}");
        }
        for (a, b) in [("o@x", "ø@x"), ("ae@x", "æ@x"), ("한@x", "하@x")] {
            assert_ne!(folded(a), folded(b), "{a} {b}");
        }
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
        ];
        let expected = [
            None,
            Some(Duplicate { field: "email", first: 2 }),
            None,
            Some(Duplicate { field: "phone_number", first: 2 }),
            None,
            None,
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
