import Chat44mp
import Chat44mpTesting
import XCTest

/// A view model, as a SwiftUI application has it: its closures read and change its state on the main actor.
@MainActor
private final class People {
    private let client: Client
    private let suffix = "@example.com"
    private(set) var created: Int64 = 0
    private(set) var results: [RowResult] = []
    private(set) var subscribers: [String] = []
    private(set) var email: String?

    init(client: Client) {
        self.client = client
    }

    func importFile(_ path: String, groupId: Int64) async throws {
        _ = try await client.contacts.importFile(path, groupId: groupId) { progress in
            MainActor.assertIsolated()
            self.created = progress.created
        }
    }

    func importRows(_ names: [String], groupId: Int64) async throws {
        let rows = names.lazy.map { ImportRow(email: $0 + self.suffix, phoneNumber: "44\($0.count)0000") }
        _ = try await client.contacts.importRows(
            rows,
            groupId: groupId,
            onProgress: { self.created = $0.created },
            onRow: { result in
                MainActor.assertIsolated()
                self.results.append(result)
            }
        )
    }

    func importStream(_ rows: AsyncStream<ImportRow>, groupId: Int64) async throws {
        _ = try await client.contacts.importRows(rows, groupId: groupId, onRow: { self.results.append($0) })
    }

    func load(_ contactId: Int64) async throws {
        let response = try await client.raw {
            MainActor.assertIsolated()
            self.email = nil
            return try await $0.contacts.get(contactId)
        }
        email = response.value.email
    }

    func loadAnswers(_ flowId: Int64) async throws {
        for try await row in client.flows.answers(flowId) { subscribers.append(row.subscriberId) }
        for try await row in client.flows.rows(flowId, layout: .wide) { XCTAssertFalse(row.cells.isEmpty) }
    }
}

final class MainActorTests: XCTestCase {
    func testClosuresRunOnTheMainActor() async throws {
        try await Task { @MainActor in
            let emulator = try Emulator()
            let folder = try Folder()
            let file = folder.file("people.csv")
            try "email,phone_number\nada@example.com,441\ngrace@example.com,442\n".write(toFile: file, atomically: true, encoding: .utf8)
            let people = People(client: try emulator.client())
            let groupId = try emulator.id("group")

            try await people.importFile(file, groupId: groupId)
            XCTAssertEqual(people.created, 2)
            try await people.importRows(["a", "bb", "ccc"], groupId: groupId)
            XCTAssertEqual(people.results.map(\.status), [.created, .created, .created])
            let (rows, source) = AsyncStream.makeStream(of: ImportRow.self)
            source.yield(ImportRow(email: "stream@example.com", phoneNumber: "447"))
            source.finish()
            try await people.importStream(rows, groupId: groupId)
            XCTAssertEqual(people.results.count, 4)
            try await people.load(try emulator.id("contact"))
            XCTAssertNotNil(people.email)
            try await people.loadAnswers(try emulator.id("flow"))
            XCTAssertFalse(people.subscribers.isEmpty)
        }.value
    }
}
