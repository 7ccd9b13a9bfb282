import Chat44mp
import Chat44mpTesting
import XCTest

/// A test that waits longer fails. It is far more than any test needs, so that a slow machine changes no result.
let watchdog = Duration.seconds(600)

extension Emulator {
    /// Starts an emulator whose campaign 77 has this many rows; by default more than sockets buffer.
    static func with(rows: Int = 30_000) throws -> Emulator {
        let flow: JSON = [
            "id": 77, "user_id": 39, "flow_name": "many",
            "synthetic_answers": ["subscribers": .int(Int64(rows)), "questions": 5],
        ]
        return try Emulator(seed: ["extends": "default", "flows": [flow]])
    }

    /// Waits until this many requests were received.
    func awaitRequests(_ count: Int) async throws {
        let arrived = try await waitForRequests(count, timeout: watchdog)
        XCTAssertTrue(arrived)
    }

    /// Waits until this many clients have disconnected.
    func awaitDisconnects(_ count: Int) async throws {
        let disconnected = try await waitForDisconnects(count, timeout: watchdog)
        XCTAssertTrue(disconnected)
    }

    /// Returns an integer fixture.
    func id(_ name: String) throws -> Int64 {
        try XCTUnwrap(fixtures[name].int)
    }
}

/// Returns the error that a call throws.
func failure<Value>(
    file: StaticString = #filePath,
    line: UInt = #line,
    _ call: () async throws -> Value
) async -> (any Error)? {
    do {
        let value = try await call()
        XCTFail("expected an error, got \(value)", file: file, line: line)
        return nil
    } catch {
        return error
    }
}

/// Returns the fields of the error that a call throws.
func info<Value>(
    file: StaticString = #filePath,
    line: UInt = #line,
    _ call: () async throws -> Value
) async throws -> Chat44mpError.Info {
    let thrown = await failure(file: file, line: line, call)
    return try XCTUnwrap(thrown as? Chat44mpError, "\(String(describing: thrown))", file: file, line: line).info
}

/// A value that several threads can set and read.
final class Shared<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var current: Value

    init(_ value: Value) {
        current = value
    }

    var value: Value { lock.withLock { current } }

    func change<Result>(_ change: (inout Value) throws -> Result) rethrows -> Result {
        try lock.withLock { try change(&current) }
    }
}
