// Written by `cargo xtask generate` from crates/chat44mp-emulator/src/fault/.

/// A fault: what fails, and when. Without conditions it applies to every request.
public struct Fault: Hashable, Sendable {
    /// The kind of failure.
    public var kind: Kind
    /// Only requests of this operation.
    public var operation: String?
    /// Only the n-th matching request since the rule was added, counted from 1.
    public var nth: Int?
    /// The maximum number of times that the fault fires.
    public var times: Int?
    /// Fires for this share of the matching requests, from 0 to 1.
    public var probability: Double?
    /// Seed of the random numbers for `probability`, so that runs repeat.
    public var seed: Int?
    /// Before, during or after the request is handled.
    public var at: Position?

    /// Creates a fault for every request that matches the conditions.
    public init(
        _ kind: Kind,
        operation: String? = nil,
        nth: Int? = nil,
        times: Int? = nil,
        probability: Double? = nil,
        seed: Int? = nil,
        at: Position? = nil
    ) {
        self.kind = kind
        self.operation = operation
        self.nth = nth
        self.times = times
        self.probability = probability
        self.seed = seed
        self.at = at
    }
}

extension Fault {
    /// When a fault occurs while a request is handled.
    public enum Position: String, Sendable {
        /// Before the request is applied.
        case before
        /// After half of it: create_label after Facebook created the label, assign_label after the first
        /// label. All other operations have one step; this position is rejected for them.
        case during
        /// After the request is applied: only the response is affected.
        case after
    }

    /// The body of a response with another HTTP status.
    public enum StatusBody: String, Sendable {
        /// An error page.
        case html
        /// No body.
        case empty
        /// The response of the handler.
        case response
    }

    /// How the value of a parameter is written where a fault quotes it.
    public enum Spelling: String, Sendable {
        /// As it is.
        case plain
        /// PHP's `json_encode`: `\/`, `\"`, `\u00e4`.
        case json
        /// JSON with every character as `\uXXXX`.
        case jsonUnicode = "json_unicode"
        /// PHP's `htmlspecialchars`: `&amp;`, `&#039;`.
        case html
        /// Every character as a decimal entity.
        case htmlDecimal = "html_decimal"
        /// Every character as a hexadecimal entity.
        case htmlHex = "html_hex"
        /// Every byte but ASCII letters and digits as `%XX`.
        case url
        /// The same, with `+` for a space.
        case form
        /// Every second byte as `%XX`.
        case urlPartial = "url_partial"
        /// Percent-encoded twice.
        case urlTwice = "url_twice"
        /// A quote in SQL: `''`.
        case sql
        /// PHP's `addslashes`: `\'`, `\"`, `\\`.
        case addslashes
        /// `addslashes`, then `htmlspecialchars`.
        case addslashesHtml = "addslashes_html"
        /// An argument in a PHP stack trace: the first 15 characters and `...`.
        case trace
    }

    /// The kind of failure.
    public enum Kind: Hashable, Sendable {
        /// The connection is reset without a response.
        case reset
        /// No response is ever sent.
        case hang
        /// The response is late. The server continues when the client disconnects.
        ///
        /// - `ms`: The delay in milliseconds, before or after the request is handled.
        case latency(ms: Int)
        /// The connection is closed within the body.
        ///
        /// - `bytes`: Number of body bytes sent before the fault.
        case truncate(bytes: Int)
        /// The JSON is truncated, but `Content-Length` matches.
        ///
        /// - `bytes`: Number of bytes that are sent.
        case shortJson(bytes: Int)
        /// The body arrives in small pieces.
        ///
        /// - `bytes`: Size of each piece in bytes.
        /// - `everyMs`: Pause before each piece, in milliseconds.
        case drip(bytes: Int, everyMs: Int)
        /// The body starts, then nothing more is sent on the open connection.
        ///
        /// - `bytes`: Number of body bytes sent before the fault.
        case stall(bytes: Int)
        /// HTTP 429.
        ///
        /// - `retryAfter`: The `Retry-After` header: seconds or an HTTP date.
        /// - `retryAfterMs`: The `retry-after-ms` header.
        case rateLimit(retryAfter: String? = nil, retryAfterMs: String? = nil)
        /// Another HTTP status.
        ///
        /// - `status`: The status.
        /// - `body`: The body.
        case status(_ status: Int, body: StatusBody? = nil)
        /// HTTP 200 with an HTML page.
        case html
        /// PHP warnings as HTML before the JSON.
        case phpWarning
        /// A byte order mark before the JSON.
        case bom
        /// HTTP 200 with an empty body.
        case empty
        /// HTTP 200 with `null`.
        case null
        /// A small gzip body that decompresses to a large one.
        ///
        /// - `mib`: Decompressed size in MiB.
        case gzipBomb(mib: Int)
        /// Valid JSON of any size.
        ///
        /// - `mib`: The size in MiB.
        case oversized(mib: Int)
        /// Nested lists.
        ///
        /// - `levels`: Nesting depth.
        case deep(levels: Int)
        /// A redirect.
        ///
        /// - `status`: 301, 302, 303, 307 or 308.
        /// - `location`: The `Location` header.
        case redirect(status: Int, location: String)
        /// A `Content-Length` longer than the body, then the connection is closed.
        case wrongLength
        /// The response of a server that enforces HTTPS to plain HTTP: status 200, empty, with a `Refresh`
        /// header.
        case httpsRefresh
        /// Half of an object, in Latin-1.
        case garbage
        /// HTTP 200 with an API error.
        ///
        /// - `message`: The error's message.
        case error(message: String)
        /// Any body.
        ///
        /// - `body`: The body.
        /// - `status`: The HTTP status.
        /// - `contentType`: The content type.
        case body(_ body: String, status: Int? = nil, contentType: String? = nil)
        /// A body that quotes the request, as error pages and debug output do.
        ///
        /// - `body`: The body, in which `[api_key]`, `[password]` or the name of any other parameter is
        /// replaced by its value.
        /// - `spelling`: The spelling of the values.
        /// - `status`: The HTTP status.
        /// - `contentType`: The content type.
        case echo(body: String, spelling: Spelling? = nil, status: Int? = nil, contentType: String? = nil)
        /// An error page that arrives in small pieces.
        ///
        /// - `status`: The HTTP status.
        /// - `bytes`: Size of each piece in bytes.
        /// - `everyMs`: Pause before each piece, in milliseconds.
        case dripPage(status: Int, bytes: Int, everyMs: Int)
        /// HTTP 200 with an API error whose message is huge.
        ///
        /// - `mib`: The size in MiB.
        case longMessage(mib: Int)
        /// Two writes that race: each passes the uniqueness check before the other is stored. The request is
        /// checked when it arrives. It is stored when `requests` of them are waiting like this, or after
        /// `ms`, without a second check. So two creates of one address both succeed if the client has them in
        /// flight at the same time.
        ///
        /// - `requests`: Number of requests that are stored together.
        /// - `ms`: Maximum wait for the others, in milliseconds.
        case race(requests: Int? = nil, ms: Int? = nil)
    }
}

