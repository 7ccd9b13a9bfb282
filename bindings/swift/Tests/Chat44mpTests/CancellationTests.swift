import Chat44mp
import Chat44mpTesting
import XCTest

final class CancellationTests: XCTestCase {
    func testATaskThatIsAlreadyCancelledSendsNothing() async throws {
        let emulator = try Emulator()
        let client = try emulator.client()
        let groupId = try emulator.id("group")
        let task = Task {
            // The call starts after the cancellation.
            while !Task.isCancelled { await Task.yield() }
            return try await client.contacts.create(NewContact(groupId: groupId, email: "a@example.com"))
        }
        task.cancel()
        let thrown = await failure { try await task.value }
        XCTAssertTrue(thrown is CancellationError, "\(String(describing: thrown))")
        let answers = Task {
            while !Task.isCancelled { await Task.yield() }
            for try await _ in client.flows.answers(1) {}
        }
        answers.cancel()
        let thrownByRows = await failure { try await answers.value }
        XCTAssertTrue(thrownByRows is CancellationError, "\(String(describing: thrownByRows))")
        // The client still works, and this is the first request.
        _ = try await client.flows.list()
        XCTAssertEqual(try emulator.journal.map(\.["operation"]), ["get_flow_campaigns"])
    }

    func testCancellingAbortsTheRequest() async throws {
        let emulator = try Emulator()
        try emulator.addFault(Fault(.hang, operation: "get_contact"))
        let client = try emulator.client()
        let task = Task { try await client.contacts.get(1) }
        try await emulator.awaitRequests(1)
        task.cancel()
        let thrown = await failure { try await task.value }
        XCTAssertTrue(thrown is CancellationError, "\(String(describing: thrown))")
        try await emulator.awaitDisconnects(1)
    }

    func testCancellingStopsRetries() async throws {
        let emulator = try Emulator()
        try emulator.addFault(Fault(.status(503), operation: "get_contact"))
        let client = try emulator.client(options: ClientOptions(maxRetries: 9, backoff: .seconds(60)))
        let task = Task { try await client.contacts.get(1) }
        try await emulator.awaitRequests(1)
        task.cancel()
        let thrown = await failure { try await task.value }
        XCTAssertTrue(thrown is CancellationError, "\(String(describing: thrown))")
        XCTAssertEqual(try emulator.journal.count, 1)
    }

    func testCancellingTasksDoesNotAffectOthers() async throws {
        let emulator = try Emulator()
        try emulator.addFault(Fault(.hang, operation: "get_contact"))
        let client = try emulator.client(options: ClientOptions(maxConcurrency: 100))
        let stopped = (0..<20).map { _ in Task { try await client.contacts.get(1) } }
        let other = Task { try await client.flows.list() }
        try await emulator.awaitRequests(21)
        stopped.forEach { $0.cancel() }
        for task in stopped {
            let thrown = await failure { try await task.value }
            XCTAssertTrue(thrown is CancellationError, "\(String(describing: thrown))")
        }
        let flows = try await other.value
        XCTAssertFalse(flows.isEmpty)
        try await emulator.awaitDisconnects(20)
    }

    func testAFailingTaskGroupCancelsItsCalls() async throws {
        let emulator = try Emulator()
        try emulator.addFault(Fault(.hang, operation: "get_contact"))
        let client = try emulator.client()
        let thrown = await failure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<5 { group.addTask { _ = try await client.contacts.get(1) } }
                try await emulator.awaitRequests(5)
                group.addTask { _ = try await client.contactGroups.get(999_999) }
                while try await group.next() != nil {}
            }
        }
        guard case Chat44mpError.notFound? = thrown else { return XCTFail("\(String(describing: thrown))") }
        try await emulator.awaitDisconnects(5)
    }
}
