import Foundation

/// A client of the Chat44MP API, to be made once and shared.
///
///     let client = try Client()  // CHAT44MP_API_KEY
///     let contact = try await client.contacts.get(233)
///
/// Every call throws ``Chat44mpError``, or `CancellationError` if its task is cancelled. Cancelling aborts the request; a
/// write may have happened nevertheless.
public struct Client: Sendable {
    let caller: Caller

    /// Creates a client. Nothing is sent yet.
    ///
    /// - Parameters:
    ///   - apiKey: The key; without it, `CHAT44MP_API_KEY` of the environment.
    ///   - baseURL: The base URL of the server, such as `https://chat.example.com`; without it, `CHAT44MP_BASE_URL` of the
    ///     environment.
    ///   - options: What else can be set. The defaults are right for most programs.
    /// - Throws: ``Chat44mpError/config(_:)`` if a value cannot be; its `field` names it.
    public init(apiKey: String? = nil, baseURL: String? = nil, options: ClientOptions = ClientOptions()) throws {
        let native = try translatingErrors {
            try NativeClient(
                language: .swift,
                apiKey: apiKey,
                options: options.native(baseURL: baseURL),
                log: options.logHandler.map(HandlerSink.init)
            )
        }
        caller = Caller(native: native)
    }

    init(caller: Caller) {
        self.caller = caller
    }

    /// Users of the platform (admin's key).
    public var users: Users { Users(caller: caller) }
    /// Packages (admin's key).
    public var packages: Packages { Packages(caller: caller) }
    /// Messenger subscribers.
    public var subscribers: Subscribers { Subscribers(caller: caller) }
    /// Labels of a page.
    public var labels: Labels { Labels(caller: caller) }
    /// Groups of contacts.
    public var contactGroups: ContactGroups { ContactGroups(caller: caller) }
    /// Contacts.
    public var contacts: Contacts { Contacts(caller: caller) }
    /// Flow campaigns and their answers.
    public var flows: Flows { Flows(caller: caller) }

    /// Calls an operation that this SDK may not know, by its name on the wire, and returns the server's JSON.
    ///
    /// - Parameters:
    ///   - name: The operation's name on the wire, such as `get_contact`.
    ///   - params: Its parameters.
    ///   - kind: Where the parameters travel (query for `.read`, form for `.set` and `.create`), and whether a lost request
    ///     may be sent again (`.create` never is).
    ///   - pathId: One more segment of the path.
    /// - Throws: As any other call, also for an answer that says `error`.
    public func call(
        _ name: String,
        params: [String: String] = [:],
        kind: CallKind = .read,
        pathId: String? = nil
    ) async throws -> String {
        try await caller.run { try await $0.call(name: name, params: params, kind: kind, pathId: pathId, control: $1) }
    }

    /// The same client with other options for the calls made through it; what is left out stays as it is.
    ///
    ///     let contact = try await client.with(timeout: .seconds(5), maxRetries: 0).contacts.get(233)
    ///
    /// - Parameters:
    ///   - timeout: How long a whole call may take, over its attempts and waits.
    ///   - maxRetries: How many times a failed attempt may be followed by another; 0 means exactly one attempt.
    /// - Throws: ``Chat44mpError/config(_:)`` if a value cannot be.
    public func with(timeout: Duration? = nil, maxRetries: Int? = nil) throws -> Client {
        let options = CallOptions(timeout: timeout?.inSeconds, maxRetries: maxRetries.map { Int64($0) })
        return Client(caller: try caller.with(options))
    }

    /// Makes one call, and returns its HTTP response.
    ///
    ///     let response = try await client.raw { try await $0.contacts.get(233) }
    ///     print(response.status, response.value.email ?? "no e-mail address")
    ///
    /// - Parameters:
    ///   - keepBody: Whether the response body is kept, too.
    ///   - call: Makes the call, with the client that it is given. Of several calls, the last response is returned.
    /// - Throws: What `call` throws.
    public func raw<Value>(
        keepBody: Bool = false,
        _ call: (Client) async throws -> Value
    ) async throws -> RawResponse<Value> {
        let kept = LastResponse()
        let client = Client(caller: try caller.with(CallOptions(keepBody: keepBody)).keeping(kept))
        let value = try await call(client)
        return RawResponse(value: value, response: kept.response)
    }

    /// Closes the client and all created from it by ``with(timeout:maxRetries:)``: requests in flight finish,
    /// further ones fail with `client_closed`. Closing twice does nothing.
    public func close() {
        caller.native.shut()
    }
}

extension Client: CustomStringConvertible, CustomReflectable {
    /// The client's address; never its key.
    public var description: String {
        "Client(\((try? caller.native.baseUrl()) ?? "closed"))"
    }

    public var customMirror: Mirror {
        Mirror(self, children: [])
    }
}

/// A value together with its HTTP response.
public struct RawResponse<Value> {
    /// The typed value.
    public let value: Value
    /// The HTTP status; 0 if no call was made.
    public let status: Int
    /// The response headers by lower-case name; the values of a repeated header are joined with `, `.
    public let headers: [String: String]
    /// The response body, if `keepBody` was set.
    public let body: Data?

    init(value: Value, response: NativeRawResponse?) {
        self.value = value
        status = response.map { Int($0.status) } ?? 0
        headers = response?.headers ?? [:]
        body = response?.body
    }
}

extension RawResponse: Sendable where Value: Sendable {}
