package com.chat44mp

/** The calls for contact groups: `client.contactGroups`. */
public class ContactGroups internal constructor(private val caller: Caller) {
    /**
     * Finds a group. `GET /get_contact_group`
     *
     * Fails with `group_not_found` for an unknown group or another user's, and `group_deleted`.
     */
    public suspend fun get(groupId: GroupId, options: CallOptions? = null): ContactGroup =
        caller.call(options) { contactGroupsGet(groupId, it) }

    /**
     * Makes a group; gives its id. Names need not be unique. `POST /create_contact_group`
     *
     * Sent once: when its answer is lost, the outcome is [Outcome.UNKNOWN].
     */
    public suspend fun create(name: String, options: CallOptions? = null): GroupId =
        caller.call(options) { contactGroupsCreate(name, it) }

    /**
     * Renames a group. `POST /update_contact_group/{group_id}`
     *
     * Fails with `group_not_found` for an unknown group or another user's.
     */
    public suspend fun update(groupId: GroupId, name: String, options: CallOptions? = null): Change =
        caller.call(options) { contactGroupsUpdate(groupId, name, it) }

    /**
     * Deletes a group for good; its contacts stay. `POST /delete_contact_group`
     *
     * Fails with `group_not_found` for an unknown group or another user's.
     */
    public suspend fun delete(groupId: GroupId, options: CallOptions? = null): Unit =
        caller.call(options) { contactGroupsDelete(groupId, it) }
}
