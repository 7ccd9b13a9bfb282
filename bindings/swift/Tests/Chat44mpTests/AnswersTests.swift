import Chat44mp
import Chat44mpTesting
import XCTest

final class AnswersTests: XCTestCase {
    func testAllRowsArrive() async throws {
        let emulator = try Emulator.with(rows: 3_000)
        var seen: Set<Psid> = []
        for try await row in try emulator.client().flows.answers(77) { seen.insert(row.subscriberId) }
        XCTAssertEqual(seen.count, 3_000)
    }

    func testLeavingALoopClosesTheConnection() async throws {
        let emulator = try Emulator.with()
        let answers = try emulator.client().flows.answers(77)
        for try await row in answers {
            XCTAssertFalse(row.answers.isEmpty)
            break
        }
        // The sequence still exists, and can be read again.
        try await emulator.awaitDisconnects(1)
        var again = 0
        for try await _ in answers {
            again += 1
            if again == 3 { break }
        }
        XCTAssertEqual(again, 3)
    }

    func testCancellingALoopClosesTheConnection() async throws {
        let emulator = try Emulator.with()
        let client = try emulator.client()
        let seen = Shared(0)
        let task = Task {
            for try await _ in client.flows.answers(77) {
                let count = seen.change { count in
                    count += 1
                    return count
                }
                // The loop is cancelled between two rows.
                if count == 100 { while !Task.isCancelled { await Task.yield() } }
            }
        }
        while seen.value < 100 { await Task.yield() }
        task.cancel()
        let thrown = await failure { try await task.value }
        XCTAssertTrue(thrown is CancellationError, "\(String(describing: thrown))")
        XCTAssertLessThan(seen.value, 30_000)
        try await emulator.awaitDisconnects(1)
    }

    func testCancellingWhileWaitingEndsTheLoop() async throws {
        let emulator = try Emulator.with()
        try emulator.addFault(Fault(.hang, operation: "get_all_subscriber_flow_info"))
        let client = try emulator.client()
        let task = Task { for try await _ in client.flows.answers(77) {} }
        try await emulator.awaitRequests(1)
        task.cancel()
        let thrown = await failure { try await task.value }
        XCTAssertTrue(thrown is CancellationError, "\(String(describing: thrown))")
        try await emulator.awaitDisconnects(1)
    }

    func testACallPerRowDoesNotDeadlockOnThePermit() async throws {
        let emulator = try Emulator.with()
        let client = try emulator.client(options: ClientOptions(maxConcurrency: 1))
        var rows = 0
        for try await _ in client.flows.answers(77) {
            let name = try await client.flows.get(77).name
            XCTAssertEqual(name, "many")
            rows += 1
            if rows == 100 { break }
        }
        XCTAssertEqual(rows, 100)
    }

    func testATruncatedResponseReturnsItsRowsAndThenTheError() async throws {
        let emulator = try Emulator.with()
        try emulator.addFault(Fault(.truncate(bytes: 5000), operation: "get_all_subscriber_flow_info"))
        let answers = try emulator.client().flows.answers(77)
        var iterator = answers.makeAsyncIterator()
        var rows = 0
        let error = try await info { while try await iterator.next() != nil { rows += 1 } }
        XCTAssertEqual(error.code, .readFailed)
        XCTAssertGreaterThan(rows, 0)
        let after = try await iterator.next()
        XCTAssertNil(after)
    }

    func testReturnsTheAnswersAsRowsOfATable() async throws {
        let emulator = try Emulator.with()
        let flows = try emulator.client().flows
        let flow = try emulator.id("flow")
        var long: [AnswerRow] = []
        for try await row in flows.rows(flow) { long.append(row) }
        XCTAssertEqual(long.first?.columns, ["subscriberId", "questionId", "question", "answer"])
        XCTAssertEqual(long.first?["questionId"], .integer(45))
        var last: AnswerRow?
        for try await row in flows.rows(flow, layout: .wide) { last = row }
        XCTAssertEqual(last?.columns.first, "subscriberId")
        XCTAssertEqual(last?["What is your favorite pet?"], .text("Parrot"))
        XCTAssertEqual(last?.cells[1], .some(nil))
        var other = flows.rows(try emulator.id("other_flow")).makeAsyncIterator()
        let unknown = try await info { try await other.next() }
        XCTAssertEqual(unknown.code, .flowNotFound)
    }

    func testErrorsAreThrownWhenTheFirstRowIsRequested() async throws {
        let emulator = try Emulator.with()
        let client = try emulator.client()
        var other = client.flows.answers(try emulator.id("other_flow")).makeAsyncIterator()
        let unknown = try await info { try await other.next() }
        XCTAssertEqual(unknown.code, .flowNotFound)
        var none = client.flows.answers(0).makeAsyncIterator()
        let wrong = try await info { try await none.next() }
        XCTAssertEqual(wrong.field, "flowId")
    }

    func testTheRawVariantHasTheHeadOfTheResponse() async throws {
        let emulator = try Emulator.with(rows: 3_000)
        let response = try await emulator.client().raw { try await $0.flows.answers(77).open() }
        XCTAssertEqual(response.status, 200)
        XCTAssertEqual(response.headers["content-type"], "application/json")
        var rows = 0
        for try await _ in response.value { rows += 1 }
        XCTAssertEqual(rows, 3_000)
        XCTAssertEqual(try emulator.journal.count, 1)
    }
}
