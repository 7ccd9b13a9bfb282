/// The calls for users (admin's key): ``Client/users``.
public struct Users: Sendable {
    let caller: Caller

    /// Finds a user by id. `GET /get_user_info`
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

    /// Finds a user by id or e-mail address: exactly one of the two. `GET /get_user_info`
    ///
    /// - Throws: `user_not_found`; a deleted user is not found, a disabled one is.
    public func get(_ filter: UserFilter) async throws -> User {
        try await caller.run { try await $0.usersGet(filter: filter, control: $1) }
    }

    /// Makes a user, enabled and an ordinary member; gives its id. `POST /create_system_user`
    ///
    /// Sent once: when its answer is lost, the user is looked up by e-mail address, at once and again after
    /// ``ClientOptions/settleDelay``; if it cannot be found, the call fails with `outcome` `.unknown`.
    ///
    /// - Throws: `email_taken` or `package_not_found`.
    public func create(_ user: NewUser) async throws -> UserId {
        try await caller.run { try await $0.usersCreate(user: user, control: $1) }
    }

    /// Changes a user; what is left out stays. `POST /update_user/{user_id}`
    ///
    /// A field cannot be cleared; e-mail address and password cannot be changed.
    ///
    /// - Throws: `user_not_found`.
    public func update(_ userId: UserId, _ update: UserUpdate) async throws {
        try await caller.run { try await $0.usersUpdate(userId: userId, update: update, control: $1) }
    }

    /// Sees to it that a user with this e-mail address exists: finds it, or makes it. Safe to repeat after any failure.
    /// `GET /get_user_info`, `POST /create_system_user`
    ///
    /// A user that exists is never changed.
    ///
    /// - Throws: `email_taken_by_deleted_user` when the address is taken but no user has it.
    public func provision(_ user: NewUser) async throws -> Provisioned {
        try await caller.run { try await $0.usersProvision(user: user, control: $1) }
    }
}
