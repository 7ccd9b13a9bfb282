//! The calls for users.

use chat44mp::{NewUser, Provisioned, User, UserFilter, UserId, UserUpdate};
use napi::{Env, Result};
use napi_derive::napi;

use crate::arguments::CallOptions;
use crate::bridge::Promise;
use crate::caller::Caller;

/// The calls for users (admin key): `client.users`.
#[napi]
pub struct Users(pub(crate) Caller);

#[napi]
impl Users {
    /// Finds a user by ID or by e-mail address; exactly one of the two is required. `GET /get_user_info`
    ///
    /// A disabled user is found, a deleted one is not. The address must be the user's own, in any case: the server
    /// also matches addresses that differ only in accents, and this call does not return those users.
    ///
    /// Fails with `user_not_found`.
    #[napi]
    pub fn get(&self, env: Env, filter: UserFilter, options: Option<CallOptions>) -> Result<Promise<User>> {
        self.0.call(env, options, |client| client.users().get(filter))
    }

    /// Creates a user, enabled and of type `Member`, and returns its ID. `POST /create_system_user`
    ///
    /// Sent once. If the response is lost, the client looks the user up by e-mail address, immediately and again
    /// after `settleDelay`. The call then succeeds only if the user has every value sent, has never logged in, and
    /// was created during this call by the server's clock. Otherwise it fails and `outcome` is `unknown`: the code is
    /// `email_taken` if a user with this address exists, whose password may be another,
    /// `email_taken_by_similar_address` if that user's address has other accents, and that of the failed request if
    /// there is no such user.
    ///
    /// Fails with `email_taken` or `package_not_found`.
    #[napi]
    pub fn create(&self, env: Env, user: NewUser, options: Option<CallOptions>) -> Result<Promise<UserId>> {
        self.0.call(env, options, |client| client.users().create(user))
    }

    /// Changes a user; fields that are left out keep their values. `POST /update_user/{user_id}`
    ///
    /// A field cannot be cleared. The e-mail address and the password cannot be changed.
    ///
    /// Fails with `user_not_found`.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn update(
        &self,
        env: Env,
        #[napi(ts_arg_type = "UserId | bigint")] user_id: UserId,
        update: UserUpdate,
        options: Option<CallOptions>,
    ) -> Result<Promise<()>> {
        self.0.call(env, options, |client| client.users().update(user_id, update))
    }

    /// Ensures that a user with this e-mail address exists: returns the existing user or creates one.
    /// `GET /get_user_info`, `POST /create_system_user`
    ///
    /// An existing user is never changed. The call is safe to repeat after any failure.
    ///
    /// Fails with `email_taken_by_deleted_user` if the address is taken but no user has it, and with
    /// `email_taken_by_similar_address` if a user has the address with other accents, which the server treats as
    /// equal.
    #[napi]
    pub fn provision(
        &self,
        env: Env,
        user: NewUser,
        options: Option<CallOptions>,
    ) -> Result<Promise<Provisioned>> {
        self.0.call(env, options, |client| client.users().provision(user))
    }
}
