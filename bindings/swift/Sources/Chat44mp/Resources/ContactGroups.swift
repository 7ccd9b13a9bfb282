/// The calls for contact groups: ``Client/contactGroups``.
public struct ContactGroups: Sendable {
    let caller: Caller

    /// Finds a group. `GET /get_contact_group`
    ///
    /// - Throws: `group_not_found` for an unknown group or another user's, and `group_deleted`.
    public func get(_ groupId: GroupId) async throws -> ContactGroup {
        try await caller.run { try await $0.contactGroupsGet(groupId: groupId, control: $1) }
    }

    /// Makes a group; gives its id. Names need not be unique. `POST /create_contact_group`
    ///
    /// Sent once: when its answer is lost, `outcome` is `.unknown`.
    public func create(name: String) async throws -> GroupId {
        try await caller.run { try await $0.contactGroupsCreate(name: name, control: $1) }
    }

    /// Renames a group. `POST /update_contact_group/{group_id}`
    ///
    /// - Throws: `group_not_found` for an unknown group or another user's.
    @discardableResult
    public func update(_ groupId: GroupId, name: String) async throws -> Change {
        try await caller.run { try await $0.contactGroupsUpdate(groupId: groupId, name: name, control: $1) }
    }

    /// Deletes a group for good; its contacts stay. `POST /delete_contact_group`
    ///
    /// - Throws: `group_not_found` for an unknown group or another user's.
    public func delete(_ groupId: GroupId) async throws {
        try await caller.run { try await $0.contactGroupsDelete(groupId: groupId, control: $1) }
    }
}
