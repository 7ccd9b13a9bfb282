import Foundation

/// The batches of one response to ``Flows/answers(_:)``. Deallocating them closes the connection.
final class Rows: Sendable {
    private let caller: Caller
    private let flowId: FlowId
    private let native = Lazy<NativeAnswers>()
    private let claimed = Lazy<Bool>()

    init(caller: Caller, flowId: FlowId) {
        self.caller = caller
        self.flowId = flowId
    }

    deinit {
        native.value?.stop()
    }

    /// Returns true for the first caller only, because one loop reads the response.
    func claim() -> Bool {
        var isFirst = false
        _ = claimed.get {
            isFirst = true
            return true
        }
        return isFirst
    }

    func open() async throws {
        try await caller.withControl { try await self.answers(control: $0).open(control: $0) }
    }

    /// Returns the rows that have arrived, at least one; none at the end.
    func next() async throws -> [SubscriberAnswers] {
        try await caller.withControl { try await self.answers(control: $0).nextBatch(control: $0) }
    }

    private func answers(control: CallControl) throws -> NativeAnswers {
        try native.get { try caller.native.flowsAnswers(flowId: flowId, control: control) }
    }
}

/// A value that is created on first use.
final class Lazy<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var created: Value?

    var value: Value? {
        lock.withLock { created }
    }

    func get(_ create: () throws -> Value) rethrows -> Value {
        try lock.withLock {
            if let created { return created }
            let value = try create()
            created = value
            return value
        }
    }
}
