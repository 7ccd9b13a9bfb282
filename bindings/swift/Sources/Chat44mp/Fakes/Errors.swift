extension Chat44mpError {
    /// Creates an error for a fake of a client or for a preview. The code determines its kind and its hint.
    ///
    ///     throw Chat44mpError(.emailTaken, outcome: .rejected)
    ///
    /// - Parameters:
    ///   - code: The code.
    ///   - message: The server's message, or the SDK's; by default, when the code occurs.
    ///   - kind: The kind of a code that is not the SDK's; by default `.unknown`.
    ///   - hint: How to fix it, instead of the hint of the code.
    ///   - operation: The call that failed, such as `contacts.create`.
    ///   - outcome: The outcome of a failed write.
    ///   - httpStatus: The HTTP status of the last response.
    ///   - attempts: The number of attempts.
    ///   - retryable: Whether repeating the call later may succeed without duplicating its effect.
    ///   - retryAfter: The time that the server requests to wait before the next request.
    ///   - field: The argument or option that is invalid.
    ///   - phase: The phase in which the call's connection failed.
    ///   - graphCode: The number of Facebook's error.
    ///   - body: The beginning of a response that could not be used.
    public init(
        _ code: ErrorCode,
        message: String? = nil,
        kind: ErrorKind? = nil,
        hint: String? = nil,
        operation: String? = nil,
        outcome: Outcome? = nil,
        httpStatus: Int? = nil,
        attempts: Int = 1,
        retryable: Bool = false,
        retryAfter: Duration? = nil,
        field: String? = nil,
        phase: Phase? = nil,
        graphCode: Int? = nil,
        body: String? = nil
    ) {
        var info = errorOf(language: .swift, code: code.rawValue, message: message).info
        info.kind = kind ?? info.kind
        info.hint = hint ?? info.hint
        info.operation = operation
        info.outcome = outcome
        info.httpStatus = httpStatus.map { UInt16(clamping: $0) }
        info.attempts = UInt32(clamping: attempts)
        info.retryable = retryable
        info.retryAfter = retryAfter
        info.field = field
        info.phase = phase
        info.graphCode = graphCode.map { Int64($0) }
        info.body = body
        self.init(errorWith(info: info))
    }
}
