/// The calls for labels: ``Client/labels``.
public struct Labels: LabelsAPI {
    let caller: Caller

    /// Lists the labels of a page, except those created through the API. `GET /get_all_labels`
    ///
    /// - Throws: `labels_not_found` if the page is unknown, its bot is disabled, or it has no labels; the server does
    ///   not say which.
    public func list(pageId: PageId) async throws -> [Label] {
        try await caller.run { try await $0.labelsList(pageId: pageId, control: $1) }
    }

    /// Creates a label and returns its ID. `POST /create_label`
    ///
    /// Keep the ID: the server never lists labels created through the API. Their names must be unique on the whole
    /// server, across all pages and users. Sent once: if the response is lost, `outcome` is `unknown`.
    ///
    /// - Throws: `bot_not_enabled` if the page is unknown or its bot is disabled, and `label_name_maybe_taken` if the
    ///   name is taken, but only after Facebook has created the label.
    public func create(pageId: PageId, name: String) async throws -> LabelId {
        try await caller.run { try await $0.labelsCreate(pageId: pageId, name: name, control: $1) }
    }

    /// Assigns one or more labels to a subscriber. `POST /assign_label`
    ///
    /// Unknown label IDs are ignored, unless all of them are unknown. If Facebook refuses one of several labels,
    /// `outcome` is `unknown`: those before it stay assigned.
    ///
    /// - Throws: `label_not_found`, `bot_not_enabled` or `facebook_refused`.
    public func assign(_ labelIds: [LabelId], to subscriberId: Psid, pageId: PageId) async throws {
        try await caller.run {
            try await $0.labelsAssign(pageId: pageId, subscriberId: subscriberId, labelIds: labelIds, control: $1)
        }
    }
}
