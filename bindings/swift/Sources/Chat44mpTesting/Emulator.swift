import Chat44mp
import Foundation

/// An emulator of the Chat44MP API, for tests: stateful, in this process, on 127.0.0.1; no account, no network.
///
///     let emulator = try Emulator()
///     let client = try emulator.client()
///     try emulator.addFault(["operation": "create_contact", "at": "after", "kind": "reset"])
///
/// It stops when deallocated.
public final class Emulator: Sendable {
    private let native: NativeEmulator

    /// How the server behaves.
    public enum Profile: String, Sendable {
        /// As servers were seen to, traps included.
        case observed
        /// As the API's reference says.
        case documented
    }

    /// Starts one.
    ///
    /// - Parameters:
    ///   - profile: How the server behaves.
    ///   - seed: What it holds; `["extends": "default", …]` names only what is added or replaced. The built-in one, if left out.
    ///   - port: The port to listen on; any free one, if left out.
    ///   - phpErrors: Whether it prints PHP's errors before the JSON, like a server in development mode.
    public init(profile: Profile = .observed, seed: JSON? = nil, port: Int = 0, phpErrors: Bool = false) throws {
        native = try NativeEmulator(
            profile: profile.rawValue,
            seed: seed?.description,
            port: Int32(clamping: port),
            phpErrors: phpErrors
        )
    }

    deinit {
        native.stop()
    }

    /// Stops it. Stopping twice does nothing; all else throws then.
    public func stop() {
        native.stop()
    }

    /// What to give to a client as its address.
    public var baseURL: String { get throws { try native.baseUrl() } }

    /// Where other processes control it.
    public var controlURL: String { get throws { try native.controlUrl() } }

    /// The seed's names for its keys, ids and values: `member_key`, `group`, `page_with_bot` and others.
    public var fixtures: JSON { get throws { try JSON(parsing: native.fixtures()) } }

    /// The requests so far, oldest first, keys masked.
    public var journal: [JSON] { get throws { try JSON(parsing: native.journal()).list ?? [] } }

    /// The rows it holds, without any secret.
    public var state: JSON { get throws { try JSON(parsing: native.state()) } }

    /// A client of it, with the key of its member or admin.
    public func client(admin: Bool = false, options: ClientOptions = ClientOptions()) throws -> Client {
        let key = try fixtures[admin ? "admin_key" : "member_key"].text
        return try Client(apiKey: key, baseURL: baseURL, options: options)
    }

    /// Adds a rule by which it misbehaves, such as `["operation": "create_contact", "nth": 1, "kind": "reset"]`.
    public func addFault(_ fault: JSON) throws {
        try native.addFault(fault: fault.description)
    }

    /// Drops all rules.
    public func clearFaults() throws {
        try native.clearFaults()
    }

    /// Forgets the requests so far.
    public func clearJournal() throws {
        try native.clearJournal()
    }

    /// Waits until it has received this many requests; returns false on timeout.
    public func waitForRequests(_ count: Int, timeout: Duration = .seconds(5)) async throws -> Bool {
        try await waiting(timeout) { try $0.waitForRequests(count: Int64(count), timeout: $1) }
    }

    /// Waits until this many clients have disconnected before their response was complete; returns false on timeout.
    public func waitForDisconnects(_ count: Int, timeout: Duration = .seconds(5)) async throws -> Bool {
        try await waiting(timeout) { try $0.waitForDisconnects(count: Int64(count), timeout: $1) }
    }

    /// Waits on a thread that may block, unlike those that tasks run on.
    private func waiting(
        _ timeout: Duration,
        _ wait: @escaping @Sendable (NativeEmulator, Double) throws -> Bool
    ) async throws -> Bool {
        let native = native
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try wait(native, timeout / .seconds(1)) })
            }
        }
    }

    /// Starts over with another seed.
    public func load(_ seed: JSON, profile: Profile = .observed) throws {
        try native.load(profile: profile.rawValue, seed: seed.description)
    }

    /// Starts over with what it was started or loaded with.
    public func reset() throws {
        try native.reset()
    }
}
