package com.chat44mp

/** The calls for users (admin's key): `client.users`. */
public class Users internal constructor(private val caller: Caller) {
    /**
     * Finds a user by id or e-mail address: exactly one of the two. `GET /get_user_info`
     *
     * Fails with `user_not_found`; a deleted user is not found, a disabled one is.
     */
    public suspend fun get(userId: UserId? = null, email: String? = null, options: CallOptions? = null): User =
        caller.call(options) { usersGet(UserFilter(userId, email), it) }

    /**
     * Makes a user, enabled and an ordinary member; gives its id. `POST /create_system_user`
     *
     * Fails with `email_taken` or `package_not_found`. Sent once: when its answer is lost, the user is looked up by e-mail
     * address, at once and again after `settleDelay`; if it cannot be found, the call fails with [Outcome.UNKNOWN].
     */
    public suspend fun create(user: NewUser, options: CallOptions? = null): UserId =
        caller.call(options) { usersCreate(user, it) }

    /**
     * Changes a user; what is left out stays. `POST /update_user/{user_id}`
     *
     * A field cannot be cleared; e-mail address and password cannot be changed. Fails with `user_not_found`.
     */
    public suspend fun update(userId: UserId, update: UserUpdate, options: CallOptions? = null): Unit =
        caller.call(options) { usersUpdate(userId, update, it) }

    /**
     * Sees to it that a user with this e-mail address exists: finds it, or makes it. Safe to repeat after any failure.
     * `GET /get_user_info`, `POST /create_system_user`
     *
     * A user that exists is never changed. Fails with `email_taken_by_deleted_user` when the address is taken but no user
     * has it.
     */
    public suspend fun provision(user: NewUser, options: CallOptions? = null): Provisioned =
        caller.call(options) { usersProvision(user, it) }
}
