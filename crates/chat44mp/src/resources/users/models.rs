//! Users of the platform.

use chat44mp_macros::{argument, model, wire};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::decode::envelope::Envelope;
use crate::decode::success;
use crate::error::Error;
use crate::ids::{PackageId, UserId};
use crate::interop::string_enum;
use crate::lenient;
use crate::secret::Password;

/// A user of the platform.
#[model(constants(MEMBER, ADMIN))]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct User {
    /// The user's id.
    pub id: UserId,
    /// Name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// E-mail address.
    #[serde(default, deserialize_with = "lenient::text")]
    pub email: String,
    /// Mobile number; can be empty.
    #[serde(default, deserialize_with = "lenient::text")]
    pub mobile: String,
    /// Postal address; can be empty.
    #[serde(default, deserialize_with = "lenient::text")]
    pub address: String,
    /// `User.MEMBER`, `User.ADMIN`, or a value of a newer server.
    #[serde(default, deserialize_with = "lenient::text")]
    pub user_type: String,
    /// Whether the user is enabled; `status` on the wire.
    #[serde(default, rename(deserialize = "status"), deserialize_with = "lenient::flag")]
    pub active: bool,
    /// When the user was created, by the server's clock; `add_date` on the wire.
    #[serde(default, rename(deserialize = "add_date"), deserialize_with = "lenient::date_time")]
    pub created_at: Option<DateTime>,
    /// When the user last logged in, by the server's clock.
    #[serde(default, deserialize_with = "lenient::date_time")]
    pub last_login_at: Option<DateTime>,
    /// When the package expires, by the server's clock; `expired_date` on the wire. The API does not check it.
    #[serde(default, rename(deserialize = "expired_date"), deserialize_with = "lenient::date_time")]
    pub expires_at: Option<DateTime>,
    /// The user's package.
    #[serde(default, deserialize_with = "lenient::optional_id")]
    pub package_id: Option<PackageId>,
    /// The IP address of the last login, truncated to 25 characters; can be empty.
    #[serde(default, deserialize_with = "lenient::text")]
    pub last_login_ip: String,
}

impl User {
    /// The `user_type` of an ordinary user.
    pub const MEMBER: &str = "Member";
    /// The `user_type` of an administrator.
    pub const ADMIN: &str = "Admin";
}

/// Which user to find: exactly one of the two.
#[argument]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "reflection", derive(Deserialize), serde(deny_unknown_fields))]
pub struct UserFilter {
    /// By id.
    pub user_id: Option<UserId>,
    /// By e-mail address, in any case.
    pub email: Option<String>,
}

impl From<UserId> for UserFilter {
    fn from(user_id: UserId) -> Self {
        UserFilter { user_id: Some(user_id), email: None }
    }
}

impl From<i64> for UserFilter {
    fn from(user_id: i64) -> Self {
        UserFilter::from(UserId(user_id))
    }
}

impl From<String> for UserFilter {
    fn from(email: String) -> Self {
        UserFilter { user_id: None, email: Some(email) }
    }
}

impl From<&str> for UserFilter {
    fn from(email: &str) -> Self {
        UserFilter::from(email.to_owned())
    }
}

/// A user to create.
#[argument]
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "reflection", derive(Deserialize), serde(deny_unknown_fields))]
pub struct NewUser {
    /// Name, at most 99 characters.
    pub name: String,
    /// E-mail address, at most 99 characters; unique on the whole server.
    pub email: String,
    /// Password. The server accepts any; the client rejects an empty one.
    pub password: Password,
    /// The user's package; see `packages.list`.
    pub package_id: PackageId,
    /// The last day of the package; `expired_date` on the wire.
    pub expires_on: Date,
    /// Mobile number.
    pub mobile: Option<String>,
    /// Postal address.
    pub address: Option<String>,
}

impl NewUser {
    /// A user with the required fields.
    pub fn new(
        name: impl Into<String>,
        email: impl Into<String>,
        password: impl Into<Password>,
        package_id: impl Into<PackageId>,
        expires_on: Date,
    ) -> NewUser {
        NewUser {
            name: name.into(),
            email: email.into(),
            password: password.into(),
            package_id: package_id.into(),
            expires_on,
            mobile: None,
            address: None,
        }
    }
}

/// Changes to a user. A field cannot be cleared; e-mail address and password cannot be changed.
#[argument]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "reflection", derive(Deserialize), serde(deny_unknown_fields))]
pub struct UserUpdate {
    /// A new name, at most 99 characters.
    pub name: Option<String>,
    /// A new mobile number.
    pub mobile: Option<String>,
    /// A new postal address.
    pub address: Option<String>,
    /// Another package; the server does not check that it exists.
    pub package_id: Option<PackageId>,
    /// Another last day; `expired_date` on the wire.
    pub expires_on: Option<Date>,
}

/// The user, whether it existed or was created.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct Provisioned {
    /// The user.
    pub user: User,
    /// "created" by this call; "existed", and was not changed; or "settled": it appeared during the call, created by a
    /// request whose response was lost, or by another client, so that its values and its password may be the other's.
    pub result: ProvisionResult,
}

/// Whether a provisioned user was created.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProvisionResult {
    /// This call created it.
    Created,
    /// It already existed and was not changed.
    Existed,
    /// It did not exist at first, but did when this call tried to create it: it was created by a request of this call
    /// whose response was lost, or by another client at the same time. Its values and its password may be the other's.
    Settled,
}

string_enum!(ProvisionResult { Created => "created", Existed => "existed", Settled => "settled" });

/// The response with a user.
#[wire]
#[derive(Deserialize)]
pub(super) struct Found {
    user_info: User,
}

pub(super) fn found(response: &Envelope<'_>) -> Result<User, Error> {
    success::succeeded(response).map(|Found { user_info }| user_info)
}

/// Compares two addresses without case and trailing blanks, but with accents.
pub(super) fn is_same_address(one: &str, other: &str) -> bool {
    one == other || one.trim_end().to_lowercase() == other.trim_end().to_lowercase()
}
