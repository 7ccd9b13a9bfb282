import Foundation

/// A client of the Chat44MP API. Create it once and share it.
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
    ///     environment, or else `https://chat.44mppe.com/api`.
    ///   - options: Other options. The defaults are right for most programs.
    /// - Throws: ``Chat44mpError/config(_:)`` if a value is invalid; its `field` names it.
    public init(apiKey: String? = nil, baseURL: String? = nil, options: ClientOptions = ClientOptions()) throws {
        let native = try translatingErrors {
            try NativeClient(
                language: .swift,
                apiKey: apiKey,
                options: options.native(baseURL: baseURL),
                log: options.logHandler.map(HandlerSink.init),
                hooks: HooksSink(options)
            )
        }
        caller = Caller(native: native)
    }

    /// Creates a client of a server whose base URL is a `URL`. Nothing is sent yet.
    ///
    /// - Parameters:
    ///   - apiKey: The key; without it, `CHAT44MP_API_KEY` of the environment.
    ///   - baseURL: The base URL of the server.
    ///   - options: Other options. The defaults are right for most programs.
    /// - Throws: ``Chat44mpError/config(_:)`` if a value is invalid; its `field` names it.
    public init(apiKey: String? = nil, baseURL: URL, options: ClientOptions = ClientOptions()) throws {
        try self.init(apiKey: apiKey, baseURL: baseURL.absoluteString, options: options)
    }

    init(caller: Caller) {
        self.caller = caller
    }

    /// Users of the platform (admin key).
    public var users: Users { Users(caller: caller) }
    /// Packages (admin key).
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

    /// Calls an operation that this SDK does not support, by its wire name, and returns the JSON of the response.
    ///
    /// - Parameters:
    ///   - name: The wire name of the operation, such as `get_contact`.
    ///   - params: The parameters.
    ///   - kind: Determines where the parameters are sent (in the query for `.read`, in the form for `.set` and `.create`),
    ///     and whether a lost request is retried (`.create` never is).
    ///   - pathId: A value to append to the path.
    /// - Throws: The same errors as other calls, also if the response reports an error.
    public func call(
        _ name: String,
        params: [String: String] = [:],
        kind: CallKind = .read,
        pathId: String? = nil
    ) async throws -> String {
        try await caller.run { try await $0.call(name: name, params: params, kind: kind, pathId: pathId, control: $1) }
    }

    /// Returns a client with other call options, which shares the connections. Options that are left out are kept.
    ///
    ///     let contact = try await client.with(timeout: .seconds(5), maxRetries: 0).contacts.get(233)
    ///
    /// - Parameters:
    ///   - timeout: The timeout of a call with all its attempts and waits; `Duration.infinity` for no limit.
    ///   - maxRetries: The maximum number of retries; 0 disables them.
    /// - Throws: ``Chat44mpError/config(_:)`` if a value is invalid.
    public func with(timeout: Duration? = nil, maxRetries: Int? = nil) throws -> Client {
        try with(options: ClientOptions(timeout: timeout, maxRetries: maxRetries))
    }

    /// Returns a client with other options, which shares the connections. Options that are left out are kept.
    ///
    /// A client with another key on the same server costs almost nothing, so create one for each account. Closing it leaves
    /// this client open; closing this client closes it, too.
    ///
    /// - Parameters:
    ///   - apiKey: Another key.
    ///   - baseURL: Another server.
    ///   - options: Other options.
    /// - Throws: ``Chat44mpError/config(_:)`` if a value is invalid.
    public func with(
        apiKey: String? = nil,
        baseURL: String? = nil,
        options: ClientOptions = ClientOptions()
    ) throws -> Client {
        let log = options.logHandler.map(HandlerSink.init)
        return Client(caller: try caller.with(options.native(baseURL: baseURL), apiKey: apiKey, log: log, hooks: HooksSink(options)))
    }

    /// Returns a client of another server whose base URL is a `URL`, like the other `with`.
    public func with(apiKey: String? = nil, baseURL: URL, options: ClientOptions = ClientOptions()) throws -> Client {
        try with(apiKey: apiKey, baseURL: baseURL.absoluteString, options: options)
    }

    /// Replaces the API key: calls that start later use it, also those of clients created with
    /// ``with(apiKey:baseURL:options:)`` that have no key of their own.
    ///
    /// - Throws: ``Chat44mpError/config(_:)`` if the key is empty or not a key; the client then keeps its key.
    public func setAPIKey(_ apiKey: String) throws {
        try translatingErrors { try caller.native.setApiKey(apiKey: apiKey) }
    }

    /// Whether the client was closed.
    public var isClosed: Bool { caller.native.isShut() }

    /// Runs one call, and returns its HTTP response.
    ///
    ///     let response = try await client.raw { try await $0.contacts.get(233) }
    ///     print(response.status, response.value.email ?? "no e-mail address")
    ///
    /// - Parameters:
    ///   - keepBody: Whether the response includes its body.
    ///   - isolation: The actor on which `call` runs; by default that of the caller, such as the main actor.
    ///   - call: Runs the call with the client it receives. After several calls, the last response is returned.
    /// - Throws: The error of `call`; `invalid_value` if it receives no response.
    public func raw<Value: Sendable>(
        keepBody: Bool = false,
        isolation: isolated (any Actor)? = #isolation,
        _ call: (Client) async throws -> Value
    ) async throws -> RawResponse<Value> {
        let lastResponse = LastResponse()
        let client = Client(caller: try caller.with(NativeClientOptions(keepBody: keepBody)).reporting(to: lastResponse))
        let value = try await call(client)
        let response = try translatingErrors { try requireResponse(last: lastResponse.response) }
        return RawResponse(value: value, response: response)
    }

    /// Closes the client and all clients created from it with ``with(apiKey:baseURL:options:)``: requests in flight finish,
    /// further calls fail with `client_closed`. A derived client leaves the original open. Closing twice does nothing.
    public func close() {
        caller.native.shut()
    }
}

extension Client: CustomStringConvertible, CustomReflectable {
    /// The base URL of the client; never its key.
    public var description: String {
        "Client(\((try? caller.native.baseUrl()) ?? "closed"))"
    }

    public var customMirror: Mirror {
        Mirror(self, children: [])
    }
}

/// A value together with its HTTP response.
public struct RawResponse<Value: Sendable>: Sendable {
    /// The typed value.
    public let value: Value
    /// The HTTP status.
    public let status: Int
    /// The response headers by lower-case name; the values of a repeated header are joined with `, `.
    public let headers: [String: String]
    /// The response body, if `keepBody` was set.
    public let body: Data?

    init(value: Value, response: NativeRawResponse) {
        self.value = value
        status = Int(response.status)
        headers = response.headers
        body = response.body
    }
}
