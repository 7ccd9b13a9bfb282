import Foundation

/// Options of a client. The defaults are right for most programs.
public struct ClientOptions: Sendable {
    /// Allows plain http to another machine. The key can then be intercepted.
    public var allowHTTP: Bool?
    /// How long a whole call may take, over its attempts and waits; 90 s.
    public var timeout: Duration?
    /// How long a connection may take to open, name look-up and TLS included; 5 s.
    public var connectTimeout: Duration?
    /// How long the server may take to start its response; 30 s, for ``Flows/answers(_:)`` 300 s.
    public var headTimeout: Duration?
    /// How long the server may send nothing within its response; 20 s.
    public var stallTimeout: Duration?
    /// How many times a failed attempt may be followed by another; 2. With 0 there is exactly one attempt.
    public var maxRetries: Int?
    /// How many requests may be in flight at once; 8. Further calls wait their turn.
    public var maxConcurrency: Int?
    /// The longest wait before the first retry, doubled with each further one up to 8 s; 0.25 s.
    public var backoff: Duration?
    /// How long ``Users/create(_:)`` waits before it looks a second time for a user whose creation received no response; 5 s.
    public var settleDelay: Duration?
    /// The largest response read, in bytes after decompression; 50 MiB. Streamed responses have no limit.
    public var maxResponseBytes: Int?
    /// The proxy to use instead of the environment's, such as `http://proxy.example.com:3128`.
    public var proxy: String?
    /// The certificates to trust instead of the platform's, in PEM.
    public var caCerts: String?
    /// Text to add to the User-Agent header, such as your program's name and version.
    public var userAgentSuffix: String?
    /// Messages of your own server and the errors they stand for.
    public var messagePatterns: [MessagePattern]
    /// Receives the client's log lines. Without one, `CHAT44MP_LOG=debug` writes them to standard error.
    public var logHandler: LogHandler?

    /// Receives one line at a time, on a dedicated thread: operation, attempt, status, milliseconds; never a query string, a
    /// body or a key.
    public typealias LogHandler = @Sendable (_ level: LogLevel, _ line: String) -> Void

    /// Creates options; those that are left out have their defaults.
    public init(
        allowHTTP: Bool? = nil,
        timeout: Duration? = nil,
        connectTimeout: Duration? = nil,
        headTimeout: Duration? = nil,
        stallTimeout: Duration? = nil,
        maxRetries: Int? = nil,
        maxConcurrency: Int? = nil,
        backoff: Duration? = nil,
        settleDelay: Duration? = nil,
        maxResponseBytes: Int? = nil,
        proxy: String? = nil,
        caCerts: String? = nil,
        userAgentSuffix: String? = nil,
        messagePatterns: [MessagePattern] = [],
        logHandler: LogHandler? = nil
    ) {
        self.allowHTTP = allowHTTP
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.headTimeout = headTimeout
        self.stallTimeout = stallTimeout
        self.maxRetries = maxRetries
        self.maxConcurrency = maxConcurrency
        self.backoff = backoff
        self.settleDelay = settleDelay
        self.maxResponseBytes = maxResponseBytes
        self.proxy = proxy
        self.caCerts = caCerts
        self.userAgentSuffix = userAgentSuffix
        self.messagePatterns = messagePatterns
        self.logHandler = logHandler
    }

    func native(baseURL: String?) -> NativeClientOptions {
        NativeClientOptions(
            baseUrl: baseURL,
            allowHttp: allowHTTP,
            timeout: timeout?.inSeconds,
            connectTimeout: connectTimeout?.inSeconds,
            headTimeout: headTimeout?.inSeconds,
            stallTimeout: stallTimeout?.inSeconds,
            maxRetries: maxRetries.map { Int64($0) },
            maxConcurrency: maxConcurrency.map { Int64($0) },
            backoff: backoff?.inSeconds,
            settleDelay: settleDelay?.inSeconds,
            maxResponseBytes: maxResponseBytes.map { Int64($0) },
            proxy: proxy,
            caCerts: caCerts,
            userAgentSuffix: userAgentSuffix,
            messagePatterns: messagePatterns.map(\.native)
        )
    }
}

/// A message of your own server and the error it stands for, for servers that translate their messages.
public struct MessagePattern: Sendable, Hashable {
    /// The text. Case and spacing do not matter, and `{n}` stands for any run of digits.
    public var text: String
    /// One of the SDK's codes, or one of your own; the latter needs a `kind`.
    public var code: ErrorCode
    /// The wire name of the operation that says it, such as `get_contact`; any, if left out.
    public var operation: String?
    /// The family of the error.
    public var kind: ErrorKind?

    /// Creates a pattern.
    public init(_ text: String, code: ErrorCode, operation: String? = nil, kind: ErrorKind? = nil) {
        self.text = text
        self.code = code
        self.operation = operation
        self.kind = kind
    }

    var native: TextPattern {
        TextPattern(text: text, code: code.rawValue, operation: operation, kind: kind)
    }
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
