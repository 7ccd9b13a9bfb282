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
    /// A value is wrong, seen before sending or said by the server; `outcome` tells which, `field` names it.
    case validation(Info)
    /// No usable answer came; `phase` tells how far the call had come.
    case connection(Info)
    /// A time limit passed; `code` tells which.
    case timeout(Info)
    /// Something answered, but not the API: an HTML page, an empty body, JSON of the wrong shape.
    case malformed(Info)
    /// The key is missing, wrong, disabled or not an admin's: the server does not tell which.
    case authentication(Info)
    /// No such object, or not this key's.
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
    /// The server said `error`, with a text that is not in the catalogue.
    case unknown(Info)

    /// What is known about a failure. It never holds the API key, a password or a URL's query.
    public struct Info: Hashable, Sendable {
        /// What went wrong, such as ``ErrorCode/contactNotFound``. New codes can appear.
        public let code: ErrorCode
        /// What the server said, or what we saw; at most 500 characters.
        public let message: String
        /// What to do about it.
        public let hint: String?
        /// On a failed write, what became of it; absent on reads and outside of calls.
        public let outcome: Outcome?
        /// The call that failed, such as `contacts.create`.
        public let operation: String?
        /// The HTTP status of the last answer, if one arrived.
        public let httpStatus: Int?
        /// How many times the request was tried.
        public let attempts: Int
        /// Whether making the same call again, later, may succeed without doing the work twice.
        public let retryable: Bool
        /// How long the server asks to wait before the next request.
        public let retryAfter: Duration?
        /// The argument or option that is wrong, by its name here.
        public let field: String?
        /// How far the call had come when its connection failed.
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
