//! Users of the platform. All calls ask for an admin's key.

use chat44mp_macros::{argument, model};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use tokio::time::{sleep, timeout};

use super::fields::{
    ADDRESS, EMAIL, EXPIRES_ON, MOBILE, PACKAGE_ID, PASSWORD, USER_EMAIL, USER_ID, USER_NAME,
};
use crate::call::Call;
use crate::client::Client;
use crate::decode::envelope::{self, Answer};
use crate::decode::lenient;
use crate::error::{Error, ErrorCode, ErrorKind, Outcome};
use crate::ids::{PackageId, UserId};
use crate::operation::{Kind, Operation};
use crate::response::Response;
use crate::scrub::Secrets;
use crate::secret::Password;
use crate::transport::request::Request;
use crate::words::words;

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
    /// [`User::MEMBER`], [`User::ADMIN`], or what a newer server has.
    #[serde(default, deserialize_with = "lenient::text")]
    pub user_type: String,
    /// Whether the user is enabled; `status` on the wire.
    #[serde(default, rename(deserialize = "status"), deserialize_with = "lenient::flag")]
    pub active: bool,
    /// When the user was made, by the server's clock; `add_date` on the wire.
    #[serde(default, rename(deserialize = "add_date"), deserialize_with = "lenient::date_time")]
    pub created_at: Option<DateTime>,
    /// When the user last logged in, by the server's clock.
    #[serde(default, deserialize_with = "lenient::date_time")]
    pub last_login_at: Option<DateTime>,
    /// When the package runs out, by the server's clock; `expired_date` on the wire. The API does not check it.
    #[serde(default, rename(deserialize = "expired_date"), deserialize_with = "lenient::date_time")]
    pub expires_at: Option<DateTime>,
    /// The package the user holds.
    #[serde(default, deserialize_with = "lenient::optional_id")]
    pub package_id: Option<PackageId>,
    /// The address of the last login, cut at 25 characters; can be empty.
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

/// A user to make.
#[argument]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// Name, at most 99 characters.
    pub name: String,
    /// E-mail address, at most 99 characters; unique on the whole install.
    pub email: String,
    /// Password. The server takes any; we refuse an empty one.
    pub password: Password,
    /// The package to hold; see `packages.list`.
    pub package_id: PackageId,
    /// The last day of the package; `expired_date` on the wire.
    pub expires_on: Date,
    /// Mobile number.
    pub mobile: Option<String>,
    /// Postal address.
    pub address: Option<String>,
}

impl NewUser {
    /// A user with all that is required.
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

/// What to change of a user. A field cannot be cleared; e-mail address and password cannot be changed.
#[argument]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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

/// A user that is there now, whoever made it.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct Provisioned {
    /// The user.
    pub user: User,
    /// How it came to be there.
    pub result: ProvisionResult,
}

/// How a provisioned user came to be there.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProvisionResult {
    /// This call made it.
    Created,
    /// It was there before; nothing of it was changed.
    Existed,
    /// It was not there at first, but was when this call tried to make it: made by a request whose answer was
    /// lost, or by someone else at the same time.
    Settled,
}

words!(ProvisionResult { Created => "created", Existed => "existed", Settled => "settled" });

super::handle! {
    /// The calls for users (admin's key): `client.users()`.
    Users
}

impl Users<'_> {
    /// Finds a user by id or e-mail address. `GET /get_user_info`
    ///
    /// Fails with `user_not_found`; a deleted user is not found, a disabled one is.
    pub fn get(&self, filter: impl Into<UserFilter>) -> Call<User> {
        let UserFilter { user_id, email } = filter.into();
        let mut request = Request::new(Operation::GetUserInfo);
        match (user_id, email.filter(|email| !email.is_empty())) {
            (Some(_), Some(_)) => {
                let message = "user_id and email are both given; give only one of them";
                request.refuse_with(ErrorCode::CONFLICTING_VALUES, "email", message);
            }
            (Some(user_id), None) => request = request.id(USER_ID, user_id),
            (None, Some(email)) => request = request.look_up_email(EMAIL, email),
            (None, None) => request = request.at_least_one(ErrorCode::MISSING_VALUE, &[USER_ID, EMAIL]),
        }
        Call::single(self.client, request, found)
    }

    /// Makes a user, enabled and an ordinary member. `POST /create_system_user`
    ///
    /// Fails with `email_taken` or `package_not_found`. Sent once: when its answer is lost, the user is looked up
    /// by e-mail address, at once and again after `settle_delay`; if it cannot be found, the call fails with
    /// `outcome: unknown`.
    pub fn create(&self, user: NewUser) -> Call<UserId> {
        Call::composed(self.client, |client| Box::pin(create(client, user)))
    }

    /// Changes a user. `POST /update_user/{user_id}`
    ///
    /// Fails with `user_not_found`.
    pub fn update(&self, user_id: impl Into<UserId>, update: UserUpdate) -> Call<()> {
        let mut request = Request::new(Operation::UpdateUser)
            .path_id(USER_ID, user_id.into())
            .update_text(USER_NAME, update.name)
            .update_text(MOBILE, update.mobile)
            .update_text(ADDRESS, update.address);
        if let Some(package_id) = update.package_id {
            request = request.id(PACKAGE_ID, package_id);
        }
        if let Some(expires_on) = update.expires_on {
            request = request.param(EXPIRES_ON, expires_on.to_string());
        }
        let fields = [USER_NAME, MOBILE, ADDRESS, PACKAGE_ID, EXPIRES_ON];
        Call::single(self.client, request.at_least_one(ErrorCode::NOTHING_TO_UPDATE, &fields), envelope::done)
    }

    /// Sees to it that a user with this e-mail address exists: finds it, or makes it. Safe to repeat after any
    /// failure. `GET /get_user_info`, `POST /create_system_user`
    ///
    /// A user that exists is never changed. Fails with `email_taken_by_deleted_user` when the address is taken
    /// but no user has it.
    pub fn provision(&self, user: NewUser) -> Call<Provisioned> {
        Call::composed(self.client, |client| Box::pin(provision(client, user)))
    }
}

