/// The calls for subscribers: ``Client/subscribers``.
public struct Subscribers: SubscribersAPI {
    let caller: Caller

    /// Finds a subscriber. `GET /subscriber_information`
    ///
    /// - Throws: `subscriber_not_found` if the subscriber is unknown or belongs to another user.
    public func get(_ subscriberId: Psid) async throws -> Subscriber {
        try await caller.run { try await $0.subscribersGet(subscriberId: subscriberId, control: $1) }
    }
}
