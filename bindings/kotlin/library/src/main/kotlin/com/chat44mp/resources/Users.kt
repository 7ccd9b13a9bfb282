package com.chat44mp

import com.chat44mp.internal.Futures
import com.chat44mp.internal.blocking
import java.util.concurrent.CompletableFuture

/** The calls for users (admin key): `client.users`. */
public interface Users {
    /**
     * Finds a user by ID or by e-mail address; exactly one of the two is required. `GET /get_user_info`
     *
     * A disabled user is found, a deleted one is not. The address must be the user's own, in any case: the server also
     * matches addresses that differ only in accents, and this call does not return those users.
     *
     * Fails with `user_not_found`.
     */
    public suspend fun get(userId: UserId? = null, email: String? = null, options: CallOptions? = null): User

    /**
     * Creates a user, enabled and of type `Member`, and returns its ID. `POST /create_system_user`
     *
     * Sent once. If the response is lost, the client looks the user up by e-mail address, immediately and again after
     * `settleDelay`. The call then succeeds only if the user has every value sent, has never logged in, and was created
     * during this call by the server's clock. Otherwise it fails and `outcome` is `unknown`: the code is `email_taken`
     * if a user with this address exists, whose password may be another, `email_taken_by_similar_address` if that
     * user's address has other accents, and that of the failed request if there is no such user.
     *
     * Fails with `email_taken` or `package_not_found`.
     */
    public suspend fun create(user: NewUser, options: CallOptions? = null): UserId

    /**
     * Changes a user; fields that are left out keep their values. `POST /update_user/{user_id}`
     *
     * A field cannot be cleared. The e-mail address and the password cannot be changed.
     *
     * Fails with `user_not_found`.
     */
    public suspend fun update(userId: UserId, update: UserUpdate, options: CallOptions? = null): Unit

    /**
     * Ensures that a user with this e-mail address exists: returns the existing user or creates one.
     * `GET /get_user_info`, `POST /create_system_user`
     *
     * An existing user is never changed. The call is safe to repeat after any failure.
     *
     * Fails with `email_taken_by_deleted_user` if the address is taken but no user has it, and with
     * `email_taken_by_similar_address` if a user has the address with other accents, which the server treats as equal.
     */
    public suspend fun provision(user: NewUser, options: CallOptions? = null): Provisioned
}

/** [Users] for Java, as futures. */
public class AsyncUsers internal constructor(private val users: Users, private val futures: Futures) {
    /** [Users.get] by id. */
    @JvmOverloads
    public fun get(userId: UserId, options: CallOptions? = null): CompletableFuture<User> =
        futures.call { users.get(userId = userId, options = options) }

    /** [Users.get] by e-mail address. */
    @JvmOverloads
    public fun get(email: String, options: CallOptions? = null): CompletableFuture<User> =
        futures.call { users.get(email = email, options = options) }

    /** [Users.create] */
    @JvmOverloads
    public fun create(user: NewUser, options: CallOptions? = null): CompletableFuture<UserId> =
        futures.call { users.create(user, options) }

    /** [Users.update] */
    @JvmOverloads
    public fun update(userId: UserId, update: UserUpdate, options: CallOptions? = null): CompletableFuture<Void?> =
        futures.callVoid { users.update(userId, update, options) }

    /** [Users.provision] */
    @JvmOverloads
    public fun provision(user: NewUser, options: CallOptions? = null): CompletableFuture<Provisioned> =
        futures.call { users.provision(user, options) }
}

/** [Users] for Java; each call blocks until it has finished. */
public class BlockingUsers internal constructor(private val users: Users) {
    /** [Users.get] by id. */
    @JvmOverloads
    public fun get(userId: UserId, options: CallOptions? = null): User =
        blocking { users.get(userId = userId, options = options) }

    /** [Users.get] by e-mail address. */
    @JvmOverloads
    public fun get(email: String, options: CallOptions? = null): User =
        blocking { users.get(email = email, options = options) }

    /** [Users.create] */
    @JvmOverloads
    public fun create(user: NewUser, options: CallOptions? = null): UserId =
        blocking { users.create(user, options) }

    /** [Users.update] */
    @JvmOverloads
    public fun update(userId: UserId, update: UserUpdate, options: CallOptions? = null): Unit =
        blocking { users.update(userId, update, options) }

    /** [Users.provision] */
    @JvmOverloads
    public fun provision(user: NewUser, options: CallOptions? = null): Provisioned =
        blocking { users.provision(user, options) }
}
