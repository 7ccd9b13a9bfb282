import Chat44mp
import Chat44mpTesting
import XCTest

final class ImportTests: XCTestCase {
    private struct SequenceFailure: Error {}

    private func row(_ n: Int) -> ImportRow {
        ImportRow(email: "row\(n)@example.com", phoneNumber: "55\(100_000 + n)")
    }

    func testRowsOfAnySequence() async throws {
        let emulator = try Emulator()
        let seen = Shared<[ImportProgress]>([])
        let rows = (0..<300).lazy.map(row)
        let report = try await emulator.client().contacts.importRows(rows, groupId: emulator.id("group")) { progress in
            seen.change { $0.append(progress) }
        }
        XCTAssertTrue(report.isSuccess)
        XCTAssertEqual(report.created, 300)
        XCTAssertEqual(seen.value.last?.created, 300)
    }

    func testRowsOfAnAsyncSequence() async throws {
        let emulator = try Emulator()
        let (rows, source) = AsyncStream.makeStream(of: ImportRow.self)
        let first = (0..<50).map(row)
        let client = try emulator.client()
        let groupId = try emulator.id("group")
        let task = Task { try await client.contacts.importRows(rows, groupId: groupId) }
        first.forEach { source.yield($0) }
        // Rows that have arrived are sent before the next one arrives.
        try await emulator.awaitRequests(50)
        source.yield(row(50))
        source.finish()
        let report = try await task.value
        XCTAssertEqual(report.created, 51)
    }

    func testASequenceThatThrowsStopsTheImportGracefully() async throws {
        let emulator = try Emulator()
        let rows = AsyncThrowingStream<ImportRow, any Error> { source in
            (0..<20).forEach { source.yield(self.row($0)) }
            source.finish(throwing: SequenceFailure())
        }
        let folder = try Folder()
        let client = try emulator.client()
        let groupId = try emulator.id("group")
        let options = ImportOptions(results: folder.file("people.results.jsonl"))
        let thrown = await failure { try await client.contacts.importRows(rows, groupId: groupId, options: options) }
        XCTAssertTrue(thrown is SequenceFailure, "\(String(describing: thrown))")
        // The rows were created, and are not created again.
        let again = try await client.contacts.importRows((0..<20).map(row), groupId: groupId, options: options)
        XCTAssertEqual(again.created, 20)
        XCTAssertEqual(again.unknown, 0)
        XCTAssertEqual(try emulator.journal.count, 20)
    }

    func testStoppingSkipsTheRemainingRows() async throws {
        let emulator = try Emulator()
        let stop = ImportStop()
        let options = ImportOptions(stop: stop)
        let rows = (0..<10_000).lazy.map { n in
            if n == 100 { stop.stop() }
            return self.row(n)
        }
        let report = try await emulator.client().contacts.importRows(rows, groupId: emulator.id("group"), options: options)
        XCTAssertEqual(report.end, .stopped)
        XCTAssertEqual(report.unknown, 0)
        XCTAssertEqual(report.created, Int64(try emulator.journal.count))
        XCTAssertLessThan(report.created, 10_000)
    }

    func testCancellingStopsImmediately() async throws {
        let emulator = try Emulator()
        try emulator.addFault(Fault(.hang, operation: "create_contact"))
        let client = try emulator.client()
        let groupId = try emulator.id("group")
        let rows = (0..<100).map(row)
        let task = Task { try await client.contacts.importRows(rows, groupId: groupId) }
        try await emulator.awaitRequests(4)
        task.cancel()
        let thrown = await failure { try await task.value }
        XCTAssertTrue(thrown is CancellationError, "\(String(describing: thrown))")
        try await emulator.awaitDisconnects(4)
    }

    func testAFileWithAnInvalidRow() async throws {
        let emulator = try Emulator()
        let folder = try Folder()
        let client = try emulator.client()
        let groupId = try emulator.id("group")
        let people = "email,phone\nfile@example.com,5550001\nno address,5550002\n"
        try folder.write(.text(people), to: "people.csv", names: Variables([:]))
        let url = { URL(fileURLWithPath: folder.file($0)) }
        let options = ImportOptions(results: url("results.jsonl"), errors: url("errors.csv"))
        let report = try await client.contacts.importFile(folder.file("people.csv"), groupId: groupId, options: options)
        XCTAssertEqual([report.rows, report.created, report.invalid], [2, 1, 1])
        XCTAssertFalse(report.isSuccess)
        XCTAssertTrue(try folder.read("errors.csv").text?.contains("no address") ?? false)
        XCTAssertEqual(try readImportResults(url("results.jsonl")).rows.count, 2)
        let missing = try await info { try await client.contacts.importFile(folder.file("none.csv"), groupId: groupId) }
        XCTAssertEqual(missing.code, .fileFailed)
        let invalid = ImportOptions(concurrency: -1)
        let option = try await info { try await client.contacts.importRows([row(1)], groupId: groupId, options: invalid) }
        XCTAssertEqual(option.field, "concurrency")
    }

    func testAnExport() async throws {
        let emulator = try Emulator.with(rows: 3_000)
        let folder = try Folder()
        let report = try await emulator.client().flows.export(77, to: folder.file("answers.jsonl"), format: .jsonLines)
        XCTAssertEqual(report.subscribers, 3_000)
        let lines = try XCTUnwrap(folder.read("answers.jsonl").text).split(separator: "\n")
        XCTAssertEqual(lines.count, 3_000)
    }

    func testResultsOfRows() async throws {
        let emulator = try Emulator()
        let folder = try Folder()
        let client = try emulator.client()
        let results = folder.file("people.results.jsonl")
        let seen = Shared<[RowResult]>([])
        let rows = (0..<100).map(row) + [ImportRow(email: "wrong", phoneNumber: "1")]
        _ = try await client.contacts.importRows(
            rows, groupId: emulator.id("group"), options: ImportOptions(results: results),
            onRow: { result in seen.change { $0.append(result) } })
        let sorted = seen.value.sorted { $0.row < $1.row }
        XCTAssertEqual(sorted.map(\.row), Array(1...101))
        let contact = try await client.contacts.get(try XCTUnwrap(sorted[0].id))
        XCTAssertEqual(contact.email, "row0@example.com")
        XCTAssertEqual(sorted[100].code, "invalid_value")
        XCTAssertEqual(try readImportResults(results).rows, sorted)
        XCTAssertThrowsError(try readImportResults(folder.file("none.jsonl"))) { error in
            XCTAssertEqual((error as? Chat44mpError)?.info.code, .fileFailed)
        }
    }

    func testAFunctionThatThrowsStopsTheImportGracefully() async throws {
        let emulator = try Emulator()
        let client = try emulator.client()
        let groupId = try emulator.id("group")
        let thrown = await failure {
            try await client.contacts.importRows(
                (0..<10_000).lazy.map(self.row), groupId: groupId, onRow: { _ in throw SequenceFailure() })
        }
        XCTAssertTrue(thrown is SequenceFailure, "\(String(describing: thrown))")
        XCTAssertLessThan(try emulator.journal.count, 1_000)
    }

    func testThePreviewOfADryRun() async throws {
        let emulator = try Emulator()
        let rows = [ImportRow(email: "mailto:ada@example.org", phoneNumber: "p:+39 1")]
        let report = try await emulator.client().contacts.importRows(
            rows, groupId: emulator.id("group"), options: ImportOptions(dryRun: true))
        XCTAssertEqual(report.preview.map(\.email), ["ada@example.org"])
        XCTAssertEqual(report.preview[0].before.map(\.text), ["mailto:ada@example.org", "p:+39 1"])
    }
}
