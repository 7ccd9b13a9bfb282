import Foundation

/// Options of a client. The defaults are right for most programs.
public struct ClientOptions: Sendable {
    /// Allows plain http to another machine. The key can then be intercepted.
    public var allowHTTP: Bool?
    /// The timeout of a call with all its attempts and waits; 90 s by default. `Duration.infinity` is no limit, here and below.
    public var timeout: Duration?
    /// The timeout for opening a connection, DNS and TLS included; 5 s by default.
    public var connectTimeout: Duration?
    /// The timeout for the start of a response; 30 s by default, 300 s for ``Flows/answers(_:)``.
    public var headTimeout: Duration?
    /// The timeout for each pause within a response; 20 s by default.
    public var stallTimeout: Duration?
    /// The maximum number of retries; 2 by default, 0 disables them.
    public var maxRetries: Int?
    /// The maximum number of requests in flight; 8 by default. Further calls wait for a permit.
    public var maxConcurrency: Int?
    /// The maximum backoff before the first retry, doubled with each further one up to 8 s; 0.25 s by default.
    public var backoff: Duration?
    /// The delay before ``Users/create(_:)`` checks again for a user whose creation received no response; 5 s by default.
    public var settleDelay: Duration?
    /// The maximum size of a response, in bytes after decompression; 50 MiB by default. Streamed responses have no limit.
    public var maxResponseBytes: Int?
    /// The proxy to use instead of the environment's, such as `http://proxy.example.com:3128` or `socks5h://…`; empty for none.
    public var proxy: String?
    /// The certificates to trust instead of the platform's: the path of a PEM file or of a folder with such files, or PEM itself.
    /// The certificate of a CA or of the server, such as a self-signed one.
    public var caCerts: String?
    /// Text to add to the User-Agent header, such as your program's name and version.
    public var userAgentSuffix: String?
    /// Messages of your own server and the errors they stand for.
    public var messagePatterns: [MessagePattern]
    /// Receives the client's log lines. Without one, `CHAT44MP_LOG=debug` writes them to standard error.
    public var logHandler: LogHandler?
    /// Called before each request, retries included.
    public var onRequest: RequestHook?
    /// Called at the end of each request, with its HTTP status and duration, and for a failed one the error code and outcome.
    public var onResponse: ResponseHook?

    /// Receives one line at a time, on a dedicated thread: operation, attempt, status, milliseconds; never a query string, a
    /// body or a key. The fields are its values, for structured logs.
    public typealias LogHandler = @Sendable (_ level: LogLevel, _ line: String, _ fields: LogFields) -> Void
    /// Receives the start of each request, on a dedicated thread.
    public typealias RequestHook = @Sendable (RequestEvent) -> Void
    /// Receives the end of each request, on a dedicated thread.
    public typealias ResponseHook = @Sendable (ResponseEvent) -> Void

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
        logHandler: LogHandler? = nil,
        onRequest: RequestHook? = nil,
        onResponse: ResponseHook? = nil
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
        self.onRequest = onRequest
        self.onResponse = onResponse
    }

    func native(baseURL: String?) -> NativeClientOptions {
        NativeClientOptions(
            baseUrl: baseURL,
            allowHttp: allowHTTP,
            timeout: timeout,
            connectTimeout: connectTimeout,
            headTimeout: headTimeout,
            stallTimeout: stallTimeout,
            maxRetries: maxRetries.map { Int64($0) },
            maxConcurrency: maxConcurrency.map { Int64($0) },
            backoff: backoff,
            settleDelay: settleDelay,
            maxResponseBytes: maxResponseBytes.map { Int64($0) },
            proxy: proxy,
            caCerts: caCerts,
            userAgentSuffix: userAgentSuffix,
            messagePatterns: messagePatterns.isEmpty ? nil : messagePatterns
        )
    }
}

extension MessagePattern {
    /// Creates a pattern.
    public init(_ text: String, code: ErrorCode, operation: String? = nil, kind: ErrorKind? = nil) {
        self.init(text: text, code: code, operation: operation, kind: kind)
    }
}

extension Duration {
    /// As a timeout, no limit.
    public static var infinity: Duration { .seconds(Int64.max) }

    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
