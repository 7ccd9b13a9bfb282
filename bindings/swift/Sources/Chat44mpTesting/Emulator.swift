import Chat44mp
import Foundation

/// An emulator of the Chat44MP API for tests: stateful, in this process, on 127.0.0.1, without an account or network access.
///
///     let emulator = try Emulator()
///     let client = try emulator.client()
///     try emulator.addFault(Fault(.reset, operation: "create_contact", at: .after))
///
/// It stops when deallocated.
public final class Emulator: Sendable {
    private let native: NativeEmulator

    /// The emulated behaviour.
    public enum Profile: String, Sendable {
        /// The behaviour of real servers.
        case observed
        /// The behaviour described in the API reference.
        case documented
    }

    /// Starts an emulator.
    ///
    /// - Parameters:
    ///   - profile: The emulated behaviour.
    ///   - seed: The initial state, by default the built-in seed; `["extends": "default", …]` adds to it.
    ///   - port: The port; a free one by default.
    ///   - phpErrors: Whether to print PHP's errors before the JSON, like a server in development mode.
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

    /// Stops the emulator. Other calls throw afterwards; stopping twice does nothing.
    public func stop() {
        native.stop()
    }

    /// The base URL for clients.
    public var baseURL: String { get throws { try native.baseUrl() } }

    /// The URL through which other processes control the emulator over HTTP.
    public var controlURL: String { get throws { try native.controlUrl() } }

    /// Keys, IDs and other values of the seed, by name: `member_key`, `group`, `page_with_bot` and others.
    public var fixtures: JSON { get throws { try JSON(parsing: native.fixtures()) } }

    /// The requests so far, oldest first, with masked keys.
    public var journal: [JSON] { get throws { try JSON(parsing: native.journal()).list ?? [] } }

    /// The records, without secrets.
    public var state: JSON { get throws { try JSON(parsing: native.state()) } }

    /// Creates a client with the key of the member or the admin.
    public func client(admin: Bool = false, options: ClientOptions = ClientOptions()) throws -> Client {
        let key = try fixtures[admin ? "admin_key" : "member_key"].text
        return try Client(apiKey: key, baseURL: baseURL, options: options)
    }

    /// Adds a fault. If several faults match a request, the first one added applies.
    public func addFault(_ fault: Fault) throws {
        try addFault(fault.json)
    }

    /// Adds a fault in the form of a seed file: `["operation": "create_contact", "nth": 1, "kind": "reset"]`.
    public func addFault(_ fault: JSON) throws {
        try native.addFault(fault: fault.description)
    }

    /// Removes all faults.
    public func clearFaults() throws {
        try native.clearFaults()
    }

    /// Clears the journal.
    public func clearJournal() throws {
        try native.clearJournal()
    }

    /// Waits until this many requests were received; returns false on timeout.
    public func waitForRequests(_ count: Int, timeout: Duration = .seconds(5)) async throws -> Bool {
        try await waiting(timeout) { try $0.waitForRequests(count: Int64(count), timeout: $1) }
    }

    /// Waits until this many clients have disconnected before the end of the response; returns false on timeout.
    public func waitForDisconnects(_ count: Int, timeout: Duration = .seconds(5)) async throws -> Bool {
        try await waiting(timeout) { try $0.waitForDisconnects(count: Int64(count), timeout: $1) }
    }

    /// Waits on a thread that may block, unlike the threads of tasks.
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

    /// Resets the emulator to another seed and profile.
    public func load(_ seed: JSON, profile: Profile = .observed) throws {
        try native.load(profile: profile.rawValue, seed: seed.description)
    }

    /// Resets the emulator to the current seed.
    public func reset() throws {
        try native.reset()
    }
}
