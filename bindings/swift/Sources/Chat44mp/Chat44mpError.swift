import Foundation

/// Why a call failed. Each case is a family; its ``Info`` has the stable code, a hint, and for a failed write its outcome.
///
///     do {
///         _ = try await client.contacts.create(contact)
///     } catch Chat44mpError.conflict(let info) where info.code == .emailTaken {
///         print("already exists")
///     }
///
/// A call whose task was cancelled throws `CancellationError` instead.
public enum Chat44mpError: Error, Hashable, Sendable {
    /// The client is set up wrongly, or was closed; nothing was sent.
    case config(Info)
    /// A value is invalid; `outcome` says whether the client or the server rejected it, `field` names it.
    case validation(Info)
    /// No complete response was received; `phase` says how far the call had come.
    case connection(Info)
    /// A timeout expired; `code` says which.
    case timeout(Info)
    /// The response is not one of the API: an HTML page, an empty body, JSON with another structure.
    case malformed(Info)
    /// The key is missing, wrong, disabled or not an admin's; the server does not say which.
    case authentication(Info)
    /// There is no such object, or it belongs to another user.
    case notFound(Info)
    /// An e-mail address or phone number is taken.
    case conflict(Info)
    /// The page has no enabled bot.
    case precondition(Info)
    /// Facebook refused; `graphCode` has its number.
    case upstream(Info)
    /// Too many requests (HTTP 429); `retryAfter` says how long to wait.
    case rateLimited(Info)
    /// The server failed (HTTP 5xx).
    case server(Info)
    /// The server reported an error with a message that is not in the catalogue.
    case unknown(Info)

    /// What is known about a failure. It never holds the API key, a password or a URL's query.
    public struct Info: Hashable, Sendable {
        /// What went wrong, such as ``ErrorCode/contactNotFound``. New codes can appear.
        public let code: ErrorCode
        /// The server's message, or the SDK's; at most 500 characters.
        public let message: String
        /// How to fix it.
        public let hint: String?
        /// The outcome of a failed write; absent on reads and outside of calls.
        public let outcome: Outcome?
        /// The call that failed, such as `contacts.create`.
        public let operation: String?
        /// The HTTP status of the last response, if one arrived.
        public let httpStatus: Int?
        /// The number of attempts.
        public let attempts: Int
        /// Whether repeating the call later may succeed without duplicating its effect.
        public let retryable: Bool
        /// The time that the server requests to wait before the next request.
        public let retryAfter: Duration?
        /// The argument or option that is wrong, by its name here.
        public let field: String?
        /// The phase in which the call's connection failed.
        public let phase: Phase?
        /// The number in Facebook's own error.
        public let graphCode: Int?
        /// The beginning of an answer that could not be used, cleared of secrets.
        public let body: String?
        /// What lies below, outermost first.
        public let causes: [String]
        /// All in one line.
        let text: String
    }

    /// What is known about it.
    public var info: Info {
        switch self {
        case .config(let info), .validation(let info), .connection(let info), .timeout(let info), .malformed(let info),
            .authentication(let info), .notFound(let info), .conflict(let info), .precondition(let info),
            .upstream(let info), .rateLimited(let info), .server(let info), .unknown(let info):
            info
        }
    }

    /// The family, the same in every language.
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

    init(_ failure: Failure) {
        let info = Info(failure)
        self =
            switch failure.kind {
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
    /// The call, what went wrong and its code, in one line.
    public var description: String { info.text }
    public var errorDescription: String? { info.text }
    public var failureReason: String? { info.message }
    public var recoverySuggestion: String? { info.hint }
}

extension Chat44mpError.Info {
    init(_ failure: Failure) {
        code = ErrorCode(rawValue: failure.code)
        message = failure.detail
        hint = failure.hint
        outcome = failure.outcome
        operation = failure.operation
        httpStatus = failure.httpStatus.map { Int($0) }
        attempts = Int(failure.attempts)
        retryable = failure.retryable
        retryAfter = failure.retryAfter.map { .seconds($0) }
        field = failure.field.map(camelCase)
        phase = failure.phase
        graphCode = failure.graphCode.map { Int($0) }
        body = failure.body
        causes = failure.causes
        text = failure.text
    }
}

/// The core's name of an argument or option, as it is written here.
private func camelCase(_ name: String) -> String {
    let written = ["base_url": "baseURL", "allow_http": "allowHTTP"]
    let words = name.split(separator: "_").map(String.init)
    return written[name] ?? words.prefix(1).joined() + words.dropFirst().map(\.capitalized).joined()
}

/// A stable code, such as ``emailTaken``. New ones can appear, so a `switch` over them needs a `default`.
public struct ErrorCode: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The code as every language writes it, such as `email_taken`.
    public let rawValue: String

    /// The code of that name.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The code of that name.
    public init(stringLiteral name: String) {
        self.init(rawValue: name)
    }

    public var description: String { rawValue }
}
