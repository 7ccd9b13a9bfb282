/// The calls for flow campaigns: ``Client/flows``.
public struct Flows: Sendable {
    let caller: Caller

    /// All campaigns. `GET /get_flow_campaigns`
    public func list() async throws -> [FlowCampaign] {
        try await caller.run { try await $0.flowsList(control: $1) }
    }

    /// Finds a campaign and its questions. `GET /get_flow_campaign_info`
    ///
    /// - Throws: `flow_not_found` for an unknown campaign or another user's, and `flow_deleted`.
    public func get(_ flowId: FlowId) async throws -> FlowDetail {
        try await caller.run { try await $0.flowsGet(flowId: flowId, control: $1) }
    }

    /// What one subscriber answered to a campaign; no answers for a subscriber who gave none or is unknown.
    /// `GET /get_single_subscriber_flow_info`
    ///
    /// - Throws: `flow_not_found` for an unknown campaign or another user's.
    public func subscriberAnswers(_ flowId: FlowId, subscriberId: Psid) async throws -> SubscriberFlow {
        try await caller.run {
            try await $0.flowsSubscriberAnswers(flowId: flowId, subscriberId: subscriberId, control: $1)
        }
    }

    /// What all subscribers answered to a campaign, one subscriber at a time, as the bytes arrive.
    /// `GET /get_all_subscriber_flow_info`
    ///
    /// Nothing is sent before the first row is asked for. Memory stays constant, however large the answer. A lost connection
    /// is tried again only until the first row was given. No whole-call limit holds unless one is set: only a silent server
    /// ends it.
    ///
    /// The loop throws `flow_not_found` for an unknown campaign or another user's.
    public func answers(_ flowId: FlowId) -> Answers {
        Answers(caller: caller, flowId: flowId)
    }

    /// Writes what all subscribers answered to a campaign into a file, in constant memory. The file is there when all of it
    /// is. `GET /get_all_subscriber_flow_info`, and for `.wideCsv` `GET /get_flow_campaign_info` first
    ///
    /// - Parameters:
    ///   - flowId: The campaign.
    ///   - path: The file; an existing one is replaced and keeps its mode, a new one has 0600.
    ///   - format: A line an answer (`.csv`), a line a subscriber (`.wideCsv`), or JSON Lines.
    ///   - rawCells: Leaves cells as they are that a spreadsheet would run; they are made harmless otherwise.
    /// - Throws: `flow_not_found` for an unknown campaign or another user's, `file_failed`.
    @discardableResult
    public func export(
        _ flowId: FlowId,
        to path: String,
        format: ExportFormat = .csv,
        rawCells: Bool = false
    ) async throws -> ExportReport {
        try await caller.run {
            try await $0.flowsExport(flowId: flowId, path: path, format: format, rawCells: rawCells, control: $1)
        }
    }
}
