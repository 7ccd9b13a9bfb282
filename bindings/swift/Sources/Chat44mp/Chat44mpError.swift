import Foundation

/// A call failed. Each case is a kind of error; its ``Info`` has the stable code, a hint, and the outcome of a failed write.
///
///     do {
///         _ = try await client.contacts.create(contact)
///     } catch Chat44mpError.conflict(let info) where info.code == .emailTaken {
///         print("already exists")
///     }
///
/// A call whose task was cancelled throws `CancellationError` instead.
public enum Chat44mpError: Error, Hashable, Sendable {
    /// The client is configured incorrectly, or was closed; nothing was sent.
    case config(Info)
    /// A value is invalid; `outcome` says whether the client or the server rejected it, `field` names it.
    case validation(Info)
    /// No complete response was received; `phase` is the phase in which it failed.
    case connection(Info)
    /// A timeout expired; `code` says which.
    case timeout(Info)
    /// The response is not a valid API response: an HTML page, an empty body, or JSON with another structure.
    case malformed(Info)
    /// The key is missing, wrong, disabled or not an admin's; the server does not say which.
    case authentication(Info)
    /// There is no such object, or it belongs to another user.
    case notFound(Info)
    /// The e-mail address or phone number is already in use.
    case conflict(Info)
    /// The page has no enabled bot.
    case precondition(Info)
    /// Facebook rejected the request; `graphCode` has its error code.
    case upstream(Info)
    /// Too many requests (HTTP 429); `retryAfter` says how long to wait.
    case rateLimited(Info)
    /// The server failed (HTTP 5xx).
    case server(Info)
    /// The server reported an error with a message that is not in the catalogue.
    case unknown(Info)

    /// The fields of an error. They never contain the API key, a password or a query string.
    public struct Info: Hashable, Sendable {
        let failure: CallFailure

        /// The stable code, such as ``ErrorCode/contactNotFound``. New codes can appear.
        public var code: ErrorCode { failure.info.code }
        /// The server's message, or the SDK's; at most 500 characters.
        public var serverMessage: String { failure.info.serverMessage }
        /// How to fix it.
        public var hint: String? { failure.info.hint }
        /// The outcome of a failed write; `nil` on reads and outside of calls.
        public var outcome: Outcome? { failure.info.outcome }
        /// The call that failed, such as `contacts.create`.
        public var operation: String? { failure.info.operation }
        /// The HTTP status of the last response, if one arrived.
        public var httpStatus: Int? { failure.info.httpStatus.map { Int($0) } }
        /// The number of attempts.
        public var attempts: Int { Int(failure.info.attempts) }
        /// Whether repeating the call later may succeed without duplicating its effect.
        public var retryable: Bool { failure.info.retryable }
        /// The time that the server requests to wait before the next request.
        public var retryAfter: Duration? { failure.info.retryAfter }
        /// The argument or option that is invalid, by its name in Swift.
        public var field: String? { failure.info.field }
        /// The phase in which the call's connection failed.
        public var phase: Phase? { failure.info.phase }
        /// The number of Facebook's error, as in `(#100) …`.
        public var graphCode: Int? { failure.info.graphCode.map { Int($0) } }
        /// The beginning of a response that could not be used, without secrets.
        public var body: String? { failure.info.body }
        /// The causes, outermost first.
        public var causes: [String] { failure.causes }
    }

    /// The fields of the error.
    public var info: Info {
        switch self {
        case .config(let info), .validation(let info), .connection(let info), .timeout(let info), .malformed(let info),
            .authentication(let info), .notFound(let info), .conflict(let info), .precondition(let info),
            .upstream(let info), .rateLimited(let info), .server(let info), .unknown(let info):
            info
        }
    }

    var failure: CallFailure { info.failure }

    /// The kind of the error, the same in every language.
    public var kind: ErrorKind {
        switch self {
        case .config: .config
        case .validation: .validation
        case .connection: .connection
        case .timeout: .timeout
        case .malformed: .malformed
        case .authentication: .authentication
        case .notFound: .notFound
        case .conflict: .conflict
        case .precondition: .precondition
        case .upstream: .upstream
        case .rateLimited: .rateLimited
        case .server: .server
        case .unknown: .unknown
        }
    }

    init(_ failure: CallFailure) {
        let info = Info(failure: failure)
        self =
            switch failure.info.kind {
            case .config: .config(info)
            case .validation: .validation(info)
            case .connection: .connection(info)
            case .timeout: .timeout(info)
            case .malformed: .malformed(info)
            case .authentication: .authentication(info)
            case .notFound: .notFound(info)
            case .conflict: .conflict(info)
            case .precondition: .precondition(info)
            case .upstream: .upstream(info)
            case .rateLimited: .rateLimited(info)
            case .server: .server(info)
            case .unknown: .unknown(info)
            }
    }
}

extension Chat44mpError: LocalizedError, CustomStringConvertible {
    /// The call, the message and the code, in one line.
    public var description: String { failure.text }
    public var errorDescription: String? { failure.text }
    public var failureReason: String? { info.serverMessage }
    public var recoverySuggestion: String? { info.hint }
}

/// A stable code, such as ``emailTaken``. New ones can appear, so a `switch` over them needs a `default`.
public struct ErrorCode: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The code, the same in every language, such as `email_taken`.
    public let rawValue: String

    /// Creates a code from its name.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Creates a code from its name.
    public init(stringLiteral name: String) {
        self.init(rawValue: name)
    }

    public var description: String { rawValue }
}
