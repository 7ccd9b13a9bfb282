/// The calls for contact groups: ``Client/contactGroups``.
public struct ContactGroups: ContactGroupsAPI {
    let caller: Caller

    /// Finds a contact group. `GET /get_contact_group`
    ///
    /// - Throws: `group_not_found` if the group is unknown or belongs to another user, and `group_deleted`.
    public func get(_ groupId: GroupId) async throws -> ContactGroup {
        try await caller.run { try await $0.contactGroupsGet(groupId: groupId, control: $1) }
    }

    /// Creates a contact group and returns its ID. `POST /create_contact_group`
    ///
    /// Names need not be unique. Sent once: if the response is lost, `outcome` is `unknown`.
    public func create(name: String) async throws -> GroupId {
        try await caller.run { try await $0.contactGroupsCreate(name: name, control: $1) }
    }

    /// Renames a contact group. `POST /update_contact_group/{group_id}`
    ///
    /// - Throws: `group_not_found` if the group is unknown or belongs to another user.
    @discardableResult
    public func update(_ groupId: GroupId, name: String) async throws -> Change {
        try await caller.run { try await $0.contactGroupsUpdate(groupId: groupId, name: name, control: $1) }
    }

    /// Deletes a contact group permanently; its contacts remain. `POST /delete_contact_group`
    ///
    /// - Throws: `group_not_found` if the group is unknown or belongs to another user.
    public func delete(_ groupId: GroupId) async throws {
        try await caller.run { try await $0.contactGroupsDelete(groupId: groupId, control: $1) }
    }
}
