/// The calls for users (admin key): ``Client/users``.
public struct Users: UsersAPI {
    let caller: Caller

    /// Finds a user by ID or by e-mail address; exactly one of the two is required. `GET /get_user_info`
    ///
    /// A disabled user is found, a deleted one is not. The address must be the user's own, in any case: the server also
    /// matches addresses that differ only in accents, and this call does not return those users.
    ///
    /// - Throws: `user_not_found`.
    public func get(_ filter: UserFilter) async throws -> User {
        try await caller.run { try await $0.usersGet(filter: filter, control: $1) }
    }

    /// Creates a user, enabled and of type `Member`, and returns its ID. `POST /create_system_user`
    ///
    /// Sent once. If the response is lost, the client looks the user up by e-mail address, immediately and again after
    /// `settleDelay`. The call then succeeds only if the user has every value sent, has never logged in, and was
    /// created during this call by the server's clock. Otherwise it fails and `outcome` is `unknown`: the code is
    /// `email_taken` if a user with this address exists, whose password may be another,
    /// `email_taken_by_similar_address` if that user's address has other accents, and that of the failed request if
    /// there is no such user.
    ///
    /// - Throws: `email_taken` or `package_not_found`.
    public func create(_ user: NewUser) async throws -> UserId {
        try await caller.run { try await $0.usersCreate(user: user, control: $1) }
    }

    /// Changes a user; fields that are left out keep their values. `POST /update_user/{user_id}`
    ///
    /// A field cannot be cleared. The e-mail address and the password cannot be changed.
    ///
    /// - Throws: `user_not_found`.
    public func update(_ userId: UserId, _ update: UserUpdate) async throws {
        try await caller.run { try await $0.usersUpdate(userId: userId, update: update, control: $1) }
    }

    /// Ensures that a user with this e-mail address exists: returns the existing user or creates one.
    /// `GET /get_user_info`, `POST /create_system_user`
    ///
    /// An existing user is never changed. The call is safe to repeat after any failure.
    ///
    /// - Throws: `email_taken_by_deleted_user` if the address is taken but no user has it, and
    ///   `email_taken_by_similar_address` if a user has the address with other accents, which the server treats as
    ///   equal.
    public func provision(_ user: NewUser) async throws -> Provisioned {
        try await caller.run { try await $0.usersProvision(user: user, control: $1) }
    }
}

extension UsersAPI {
    /// Finds a user by ID. `GET /get_user_info`
    ///
    /// - Throws: `user_not_found`; a deleted user is not found, a disabled one is.
    public func get(_ userId: UserId) async throws -> User {
        try await get(UserFilter(userId: userId))
    }

    /// Finds a user by e-mail address, in any case. `GET /get_user_info`
    ///
    /// - Throws: `user_not_found`; a deleted user is not found, a disabled one is.
    public func get(email: String) async throws -> User {
        try await get(UserFilter(email: email))
    }
}
