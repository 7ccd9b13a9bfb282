/// The rows of ``Flows/rows(_:layout:)``.
///
/// Nothing is sent before the first row is requested, and each loop sends a new request. Leaving the loop, or cancelling its
/// task, closes the connection.
public struct AnswerRows: AsyncSequence, Sendable {
    let caller: Caller
    let flowId: FlowId
    let layout: RowLayout

    public func makeAsyncIterator() -> Iterator {
        Iterator(batches: RowBatches(rows: self))
    }

    /// An iterator over one response.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let batches: RowBatches
        /// The rows that have arrived, the next one last.
        private var arrived: [AnswerRow] = []

        fileprivate init(batches: RowBatches) {
            self.batches = batches
        }

        /// Returns the next row; nil at the end.
        public mutating func next() async throws -> AnswerRow? {
            if arrived.isEmpty {
                let batch = try await batches.next()
                arrived = batch.rows.reversed().map { AnswerRow(columns: batch.columns, cells: $0.map(AnswerCell.init)) }
            }
            return arrived.popLast()
        }
    }
}

/// A row of a table.
public struct AnswerRow: Hashable, Sendable, Codable {
    /// The names of the columns, without duplicates.
    public let columns: [String]
    /// One value per column; nil for an absent value.
    public let cells: [AnswerCell?]

    /// The value of a column; nil if it is absent.
    public subscript(column: String) -> AnswerCell? {
        columns.firstIndex(of: column).flatMap { cells[$0] }
    }
}

/// A value in a row.
public enum AnswerCell: Hashable, Sendable, CustomStringConvertible {
    case text(String)
    case integer(Int64)

    init?(_ native: NativeCell) {
        switch native {
        case .absent: return nil
        case .text(let text): self = .text(text)
        case .integer(let number): self = .integer(number)
        }
    }

    public var description: String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        }
    }
}

/// The batches of one response. Deallocating them closes the connection.
private final class RowBatches: Sendable {
    private let rows: AnswerRows
    private let native: Lazy<NativeRows>

    init(rows: AnswerRows) {
        self.rows = rows
        native = Lazy()
    }

    deinit {
        native.value?.stop()
    }

    func next() async throws -> NativeRowBatch {
        try await rows.caller.withControl { control in
            let native = try self.native.get {
                try rows.caller.native.flowsRows(flowId: rows.flowId, layout: rows.layout, control: control)
            }
            return try await native.nextBatch(control: control)
        }
    }
}
