//! Creates users. After a lost response the user is looked up, and returned only if this call created it.

use tokio::time::{Instant, sleep, timeout};

use super::models::{self, NewUser, ProvisionResult, Provisioned, User};
use crate::client::Client;
use crate::decode::envelope::Envelope;
use crate::decode::success;
use crate::error::{Error, ErrorCode, ErrorKind, Outcome};
use crate::ids::UserId;
use crate::operation::{Operation, OperationKind};
use crate::request::Request;
use crate::request::parameters::{
    ADDRESS, EXPIRES_ON, LOOK_UP_EMAIL, MOBILE, PACKAGE_ID, PASSWORD, USER_EMAIL, USER_NAME,
};
use crate::request::rewriting;
use crate::response::RawResponse;
use crate::scrub::Secrets;

const CHECK_THE_USER: &str = "Check the user with `users.get` and try its password: another request may have created it with other values.";

fn creation(user: &NewUser) -> Request {
    Request::new(Operation::CREATE_SYSTEM_USER)
        .text(USER_NAME, user.name.clone())
        .email(USER_EMAIL, user.email.clone())
        .password(PASSWORD, user.password.clone())
        .id(PACKAGE_ID, user.package_id)
        .param(EXPIRES_ON, user.expires_on.to_string())
        .optional_text(MOBILE, user.mobile.clone())
        .optional_text(ADDRESS, user.address.clone())
}

fn created(response: &Envelope<'_>) -> Result<UserId, Error> {
    success::created(response, "id")
}

/// The requests of a call so far.
#[derive(Default)]
struct Tally {
    attempts: u32,
    /// That of the last response.
    http_status: Option<u16>,
}

impl Tally {
    /// Adds the attempts of a request.
    fn counted<T>(&mut self, result: Result<RawResponse<T>, Error>) -> Result<RawResponse<T>, Error> {
        let (attempts, http_status) = match &result {
            Ok(response) => (response.attempts, Some(response.status)),
            Err(error) => (error.attempts(), error.http_status()),
        };
        self.attempts += attempts;
        self.http_status = http_status;
        result
    }

    /// An error that follows from several responses.
    fn concluded(&self, error: Error) -> Error {
        match self.http_status {
            Some(status) => error.with_http_status(status),
            None => error,
        }
    }
}

/// Creates a user. After a lost response the user is looked up, and returned only if this call created it.
pub(super) async fn create(client: Client, user: NewUser) -> Result<RawResponse<UserId>, Error> {
    let (start, mut tally) = (Instant::now(), Tally::default());
    let call = Operation::CREATE_SYSTEM_USER.info().call;
    let lost = match tally.counted(client.send(creation(&user), created).await) {
        Err(error) if error.outcome() == Some(Outcome::Unknown) => error,
        result => return result,
    };
    let (code, message) = match look_up_twice(&client, &user, &mut tally).await {
        None | Some(LookUp::NotFound) => {
            return Err(lost.with_call(call, OperationKind::Create, tally.attempts));
        }
        Some(LookUp::Found(found)) => {
            let clock = &client.transport().server.clock;
            let in_time = clock.is_during_call(found.value.created_at, &found.headers, start.elapsed());
            if in_time && is_as_created(&found.value, &user) {
                return Ok((*found).map(|found| found.id));
            }
            let message =
                "a user with this e-mail address exists, but nothing shows that this call created it";
            (ErrorCode::EMAIL_TAKEN, message)
        }
        Some(LookUp::Similar) => (ErrorCode::EMAIL_TAKEN_BY_SIMILAR_ADDRESS, SIMILAR),
    };
    let error = Error::new(code, message).with_hint(CHECK_THE_USER).with_outcome(Outcome::Unknown);
    Err(tally.concluded(error).with_call(call, OperationKind::Create, tally.attempts).with_source(lost))
}

/// Finds or creates a user.
pub(super) async fn provision(client: Client, user: NewUser) -> Result<RawResponse<Provisioned>, Error> {
    let mut tally = Tally::default();
    // Provisioning is idempotent, so it counts as a set, not as a create.
    ensure(&client, &user, &mut tally).await.map_err(|error| {
        let secrets = Secrets::new(&client.api_key(), [user.password.expose()]);
        error.scrubbed(&secrets).with_call("users.provision", OperationKind::Set, tally.attempts)
    })
}

