//! The calls for users.

use chat44mp::{NewUser, PackageId, Provisioned, User, UserFilter, UserId, UserUpdate};
use pyo3::prelude::*;

use crate::arguments::{Day, Text, optional};
use crate::caller::{Blocking, BlockingRaw, Caller, PendingRaw};
use crate::values::Nothing;
use crate::wait::pending::Pending;

exported! { $ users: Users AsyncUsers RawUsers AsyncRawUsers; Provisioned User }

resource! {
    "The calls for users (admin key): `client.users`."
    Users AsyncUsers RawUsers AsyncRawUsers {
        /// Finds a user by ID or by e-mail address; exactly one of the two is required. `GET /get_user_info`
        ///
        /// A disabled user is found, a deleted one is not. The address must be the user's own, in any case: the
        /// server also matches addresses that differ only in accents, and this call does not return those users.
        ///
        /// Fails with `user_not_found`.
        fn get (*, user_id = None, email = None) (user_id: Option<UserId>, email: Option<Text>) -> User
            => move |client| client.users().get(UserFilter { user_id, email: optional(email) });

        /// Creates a user, enabled and of type `Member`, and returns its ID. `POST /create_system_user`
        ///
        /// Sent once. If the response is lost, the client looks the user up by e-mail address, immediately and again
        /// after `settle_delay`. The call then succeeds only if the user has every value sent, has never logged in,
        /// and was created during this call by the server's clock. Otherwise it fails and `outcome` is `unknown`: the
        /// code is `email_taken` if a user with this address exists, whose password may be another,
        /// `email_taken_by_similar_address` if that user's address has other accents, and that of the failed request
        /// if there is no such user.
        ///
        /// Fails with `email_taken` or `package_not_found`.
        fn create (*, name, email, password, package_id, expires_on, mobile = None, address = None)
            (name: Text, email: Text, password: Text, package_id: PackageId, expires_on: Day, mobile: Option<Text>, address: Option<Text>)
            -> UserId
            => move |client| client.users().create(new_user(name, email, password, package_id, expires_on, mobile, address));

        /// Changes a user; fields that are left out keep their values. `POST /update_user/{user_id}`
        ///
        /// A field cannot be cleared. The e-mail address and the password cannot be changed.
        ///
        /// Fails with `user_not_found`.
        fn update (user_id, *, name = None, mobile = None, address = None, package_id = None, expires_on = None)
            (user_id: UserId, name: Option<Text>, mobile: Option<Text>, address: Option<Text>, package_id: Option<PackageId>, expires_on: Option<Day>)
            -> Nothing
            => move |client| {
                let (name, mobile, address) = (optional(name), optional(mobile), optional(address));
                let expires_on = expires_on.map(|day| day.0);
                client.users().update(user_id, UserUpdate { name, mobile, address, package_id, expires_on })
            };

        /// Ensures that a user with this e-mail address exists: returns the existing user or creates one.
        /// `GET /get_user_info`, `POST /create_system_user`
        ///
        /// An existing user is never changed. The call is safe to repeat after any failure.
        ///
        /// Fails with `email_taken_by_deleted_user` if the address is taken but no user has it, and with
        /// `email_taken_by_similar_address` if a user has the address with other accents, which the server treats as
        /// equal.
        fn provision (*, name, email, password, package_id, expires_on, mobile = None, address = None)
            (name: Text, email: Text, password: Text, package_id: PackageId, expires_on: Day, mobile: Option<Text>, address: Option<Text>)
            -> Provisioned
            => move |client| client.users().provision(new_user(name, email, password, package_id, expires_on, mobile, address));
    }
}

fn new_user(
    name: Text,
    email: Text,
    password: Text,
    package_id: PackageId,
    expires_on: Day,
    mobile: Option<Text>,
    address: Option<Text>,
) -> NewUser {
    NewUser {
        name: name.0,
        email: email.0,
        password: password.0.into(),
        package_id,
        expires_on: expires_on.0,
        mobile: optional(mobile),
        address: optional(address),
    }
}
