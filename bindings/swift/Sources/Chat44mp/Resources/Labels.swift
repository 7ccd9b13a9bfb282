/// The calls for labels: ``Client/labels``.
public struct Labels: Sendable {
    let caller: Caller

    /// The labels of a page, without those made through the API. `GET /get_all_labels`
    ///
    /// - Throws: `labels_not_found` when the page is unknown, its bot is off, or it has no labels: the server does not say
    ///   which.
    public func list(pageId: PageId) async throws -> [Label] {
        try await caller.run { try await $0.labelsList(pageId: pageId, control: $1) }
    }

    /// Makes a label; gives its id. Keep it: the server never lists it. `POST /create_label`
    ///
    /// Sent once: when its answer is lost, `outcome` is `.unknown`.
    ///
    /// - Throws: `bot_not_enabled` when the page is unknown or its bot is off. Names made through the API must be unique on
    ///   the whole install, all pages and users; a name that is taken fails with `label_name_maybe_taken` after Facebook has
    ///   made the label.
    public func create(pageId: PageId, name: String) async throws -> LabelId {
        try await caller.run { try await $0.labelsCreate(pageId: pageId, name: name, control: $1) }
    }

    /// Gives a subscriber one or more labels. Many that the server does not know are skipped, unless it knows none.
    /// `POST /assign_label`
    ///
    /// - Throws: `label_not_found`, `bot_not_enabled` or `facebook_refused`. When Facebook refuses one of several, `outcome`
    ///   is `.unknown`: those before it stay assigned.
    public func assign(_ labelIds: [LabelId], to subscriberId: Psid, pageId: PageId) async throws {
        try await caller.run {
            try await $0.labelsAssign(pageId: pageId, subscriberId: subscriberId, labelIds: labelIds, control: $1)
        }
    }
}
