/// The calls of ``Client/users``, for fakes: see ``ContactsAPI``.
public protocol UsersAPI: Sendable {
    /// See ``Users/get(_:)``.
    func get(_ filter: UserFilter) async throws -> User
    /// See ``Users/create(_:)``.
    func create(_ user: NewUser) async throws -> UserId
    /// See ``Users/update(_:_:)``.
    func update(_ userId: UserId, _ update: UserUpdate) async throws
    /// See ``Users/provision(_:)``.
    func provision(_ user: NewUser) async throws -> Provisioned
}

/// The calls of ``Client/packages``, for fakes: see ``ContactsAPI``.
public protocol PackagesAPI: Sendable {
    /// See ``Packages/list()``.
    func list() async throws -> [Package]
}

/// The calls of ``Client/subscribers``, for fakes: see ``ContactsAPI``.
public protocol SubscribersAPI: Sendable {
    /// See ``Subscribers/get(_:)``.
    func get(_ subscriberId: Psid) async throws -> Subscriber
}

/// The calls of ``Client/labels``, for fakes: see ``ContactsAPI``.
public protocol LabelsAPI: Sendable {
    /// See ``Labels/list(pageId:)``.
    func list(pageId: PageId) async throws -> [Label]
    /// See ``Labels/create(pageId:name:)``.
    func create(pageId: PageId, name: String) async throws -> LabelId
    /// See ``Labels/assign(_:to:pageId:)``.
    func assign(_ labelIds: [LabelId], to subscriberId: Psid, pageId: PageId) async throws
}

/// The calls of ``Client/contactGroups``, for fakes: see ``ContactsAPI``.
public protocol ContactGroupsAPI: Sendable {
    /// See ``ContactGroups/get(_:)``.
    func get(_ groupId: GroupId) async throws -> ContactGroup
    /// See ``ContactGroups/create(name:)``.
    func create(name: String) async throws -> GroupId
    /// See ``ContactGroups/update(_:name:)``.
    @discardableResult
    func update(_ groupId: GroupId, name: String) async throws -> Change
    /// See ``ContactGroups/delete(_:)``.
    func delete(_ groupId: GroupId) async throws
}

/// The calls of ``Client/contacts``, so that a fake can take their place in tests and previews.
///
///     struct TakenContacts: ContactsAPI {
///         func create(_ contact: NewContact) async throws -> ContactId {
///             throw Chat44mpError(.emailTaken, outcome: .rejected)
///         }
///     }
///
/// Calls that a fake does not have throw ``UnimplementedCall``, so that later versions can add calls.
public protocol ContactsAPI: Sendable {
    /// See ``Contacts/get(_:)``.
    func get(_ contactId: ContactId) async throws -> Contact
    /// See ``Contacts/create(_:)``.
    func create(_ contact: NewContact) async throws -> ContactId
    /// See ``Contacts/update(_:_:)``.
    @discardableResult
    func update(_ contactId: ContactId, _ update: ContactUpdate) async throws -> Change
    /// See ``Contacts/delete(_:)``.
    func delete(_ contactId: ContactId) async throws
    /// Runs an import: `importFile` and `importRows` call it.
    func runImport(
        of source: ImportSource,
        groupId: GroupId,
        options: ImportOptions,
        isolation: isolated (any Actor)?,
        onProgress: ((ImportProgress) -> Void)?,
        onRow: ((RowResult) async throws -> Void)?
    ) async throws -> ImportReport
}

/// The calls of ``Client/flows``, for fakes: see ``ContactsAPI``.
public protocol FlowsAPI: Sendable {
    /// See ``Flows/list()``.
    func list() async throws -> [FlowCampaign]
    /// See ``Flows/get(_:)``.
    func get(_ flowId: FlowId) async throws -> FlowDetail
    /// See ``Flows/subscriberAnswers(_:subscriberId:)``.
    func subscriberAnswers(_ flowId: FlowId, subscriberId: Psid) async throws -> SubscriberFlow
}

/// A call that a fake does not have.
public struct UnimplementedCall: Error, CustomStringConvertible {
    /// The call, such as `contacts.get`.
    public let name: String

    /// Says which call the fake lacks.
    public var description: String { "the fake does not implement \(name)" }
}