async fn ensure(
    client: &Client,
    user: &NewUser,
    tally: &mut Tally,
) -> Result<RawResponse<Provisioned>, Error> {
    let is = |found: RawResponse<User>, result| Ok(found.map(|user| Provisioned { user, result }));
    let similar = || Error::new(ErrorCode::EMAIL_TAKEN_BY_SIMILAR_ADDRESS, SIMILAR);

    // Validated before the look-up, so that an invalid value fails the same way whether or not the user exists.
    if let Some(error) = creation(user).invalid {
        return Err(error);
    }
    match look_up(client, user, tally).await {
        Ok(LookUp::Found(found)) => return is(*found, ProvisionResult::Existed),
        Ok(LookUp::Similar) => return Err(tally.concluded(similar().with_outcome(Outcome::NotSent))),
        Ok(LookUp::NotFound) => {}
        Err(error) => return Err(error.with_outcome(Outcome::NotSent)),
    }
    let error = match tally.counted(client.send(creation(user), created).await) {
        Ok(made) => match read_back(client, user, &made, tally).await {
            Ok(found) => return is(found, ProvisionResult::Created),
            Err(error) => return Err(error.with_outcome(Outcome::Unknown)),
        },
        Err(error) => error,
    };
    if error.kind() == ErrorKind::Conflict {
        return match look_up(client, user, tally).await {
            Ok(LookUp::Found(found)) => is(*found, ProvisionResult::Settled),
            Ok(LookUp::Similar) => Err(tally.concluded(similar()).with_source(error)),
            Ok(LookUp::NotFound) => {
                let deleted = ErrorCode::EMAIL_TAKEN_BY_DELETED_USER;
                let deleted = Error::from_server(deleted, error.server_message());
                Err(tally.concluded(deleted).with_source(error))
            }
            Err(_) => Err(error),
        };
    }
    if error.outcome() != Some(Outcome::Unknown) {
        return Err(error);
    }
    match look_up_twice(client, user, tally).await {
        Some(LookUp::Found(found)) => is(*found, ProvisionResult::Settled),
        Some(LookUp::Similar) => {
            Err(tally.concluded(similar().with_outcome(Outcome::Unknown)).with_source(error))
        }
        Some(LookUp::NotFound) | None => Err(error),
    }
}

const SIMILAR: &str =
    "the e-mail address is taken by a user with a similar one, which the server treats as equal";

/// Reads a new user, and derives the server's UTC offset from its creation time.
async fn read_back(
    client: &Client,
    user: &NewUser,
    made: &RawResponse<UserId>,
    tally: &mut Tally,
) -> Result<RawResponse<User>, Error> {
    let found = tally.counted(client.users().get(made.value).raw().await)?;
    if !models::is_same_address(&user.email, &found.value.email) {
        let message = "the new user has another e-mail address than the one sent";
        return Err(tally.concluded(Error::new(ErrorCode::WRONG_RECORD, message)));
    }
    client.transport().server.clock.learn(found.value.created_at, &made.headers);
    Ok(found)
}

/// The result of looking up an e-mail address.
enum LookUp {
    Found(Box<RawResponse<User>>),
    /// Only a user whose address differs in accents.
    Similar,
    NotFound,
}

async fn look_up(client: &Client, user: &NewUser, tally: &mut Tally) -> Result<LookUp, Error> {
    let request = Request::new(Operation::GET_USER_INFO).look_up_email(LOOK_UP_EMAIL, user.email.clone());
    match tally.counted(client.send(request, models::found).await) {
        Ok(found) if models::is_same_address(&user.email, &found.value.email) => {
            Ok(LookUp::Found(Box::new(found)))
        }
        Ok(_) => Ok(LookUp::Similar),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(LookUp::NotFound),
        Err(error) => Err(error),
    }
}

/// Looks up a user after the response to its creation was lost. The server may still be processing the request, so a
/// missing user is looked up again after a delay. `None` if the look-up fails.
async fn look_up_twice(client: &Client, user: &NewUser, tally: &mut Tally) -> Option<LookUp> {
    let look_up = async {
        match look_up(client, user, tally).await {
            Ok(LookUp::NotFound) => {
                sleep(client.transport().settle_delay).await;
                look_up(client, user, tally).await
            }
            found => found,
        }
    };
    let delay = client.transport().settle_delay;
    let limits = client.transport().limits(client.options()).ok()?;
    timeout(limits.call.unwrap_or_default().saturating_add(delay), look_up).await.ok()?.ok()
}

/// Whether `found` has the values of `user` as the server stores them. The password cannot be compared.
fn is_as_created(found: &User, user: &NewUser) -> bool {
    let stored = |text: &str| rewriting::stored_unfiltered(text).trim_end().to_owned();
    let is_stored = |sent: &str, found: &str| stored(sent) == stored(found);
    let is_optional_stored = |sent: &Option<String>, found: &str| match sent {
        Some(sent) if !sent.trim().is_empty() => is_stored(sent, found),
        _ => found.is_empty(),
    };
    is_stored(&user.name, &found.name)
        && found.package_id == Some(user.package_id)
        && found.expires_at.map(|at| at.date()) == Some(user.expires_on)
        && is_optional_stored(&user.mobile, &found.mobile)
        && is_optional_stored(&user.address, &found.address)
        && found.user_type == User::MEMBER
        && found.active
        && found.last_login_at.is_none()
}
