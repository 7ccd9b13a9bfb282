//! Users and their keys.

use std::fmt;

use serde::Deserialize;
use serde::de::Deserializer;

use super::rows::{Columns, RowId, number, text, zero_date_time};
use crate::database::collation::folded;
use crate::mask;
use crate::php;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub(crate) enum UserType {
    Admin,
    #[default]
    Member,
}

/// Whether a user is active: an enum of the texts `"1"` and `"0"`, in which anything else is the empty text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(from = "bool")]
pub(crate) enum UserStatus {
    Active,
    Disabled,
    Empty,
}

impl UserStatus {
    /// What the column keeps of a text, which is one of its values or, as a number, the position of one.
    pub(crate) fn stored(text: &str) -> UserStatus {
        match (text.trim_end_matches(' '), text.trim().parse()) {
            ("1", _) | (_, Ok(1)) => UserStatus::Active,
            ("0", _) | (_, Ok(2_u32)) => UserStatus::Disabled,
            _ => UserStatus::Empty,
        }
    }

    fn text(self) -> &'static str {
        match self {
            UserStatus::Active => "1",
            UserStatus::Disabled => "0",
            UserStatus::Empty => "",
        }
    }
}

impl From<bool> for UserStatus {
    fn from(active: bool) -> Self {
        if active { UserStatus::Active } else { UserStatus::Disabled }
    }
}

/// The keys of a user, which do not print. One row each, so the same key may be there twice.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Keys(Vec<String>);

impl Keys {
    /// Whether the key is one of these, and only once.
    pub(crate) fn accept(&self, key: &str) -> bool {
        let key = folded(key);
        self.0.iter().filter(|own| folded(own) == key).count() == 1
    }

    /// The first key, masked.
    pub(crate) fn masked(&self) -> String {
        self.0.first().map(|key| mask::key(key)).unwrap_or_default()
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|key| mask::key(key))).finish()
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

#[derive(Debug, Clone, PartialEq, Deserialize)]
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
    #[serde(default)]
    pub(crate) last_login_ip: String,
    /// One key or a list of them.
    #[serde(default)]
    pub(crate) api_key: Keys,
    /// All that is kept of a password: whether there is one.
    #[serde(default, rename = "password", deserialize_with = "is_given")]
    pub(crate) has_password: bool,
    #[serde(default)]
    pub(crate) deleted: bool,
}

impl User {
    pub(crate) fn columns(&self) -> Columns {
        vec![
            ("id", number(self.id)),
            ("name", self.name.as_str().into()),
            ("email", self.email.as_str().into()),
            ("mobile", self.mobile.as_str().into()),
            ("address", self.address.as_str().into()),
            ("user_type", if self.user_type == UserType::Admin { "Admin" } else { "Member" }.into()),
            ("status", self.status.text().into()),
            ("add_date", self.add_date.as_str().into()),
            ("last_login_at", self.last_login_at.as_str().into()),
            ("expired_date", self.expired_date.as_str().into()),
            ("package_id", number(self.package_id)),
            ("last_login_ip", php::stored(&self.last_login_ip, 25).into()),
        ]
    }
}

fn active() -> UserStatus {
    UserStatus::Active
}

fn is_given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    text(deserializer).map(|password| !password.is_empty())
}
