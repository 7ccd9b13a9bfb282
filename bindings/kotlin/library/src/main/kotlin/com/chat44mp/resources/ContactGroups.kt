package com.chat44mp

import com.chat44mp.internal.Futures
import com.chat44mp.internal.blocking
import java.util.concurrent.CompletableFuture

/** The calls for contact groups: `client.contactGroups`. */
public interface ContactGroups {
    /**
     * Finds a contact group. `GET /get_contact_group`
     *
     * Fails with `group_not_found` if the group is unknown or belongs to another user, and with `group_deleted`.
     */
    public suspend fun get(groupId: GroupId, options: CallOptions? = null): ContactGroup

    /**
     * Creates a contact group and returns its ID. `POST /create_contact_group`
     *
     * Names need not be unique. Sent once: if the response is lost, `outcome` is `unknown`.
     */
    public suspend fun create(name: String, options: CallOptions? = null): GroupId

    /**
     * Renames a contact group. `POST /update_contact_group/{group_id}`
     *
     * Fails with `group_not_found` if the group is unknown or belongs to another user.
     */
    public suspend fun update(groupId: GroupId, name: String, options: CallOptions? = null): Change

    /**
     * Deletes a contact group permanently; its contacts remain. `POST /delete_contact_group`
     *
     * Fails with `group_not_found` if the group is unknown or belongs to another user.
     */
    public suspend fun delete(groupId: GroupId, options: CallOptions? = null): Unit
}

/** [ContactGroups] for Java, as futures. */
public class AsyncContactGroups internal constructor(private val groups: ContactGroups, private val futures: Futures) {
    /** [ContactGroups.get] */
    @JvmOverloads
    public fun get(groupId: GroupId, options: CallOptions? = null): CompletableFuture<ContactGroup> =
        futures.call { groups.get(groupId, options) }

    /** [ContactGroups.create] */
    @JvmOverloads
    public fun create(name: String, options: CallOptions? = null): CompletableFuture<GroupId> =
        futures.call { groups.create(name, options) }

    /** [ContactGroups.update] */
    @JvmOverloads
    public fun update(groupId: GroupId, name: String, options: CallOptions? = null): CompletableFuture<Change> =
        futures.call { groups.update(groupId, name, options) }

    /** [ContactGroups.delete] */
    @JvmOverloads
    public fun delete(groupId: GroupId, options: CallOptions? = null): CompletableFuture<Void?> =
        futures.callVoid { groups.delete(groupId, options) }
}

/** [ContactGroups] for Java; each call blocks until it has finished. */
public class BlockingContactGroups internal constructor(private val groups: ContactGroups) {
    /** [ContactGroups.get] */
    @JvmOverloads
    public fun get(groupId: GroupId, options: CallOptions? = null): ContactGroup =
        blocking { groups.get(groupId, options) }

    /** [ContactGroups.create] */
    @JvmOverloads
    public fun create(name: String, options: CallOptions? = null): GroupId =
        blocking { groups.create(name, options) }

    /** [ContactGroups.update] */
    @JvmOverloads
    public fun update(groupId: GroupId, name: String, options: CallOptions? = null): Change =
        blocking { groups.update(groupId, name, options) }

    /** [ContactGroups.delete] */
    @JvmOverloads
    public fun delete(groupId: GroupId, options: CallOptions? = null): Unit =
        blocking { groups.delete(groupId, options) }
}
