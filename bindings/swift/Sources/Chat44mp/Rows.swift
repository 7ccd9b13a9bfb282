import Foundation

/// An iterator over one response to ``Flows/answers(_:)``. Deallocating it closes the connection.
final class Rows: @unchecked Sendable {
    private let caller: Caller
    private let flowId: FlowId
    private let lock = NSLock()
    private var native: NativeAnswers?
    private var claimed = false

    init(caller: Caller, flowId: FlowId) {
        self.caller = caller
        self.flowId = flowId
    }

    deinit {
        native?.stop()
    }

    /// Whether the caller is the first to read it.
    func claim() -> Bool {
        lock.withLock {
            defer { claimed = true }
            return !claimed
        }
    }

    func open() async throws {
        try await caller.stoppable { try await self.answer(control: $0).open(control: $0) }
    }

    /// The rows that have arrived, at least one; none after the last.
    func next() async throws -> [SubscriberAnswers] {
        try await caller.stoppable { try await self.answer(control: $0).nextBatch(control: $0) }
    }

    private func answer(control: CallControl) throws -> NativeAnswers {
        try lock.withLock {
            if let native { return native }
            let answers = try caller.native.flowsAnswers(flowId: flowId, control: control)
            native = answers
            return answers
        }
    }
}
