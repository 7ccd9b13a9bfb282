//! Users and their keys.

use std::fmt;

use chat44mp::ApiKey;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::rows::{RowId, zero_date_time};
use crate::database::collation::folded;
use crate::lenient::text;
use crate::php;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum UserType {
    Admin,
    #[default]
    Member,
}

/// Whether a user is active: an enum of the texts `"1"` and `"0"`, in which anything else is the empty text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "bool")]
pub(crate) enum UserStatus {
    #[serde(rename = "1")]
    Active,
    #[serde(rename = "0")]
    Disabled,
    #[serde(rename = "")]
    Empty,
}

impl UserStatus {
    /// The stored form of a text, which is one of the column's values or, as a number, the position of one.
    pub(crate) fn stored(text: &str) -> UserStatus {
        match (text.trim_end_matches(' '), text.trim().parse()) {
            ("1", _) | (_, Ok(1)) => UserStatus::Active,
            ("0", _) | (_, Ok(2_u32)) => UserStatus::Disabled,
            _ => UserStatus::Empty,
        }
    }
}

impl From<bool> for UserStatus {
    fn from(active: bool) -> Self {
        if active { UserStatus::Active } else { UserStatus::Disabled }
    }
}

/// The keys of a user; they print masked. Each key is a row, so the same key can occur twice.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Keys(Vec<String>);

impl Keys {
    /// Whether the key is exactly one of these.
    pub(crate) fn accept(&self, key: &str) -> bool {
        let key = folded(key);
        self.0.iter().filter(|own| folded(own) == key).count() == 1
    }

    /// The first key, masked.
    pub(crate) fn masked(&self) -> String {
        self.0.first().map(|key| ApiKey::from(key.as_str()).to_string()).unwrap_or_default()
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|key| ApiKey::from(key.as_str()))).finish()
    }
}

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum OneOrMore {
            One(String),
            More(Vec<String>),
        }
        Ok(match OneOrMore::deserialize(deserializer)? {
            OneOrMore::One(key) => Keys(vec![key]),
            OneOrMore::More(keys) => Keys(keys),
        })
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct User {
    #[serde(default)]
    pub(crate) id: RowId,
    pub(crate) name: String,
    pub(crate) email: String,
    #[serde(default, deserialize_with = "text")]
    pub(crate) mobile: String,
    #[serde(default)]
    pub(crate) address: String,
    #[serde(default)]
    pub(crate) user_type: UserType,
    #[serde(default = "active")]
    pub(crate) status: UserStatus,
    #[serde(default = "zero_date_time")]
    pub(crate) add_date: String,
    #[serde(default = "zero_date_time")]
    pub(crate) last_login_at: String,
    #[serde(default = "zero_date_time")]
    pub(crate) expired_date: String,
    #[serde(default)]
    pub(crate) package_id: RowId,
    #[serde(default, serialize_with = "address")]
    pub(crate) last_login_ip: String,
    /// One key or a list of them.
    #[serde(default, skip_serializing)]
    pub(crate) api_key: Keys,
    /// Whether there is a password; the password itself is not kept.
    #[serde(default, rename = "password", skip_serializing, deserialize_with = "is_given")]
    pub(crate) has_password: bool,
    #[serde(default, skip_serializing)]
    pub(crate) deleted: bool,
}

fn active() -> UserStatus {
    UserStatus::Active
}

fn is_given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    text(deserializer).map(|password| !password.is_empty())
}

/// The column is wide enough for 25 characters.
fn address<S: Serializer>(address: &str, serializer: S) -> Result<S::Ok, S::Error> {
    php::stored(address, 25).serialize(serializer)
}
