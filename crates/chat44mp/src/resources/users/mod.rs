//! Users of the platform. All calls require an admin's key.

mod creation;
mod models;

use chat44mp_macros::calls;

use crate::call::Call;
use crate::decode::catalogue::messages;
use crate::decode::envelope::{Envelope, Subject};
use crate::decode::success;
use crate::error::{Error, ErrorCode};
use crate::ids::UserId;
use crate::operation::{Operation, operations};
use crate::request::Request;
use crate::request::parameters::{
    ADDRESS, EXPIRES_ON, LOOK_UP_EMAIL, MOBILE, PACKAGE_ID, PASSWORD, USER_EMAIL, USER_ID, USER_NAME,
};
use crate::resources::handle::handle;
use crate::wire::responses;
pub use models::{NewUser, ProvisionResult, Provisioned, User, UserFilter, UserUpdate};
use models::{found, is_same_address};

operations! {
    /// `GET /get_user_info`
    GET_USER_INFO = "get_user_info", "users.get", Read, Admin, unfiltered, any [USER_ID LOOK_UP_EMAIL];
    /// `POST /create_system_user`
    CREATE_SYSTEM_USER = "create_system_user", "users.create", Create, Admin, unfiltered,
        all [USER_NAME USER_EMAIL PASSWORD PACKAGE_ID EXPIRES_ON], optional [MOBILE ADDRESS];
    /// `POST /update_user/{user_id}`
    UPDATE_USER = "update_user", "users.update", Set, Admin, unfiltered, path USER_ID,
        any [USER_NAME MOBILE ADDRESS PACKAGE_ID EXPIRES_ON];
}

messages! {
    "Provide either user ID or Email to filter" => USER_FILTER_REQUIRED, Observed, GET_USER_INFO;
    "No Matching User Found" => USER_NOT_FOUND, Documented, GET_USER_INFO;
    "All mandatory field is not provided" => USER_FIELDS_REQUIRED, Observed, CREATE_SYSTEM_USER;
    "Package ID not found" => PACKAGE_NOT_FOUND, Observed, CREATE_SYSTEM_USER;
    "Email already exists" => EMAIL_TAKEN, Documented, CREATE_SYSTEM_USER;
    "Provide User ID with End Point URL" => USER_ID_REQUIRED, Observed, UPDATE_USER;
    "User not found with the ID: {n}" => USER_NOT_FOUND, Documented, UPDATE_USER;
}

responses! {
    GET_USER_INFO => succeeded::<models::Found>;
    CREATE_SYSTEM_USER => |_| created("id");
    UPDATE_USER => done;
}

handle! {
    /// The calls for users (admin's key): `client.users()`.
    Users,
    /// Users of the platform (admin's key).
    users
}

#[calls(users)]
impl Users<'_> {
    /// Finds a user by ID or by e-mail address; exactly one of the two is required. `GET /get_user_info`
    ///
    /// A disabled user is found, a deleted one is not. The address must be the user's own, in any case: the
    /// server also matches addresses that differ only in accents, and this call does not return those users.
    ///
    /// Fails with `user_not_found`.
    pub fn get(&self, filter: impl Into<UserFilter>) -> Call<User> {
        let UserFilter { user_id, email } = filter.into();
        let mut request = Request::new(Operation::GET_USER_INFO);
        match (user_id, email.filter(|email| !email.is_empty())) {
            (Some(_), Some(_)) => {
                let message = "`user_id` and `email` are both set; pass only one of them";
                request.refuse_with(ErrorCode::CONFLICTING_VALUES, "email", message);
            }
            (Some(user_id), None) => request = request.subject_id(USER_ID, user_id),
            (None, Some(email)) => request = request.look_up_email(LOOK_UP_EMAIL, email),
            (None, None) => request = request.at_least_one(ErrorCode::MISSING_VALUE),
        }
        Call::single(self.client, request, requested)
    }

    /// Creates a user, enabled and of type `Member`, and returns its ID. `POST /create_system_user`
    ///
    /// Sent once. If the response is lost, the client looks the user up by e-mail address, immediately and
    /// again after `settle_delay`. The call then succeeds only if the user has every value sent, has never
    /// logged in, and was created during this call by the server's clock. Otherwise it fails and `outcome` is
    /// `unknown`: the code is `email_taken` if a user with this address exists, whose password may be
    /// another, `email_taken_by_similar_address` if that user's address has other accents, and that of the
    /// failed request if there is no such user.
    ///
    /// Fails with `email_taken` or `package_not_found`.
    pub fn create(&self, user: NewUser) -> Call<UserId> {
        Call::composed(self.client, |client| Box::pin(creation::create(client, user)))
    }

    /// Changes a user; fields that are left out keep their values. `POST /update_user/{user_id}`
    ///
    /// A field cannot be cleared. The e-mail address and the password cannot be changed.
    ///
    /// Fails with `user_not_found`.
    pub fn update(&self, user_id: impl Into<UserId>, update: UserUpdate) -> Call<()> {
        let mut request = Request::new(Operation::UPDATE_USER)
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
        Call::single(self.client, request.at_least_one(ErrorCode::NOTHING_TO_UPDATE), success::done)
    }

    /// Ensures that a user with this e-mail address exists: returns the existing user or creates one.
    /// `GET /get_user_info`, `POST /create_system_user`
    ///
    /// An existing user is never changed. The call is safe to repeat after any failure.
    ///
    /// Fails with `email_taken_by_deleted_user` if the address is taken but no user has it, and with
    /// `email_taken_by_similar_address` if a user has the address with other accents, which the server treats
    /// as equal.
    pub fn provision(&self, user: NewUser) -> Call<Provisioned> {
        Call::composed(self.client, |client| Box::pin(creation::provision(client, user)))
    }
}

/// Decodes the requested user. The server compares addresses without case and accents, so it can return the user of a
/// similar one.
fn requested(response: &Envelope<'_>) -> Result<User, Error> {
    let user = found(response)?;
    match response.subject {
        Some(Subject::Email(email)) if !is_same_address(email, &user.email) => {
            let message = "no user has this e-mail address; the server returned the user of a similar one";
            Err(Error::new(ErrorCode::USER_NOT_FOUND, message)
                .with_hint("The server compares addresses without accents. Check the accents in `email`."))
        }
        _ => response.about(user.id, user),
    }
}
