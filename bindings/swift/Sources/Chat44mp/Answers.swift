/// The answers of all subscribers to a campaign, one subscriber at a time: ``Flows/answers(_:)``.
///
///     for try await row in client.flows.answers(1) {
///         print(row.subscriberId, row.answers.count)
///     }
///
/// Nothing is sent before the first row is requested, and each loop sends a new request. Leaving the loop, or cancelling its task,
/// closes the connection.
public struct Answers: AsyncSequence, Sendable {
    let caller: Caller
    let flowId: FlowId
    /// The response that was opened by ``open()``.
    private var opened: Rows?

    init(caller: Caller, flowId: FlowId) {
        self.caller = caller
        self.flowId = flowId
    }

    /// Sends the request and waits for the head of the response, for use with ``Client/raw(keepBody:_:)``. The first loop
    /// reads the rest.
    ///
    /// - Throws: `flow_not_found` if the campaign is unknown or belongs to another user.
    public func open() async throws -> Answers {
        var answers = self
        let rows = Rows(caller: caller, flowId: flowId)
        try await rows.open()
        answers.opened = rows
        return answers
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(rows: opened.flatMap { $0.claim() ? $0 : nil } ?? Rows(caller: caller, flowId: flowId))
    }

    /// An iterator over one response.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let rows: Rows
        /// The rows that have arrived, the next one last.
        private var arrived: [SubscriberAnswers] = []

        fileprivate init(rows: Rows) {
            self.rows = rows
        }

        /// Returns the next row; nil at the end.
        public mutating func next() async throws -> SubscriberAnswers? {
            if arrived.isEmpty {
                arrived = try await rows.next().reversed()
            }
            return arrived.popLast()
        }
    }
}