fn found(answer: &Answer<'_>) -> Result<User, Error> {
    #[derive(Deserialize)]
    struct Found {
        user_info: User,
    }
    envelope::record(answer).map(|Found { user_info }| user_info)
}

fn created(answer: &Answer<'_>) -> Result<UserId, Error> {
    #[derive(Deserialize)]
    struct Created {
        id: UserId,
    }
    envelope::record(answer).map(|Created { id }| id)
}

fn creation(user: &NewUser) -> Request {
    Request::new(Operation::CreateSystemUser)
        .text(USER_NAME, user.name.clone())
        .email(USER_EMAIL, user.email.clone())
        .password(PASSWORD, user.password.clone())
        .id(PACKAGE_ID, user.package_id)
        .param(EXPIRES_ON, user.expires_on.to_string())
        .optional_text(MOBILE, user.mobile.clone())
        .optional_text(ADDRESS, user.address.clone())
}

async fn create(client: Client, user: NewUser) -> Result<Response<UserId>, Error> {
    let lost = match client.send(creation(&user), created).await {
        Err(error) if error.outcome() == Some(Outcome::Unknown) => error,
        result => return result,
    };
    match look_twice(&client, &user).await {
        Some(found) if is_same(&found.value, &user) => Ok(found.map(|found| found.id)),
        Some(_) => {
            let message = "a user with this e-mail address exists, with another name or package";
            Err(Error::new(ErrorCode::EMAIL_TAKEN, message)
                .outcome_is(Outcome::Unknown)
                .of_call(Operation::CreateSystemUser.spec().call, Kind::Create, lost.attempts())
                .caused_by(lost))
        }
        None => Err(lost),
    }
}

async fn provision(client: Client, user: NewUser) -> Result<Response<Provisioned>, Error> {
    let is = |found: Response<User>, result| Ok(found.map(|user| Provisioned { user, result }));
    // Provisioning can be repeated whatever became of it, so it counts as a set, not as a create.
    let failed = |error: Error| {
        let attempts = error.attempts();
        let secrets = Secrets::new(&client.transport().key, [user.password.expose()]);
        Err(error.scrubbed(&secrets).of_call("users.provision", Kind::Set, attempts))
    };

    // Checked before the look-up, so that a wrong value fails the same way whether or not the user exists.
    if let Some(error) = creation(&user).invalid {
        return failed(error);
    }
    match look_up(&client, &user).await {
        Ok(Some(found)) => return is(found, ProvisionResult::Existed),
        Ok(None) => {}
        Err(error) => return failed(error.outcome_is(Outcome::NotSent)),
    }
    let error = match client.send(creation(&user), created).await {
        Ok(made) => match client.users().get(made.value).raw().await {
            Ok(found) => return is(found, ProvisionResult::Created),
            Err(error) => return failed(error.outcome_is(Outcome::Unknown)),
        },
        Err(error) => error,
    };
    if error.kind() == ErrorKind::Conflict {
        return match look_up(&client, &user).await {
            Ok(Some(found)) => is(found, ProvisionResult::Settled),
            Ok(None) => {
                let message = error.message().to_owned();
                failed(Error::new(ErrorCode::EMAIL_TAKEN_BY_DELETED_USER, message).caused_by(error))
            }
            Err(_) => failed(error),
        };
    }
    if error.outcome() == Some(Outcome::Unknown)
        && let Some(found) = look_twice(&client, &user).await
    {
        return is(found, ProvisionResult::Settled);
    }
    failed(error)
}

async fn look_up(client: &Client, user: &NewUser) -> Result<Option<Response<User>>, Error> {
    match client.users().get(user.email.as_str()).raw().await {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Looks for a user whose creation was sent and its answer lost. The server may still be at it, so a user who is
/// not there is looked for once more, a little later.
async fn look_twice(client: &Client, user: &NewUser) -> Option<Response<User>> {
    let looking = async {
        match look_up(client, user).await {
            Ok(None) => {
                sleep(client.transport().settle_delay).await;
                look_up(client, user).await
            }
            found => found,
        }
    };
    let delay = client.transport().settle_delay;
    let within = client.transport().limits(client.options()).whole.unwrap_or_default().saturating_add(delay);
    timeout(within, looking).await.ok()?.ok()?
}

/// Whether `found` is what the creation would have made. The server stores each emoji of a name as `?`.
fn is_same(found: &User, user: &NewUser) -> bool {
    let stored: String = user.name.chars().map(|c| if c.len_utf8() == 4 { '?' } else { c }).collect();
    found.name == stored && found.package_id == Some(user.package_id)
}
