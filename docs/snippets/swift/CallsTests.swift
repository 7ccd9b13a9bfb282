import Chat44mp
import Chat44mpTesting
import XCTest

/// Runs the examples of the documentation.
final class CallsTests: XCTestCase {
    func testTheExamplesOfTheCalls() async throws {
        let emulator = try Emulator()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("docs-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let people = URL(fileURLWithPath: #filePath).appendingPathComponent("../../people.csv").standardized
        try FileManager.default.copyItem(at: people, to: folder.appendingPathComponent("people.csv"))

        let client = try emulator.client()
        try await users(emulator.client(admin: true))
        try await labels(client)
        try await groups(client)
        try await contacts(client)
        try await imports(client, folder: folder)
        try await flows(client, folder: folder)
    }

    func testTheClientsOfTheExamples() async throws {
        let emulator = try Emulator()
        let variables = [
            "CHAT44MP_API_KEY": try emulator.fixtures["member_key"].text,
            "CHAT44MP_ADMIN_KEY": try emulator.fixtures["admin_key"].text,
            "CHAT44MP_BASE_URL": try emulator.baseURL,
        ]
        for (name, value) in variables {
            setenv(name, try XCTUnwrap(value), 1)
        }
        defer { for name in variables.keys { unsetenv(name) } }
        let created = try clients()
        _ = try await created[0].flows.list()
        _ = try await created[1].packages.list()
    }
}