extension Fault {
    /// The fault as the emulator reads it.
    var json: JSON {
        .map(kind.fields.merging([
            "operation": operation.map { JSON.text($0) },
            "nth": nth.map { JSON.int(Int64($0)) },
            "times": times.map { JSON.int(Int64($0)) },
            "probability": probability.map { JSON.number($0) },
            "seed": seed.map { JSON.int(Int64($0)) },
            "at": at.map { JSON.text($0.rawValue) },
        ].compactMapValues { $0 }) { kind, _ in kind })
    }
}

extension Fault.Kind {
    fileprivate var fields: [String: JSON] {
        switch self {
        case .reset: wire("reset")
        case .hang: wire("hang")
        case .latency(let ms):
            wire("latency", [
                "ms": .int(Int64(ms)),
            ])
        case .truncate(let bytes):
            wire("truncate", [
                "bytes": .int(Int64(bytes)),
            ])
        case .shortJson(let bytes):
            wire("short_json", [
                "bytes": .int(Int64(bytes)),
            ])
        case .drip(let bytes, let everyMs):
            wire("drip", [
                "bytes": .int(Int64(bytes)),
                "every_ms": .int(Int64(everyMs)),
            ])
        case .stall(let bytes):
            wire("stall", [
                "bytes": .int(Int64(bytes)),
            ])
        case .rateLimit(let retryAfter, let retryAfterMs):
            wire("rate_limit", [
                "retry_after": retryAfter.map { JSON.text($0) },
                "retry_after_ms": retryAfterMs.map { JSON.text($0) },
            ])
        case .status(let status, let body):
            wire("status", [
                "status": .int(Int64(status)),
                "body": body.map { JSON.text($0.rawValue) },
            ])
        case .html: wire("html")
        case .phpWarning: wire("php_warning")
        case .bom: wire("bom")
        case .empty: wire("empty")
        case .null: wire("null")
        case .gzipBomb(let mib):
            wire("gzip_bomb", [
                "mib": .int(Int64(mib)),
            ])
        case .oversized(let mib):
            wire("oversized", [
                "mib": .int(Int64(mib)),
            ])
        case .deep(let levels):
            wire("deep", [
                "levels": .int(Int64(levels)),
            ])
        case .redirect(let status, let location):
            wire("redirect", [
                "status": .int(Int64(status)),
                "location": .text(location),
            ])
        case .wrongLength: wire("wrong_length")
        case .httpsRefresh: wire("https_refresh")
        case .garbage: wire("garbage")
        case .error(let message):
            wire("error", [
                "message": .text(message),
            ])
        case .body(let body, let status, let contentType):
            wire("body", [
                "body": .text(body),
                "status": status.map { JSON.int(Int64($0)) },
                "content_type": contentType.map { JSON.text($0) },
            ])
        case .echo(let body, let spelling, let status, let contentType):
            wire("echo", [
                "body": .text(body),
                "spelling": spelling.map { JSON.text($0.rawValue) },
                "status": status.map { JSON.int(Int64($0)) },
                "content_type": contentType.map { JSON.text($0) },
            ])
        case .dripPage(let status, let bytes, let everyMs):
            wire("drip_page", [
                "status": .int(Int64(status)),
                "bytes": .int(Int64(bytes)),
                "every_ms": .int(Int64(everyMs)),
            ])
        case .longMessage(let mib):
            wire("long_message", [
                "mib": .int(Int64(mib)),
            ])
        case .race(let requests, let ms):
            wire("race", [
                "requests": requests.map { JSON.int(Int64($0)) },
                "ms": ms.map { JSON.int(Int64($0)) },
            ])
        }
    }
}

/// The fields of a kind that have a value.
private func wire(_ kind: String, _ fields: [String: JSON?] = [:]) -> [String: JSON] {
    fields.compactMapValues { $0 }.merging(["kind": .text(kind)]) { field, _ in field }
}
