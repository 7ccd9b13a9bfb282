import Foundation

/// The calls for flow campaigns: ``Client/flows``.
public struct Flows: FlowsAPI {
    let caller: Caller

    /// Lists all flow campaigns. `GET /get_flow_campaigns`
    public func list() async throws -> [FlowCampaign] {
        try await caller.run { try await $0.flowsList(control: $1) }
    }

    /// Finds a flow campaign and its questions. `GET /get_flow_campaign_info`
    ///
    /// - Throws: `flow_not_found` if the campaign is unknown or belongs to another user, and `flow_deleted`.
    public func get(_ flowId: FlowId) async throws -> FlowDetail {
        try await caller.run { try await $0.flowsGet(flowId: flowId, control: $1) }
    }

    /// Returns one subscriber's answers to a campaign. `GET /get_single_subscriber_flow_info`
    ///
    /// There are no answers if the subscriber gave none or is unknown.
    ///
    /// - Throws: `flow_not_found` if the campaign is unknown or belongs to another user.
    public func subscriberAnswers(_ flowId: FlowId, subscriberId: Psid) async throws -> SubscriberFlow {
        try await caller.run {
            try await $0.flowsSubscriberAnswers(flowId: flowId, subscriberId: subscriberId, control: $1)
        }
    }

    /// Streams the answers of all subscribers to a campaign, one subscriber at a time, as the bytes arrive.
    /// `GET /get_all_subscriber_flow_info`
    ///
    /// Nothing is sent before the first row is requested. Memory use stays constant, however large the response is. A
    /// lost connection is retried only until the first row has been returned. The call has no overall timeout unless
    /// one is set: only a stalled connection ends the stream.
    ///
    /// - Throws: `flow_not_found` if the campaign is unknown or belongs to another user.
    public func answers(_ flowId: FlowId) -> Answers {
        Answers(caller: caller, flowId: flowId)
    }

    /// Streams the answers of all subscribers to a campaign as the rows of a table.
    /// `GET /get_all_subscriber_flow_info`
    ///
    /// The long layout, the default, has one row per answer: `subscriberId`, `questionId`, `question` and `answer`.
    /// The wide layout has one row per subscriber and one column per question; it reads the questions from
    /// `GET /get_flow_campaign_info` and omits answers to any other question. Otherwise like `answers`.
    public func rows(_ flowId: FlowId, layout: RowLayout = .long) -> AnswerRows {
        AnswerRows(caller: caller, flowId: flowId, layout: layout)
    }

    /// Writes the answers of all subscribers to a campaign to a file. `GET /get_all_subscriber_flow_info`
    ///
    /// The file appears when it is complete and replaces an existing one; an export that fails or is stopped leaves
    /// nothing behind. A new file is readable by its owner only (mode 0600), an existing one keeps its mode. Memory use
    /// stays constant, however large the response is. The wide formats read their columns from
    /// `GET /get_flow_campaign_info`. By default the format is CSV with one row per answer, and cells that a
    /// spreadsheet would run as a formula are prefixed with an apostrophe.
    ///
    /// Fails like `answers`, with `file_failed`, and with `invalid_option` if the name of the file does not match the
    /// format, or the answers exceed the limits of a workbook: 1,048,576 rows with the header, 16,384 columns, 32,767
    /// characters per cell.
    ///
    /// - Parameters:
    ///   - flowId: The campaign.
    ///   - path: The file.
    ///   - format: One row per answer (`.csv`), one row per subscriber (`.wideCsv`), one subscriber per line (`.jsonLines`), or
    ///     a workbook (.xlsx) in which every cell is text (`.excel`, `.wideExcel`).
    ///   - bom: Starts CSV with a byte order mark, without which Excel opens accents wrongly.
    ///   - rawCells: Leaves cells of CSV unchanged that a spreadsheet would run as a formula.
    @discardableResult
    public func export(
        _ flowId: FlowId,
        to path: String,
        format: ExportFormat = .csv,
        bom: Bool = false,
        rawCells: Bool = false
    ) async throws -> ExportReport {
        try await caller.run {
            try await $0.flowsExport(
                flowId: flowId, path: path, format: format, bom: bom, rawCells: rawCells, control: $1)
        }
    }

    /// Writes the answers of all subscribers to a campaign to a file, like the other `export`.
    @discardableResult
    public func export(
        _ flowId: FlowId,
        to file: URL,
        format: ExportFormat = .csv,
        bom: Bool = false,
        rawCells: Bool = false
    ) async throws -> ExportReport {
        try await export(flowId, to: file.filePath, format: format, bom: bom, rawCells: rawCells)
    }
}
