// What a fake does not implement.

extension UsersAPI {
    /// Throws ``UnimplementedCall``.
    public func get(_ filter: UserFilter) async throws -> User {
        throw UnimplementedCall(name: "users.get")
    }

    /// Throws ``UnimplementedCall``.
    public func create(_ user: NewUser) async throws -> UserId {
        throw UnimplementedCall(name: "users.create")
    }

    /// Throws ``UnimplementedCall``.
    public func update(_ userId: UserId, _ update: UserUpdate) async throws {
        throw UnimplementedCall(name: "users.update")
    }

    /// Throws ``UnimplementedCall``.
    public func provision(_ user: NewUser) async throws -> Provisioned {
        throw UnimplementedCall(name: "users.provision")
    }
}

extension PackagesAPI {
    /// Throws ``UnimplementedCall``.
    public func list() async throws -> [Package] {
        throw UnimplementedCall(name: "packages.list")
    }
}

extension SubscribersAPI {
    /// Throws ``UnimplementedCall``.
    public func get(_ subscriberId: Psid) async throws -> Subscriber {
        throw UnimplementedCall(name: "subscribers.get")
    }
}

extension LabelsAPI {
    /// Throws ``UnimplementedCall``.
    public func list(pageId: PageId) async throws -> [Label] {
        throw UnimplementedCall(name: "labels.list")
    }

    /// Throws ``UnimplementedCall``.
    public func create(pageId: PageId, name: String) async throws -> LabelId {
        throw UnimplementedCall(name: "labels.create")
    }

    /// Throws ``UnimplementedCall``.
    public func assign(_ labelIds: [LabelId], to subscriberId: Psid, pageId: PageId) async throws {
        throw UnimplementedCall(name: "labels.assign")
    }
}

extension ContactGroupsAPI {
    /// Throws ``UnimplementedCall``.
    public func get(_ groupId: GroupId) async throws -> ContactGroup {
        throw UnimplementedCall(name: "contactGroups.get")
    }

    /// Throws ``UnimplementedCall``.
    public func create(name: String) async throws -> GroupId {
        throw UnimplementedCall(name: "contactGroups.create")
    }

    /// Throws ``UnimplementedCall``.
    @discardableResult
    public func update(_ groupId: GroupId, name: String) async throws -> Change {
        throw UnimplementedCall(name: "contactGroups.update")
    }

    /// Throws ``UnimplementedCall``.
    public func delete(_ groupId: GroupId) async throws {
        throw UnimplementedCall(name: "contactGroups.delete")
    }
}

extension ContactsAPI {
    /// Throws ``UnimplementedCall``.
    public func get(_ contactId: ContactId) async throws -> Contact {
        throw UnimplementedCall(name: "contacts.get")
    }

    /// Throws ``UnimplementedCall``.
    public func create(_ contact: NewContact) async throws -> ContactId {
        throw UnimplementedCall(name: "contacts.create")
    }

    /// Throws ``UnimplementedCall``.
    @discardableResult
    public func update(_ contactId: ContactId, _ update: ContactUpdate) async throws -> Change {
        throw UnimplementedCall(name: "contacts.update")
    }

    /// Throws ``UnimplementedCall``.
    public func delete(_ contactId: ContactId) async throws {
        throw UnimplementedCall(name: "contacts.delete")
    }

    /// Throws ``UnimplementedCall``.
    public func runImport(
        of source: ImportSource,
        groupId: GroupId,
        options: ImportOptions,
        isolation: isolated (any Actor)?,
        onProgress: ((ImportProgress) -> Void)?,
        onRow: ((RowResult) async throws -> Void)?
    ) async throws -> ImportReport {
        throw UnimplementedCall(name: "contacts.import")
    }
}

extension FlowsAPI {
    /// Throws ``UnimplementedCall``.
    public func list() async throws -> [FlowCampaign] {
        throw UnimplementedCall(name: "flows.list")
    }

    /// Throws ``UnimplementedCall``.
    public func get(_ flowId: FlowId) async throws -> FlowDetail {
        throw UnimplementedCall(name: "flows.get")
    }

    /// Throws ``UnimplementedCall``.
    public func subscriberAnswers(_ flowId: FlowId, subscriberId: Psid) async throws -> SubscriberFlow {
        throw UnimplementedCall(name: "flows.subscriberAnswers")
    }
}
