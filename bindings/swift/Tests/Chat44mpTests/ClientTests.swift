import Chat44mp
import Chat44mpTesting
import XCTest

final class ClientTests: XCTestCase {
    private let key = "12-AbCdEfG1234567890QwErTyU"

    func testCallsOfAClosedClientFail() async throws {
        let emulator = try Emulator()
        let client = try emulator.client()
        let other = try client.with(maxRetries: 0)
        client.close()
        client.close()
        for closed in [client, other] {
            let thrown = await failure { try await closed.flows.list() }
            guard case Chat44mpError.config(let info)? = thrown else { return XCTFail("\(String(describing: thrown))") }
            XCTAssertEqual(info.code, .clientClosed)
        }
        let rows = try await info { for try await _ in client.flows.answers(1) {} }
        XCTAssertEqual(rows.code, .clientClosed)
    }

    func testOptionsOfAClientAndOfACall() async throws {
        let emulator = try Emulator()
        try emulator.addFault(Fault(.hang, operation: "get_flow_campaigns"))
        let slow = try emulator.client()
        let quick = try emulator.client(options: ClientOptions(timeout: .milliseconds(30), maxRetries: 0))
        for client in [quick, try slow.with(timeout: .milliseconds(30), maxRetries: 0)] {
            let timedOut = try await info { try await client.flows.list() }
            XCTAssertEqual(timedOut.code, .callTimeout)
            XCTAssertEqual(timedOut.attempts, 1)
        }
    }

    func testWithKeepsOtherOptions() async throws {
        let emulator = try Emulator()
        try emulator.addFault(Fault(.status(503), operation: "get_flow_campaigns"))
        let client = try emulator.client(options: ClientOptions(backoff: .milliseconds(1)))
        let once = try client.with(maxRetries: 0).with(timeout: .seconds(30))
        let failed = try await info { try await once.flows.list() }
        XCTAssertEqual(failed.attempts, 1)
    }

    func testAnInfiniteTimeoutIsNoLimit() async throws {
        let emulator = try Emulator()
        let patient = ClientOptions(
            timeout: .infinity, connectTimeout: .infinity, headTimeout: .infinity, stallTimeout: .infinity)
        _ = try await emulator.client(options: patient).flows.list()
        try emulator.addFault(Fault(.hang, times: 1))
        let hasty = try emulator.client(options: ClientOptions(timeout: .milliseconds(30)))
        let timedOut = try await info { try await hasty.flows.list() }
        XCTAssertEqual(timedOut.code, .callTimeout)
        _ = try await hasty.with(timeout: .infinity).flows.list()
    }

    func testTheRawResponseOfACall() async throws {
        let emulator = try Emulator()
        let client = try emulator.client()
        let response = try await client.raw(keepBody: true) { try await $0.flows.list() }
        XCTAssertEqual(response.status, 200)
        XCTAssertEqual(try JSON(parsing: String(decoding: try XCTUnwrap(response.body), as: UTF8.self)).list?.count, response.value.count)
        let without = try await client.raw { try await $0.contacts.get(try emulator.id("contact")) }
        XCTAssertNil(without.body)
        XCTAssertNotNil(without.headers["content-type"])
    }

    func testARawBlockWithoutACallFails() async throws {
        let emulator = try Emulator()
        let client = try emulator.client()
        let raw = try await info { try await client.raw { _ in 1 } }
        XCTAssertEqual(raw.code, .invalidValue)
        XCTAssertTrue(raw.serverMessage.contains("must make a call with the client"), raw.serverMessage)
    }

    func testTheBaseURLIsAURLOrText() async throws {
        let emulator = try Emulator()
        let key = try XCTUnwrap(emulator.fixtures["member_key"].text)
        let url = try XCTUnwrap(URL(string: emulator.baseURL))
        let flows = try await Client(apiKey: key, baseURL: url).flows.list()
        XCTAssertFalse(flows.isEmpty)
        let other = try Client(apiKey: key, baseURL: "https://chat.example.com")
        let moved = try await other.with(baseURL: url).flows.list()
        XCTAssertEqual(moved, flows)
    }

    func testACustomCall() async throws {
        let emulator = try Emulator()
        let group = try emulator.id("group")
        let text = try await emulator.client().call("get_contact_group", params: ["contact_type_id": "\(group)"])
        XCTAssertEqual(try JSON(parsing: text)["deleted"], "0")
    }

    func testConcurrentTasksShareAClient() async throws {
        let emulator = try Emulator()
        let client = try emulator.client(options: ClientOptions(maxConcurrency: 64))
        let groupId = try emulator.id("group")
        let ids = try await withThrowingTaskGroup(of: ContactId.self) { group in
            for n in 0..<500 {
                group.addTask {
                    let contact = NewContact(groupId: groupId, email: "many\(n)@example.com", phoneNumber: "44\(100_000 + n)")
                    let id = try await client.contacts.create(contact)
                    let found = try await client.contacts.get(id)
                    XCTAssertEqual(found.email, "many\(n)@example.com")
                    return id
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        XCTAssertEqual(ids.count, 500)
    }

    func testALogHandlerReceivesLines() async throws {
        let emulator = try Emulator()
        let lines = Shared<[String]>([])
        let options = ClientOptions(logHandler: { level, line, _ in lines.change { $0.append("\(level): \(line)") } })
        _ = try await emulator.client(options: options).flows.list()
        while lines.value.isEmpty { await Task.yield() }
        let pattern = try Regex("^debug: flows.list: attempt 1, HTTP 200, [0-9]+ ms$")
        XCTAssertNotNil(lines.value[0].firstMatch(of: pattern), lines.value[0])
    }

    func testHooksReceiveRequestsAlsoOfDerivedClients() async throws {
        let emulator = try Emulator()
        let events = Shared<[String]>([])
        let options = ClientOptions(
            backoff: .milliseconds(1),
            onRequest: { event in events.change { $0.append("\(event.attempt) \(event.method) \(event.template)") } },
            onResponse: { event in
                events.change { $0.append("\(event.attempt) \(event.httpStatus ?? 0) \(event.code ?? "ok") \(event.callId)") }
            }
        )
        let client = try emulator.client(options: options).with(maxRetries: 1)
        try emulator.addFault(Fault(.status(503), operation: "get_contact", nth: 1))
        do {
            _ = try await client.contacts.get(99_999)
            XCTFail("the contact exists")
        } catch Chat44mpError.notFound {}
        while events.value.count < 4 { await Task.yield() }
        let seen = events.value
        XCTAssertEqual([seen[0], seen[2]], ["1 GET /get_contact", "2 GET /get_contact"])
        let (first, second) = (seen[1].split(separator: " "), seen[3].split(separator: " "))
        XCTAssertEqual(first.prefix(2), ["1", "503"])
        XCTAssertEqual(second.prefix(3), ["2", "200", "contact_not_found"])
        XCTAssertEqual(first.last, second.last)
    }

    func testTheKeyAppearsNowhere() async throws {
        let emulator = try Emulator()
        let lines = Shared<[String]>([])
        let options = ClientOptions(maxRetries: 1, backoff: .milliseconds(1), logHandler: { _, line, _ in lines.change { $0.append(line) } })
        let client = try Client(apiKey: key, baseURL: emulator.baseURL, options: options)
        try emulator.addFault(Fault(.status(503), operation: "get_contact"))
        let user = NewUser(
            name: "Ada", email: "ada@example.com", password: Secret(key), packageId: 1, expiresOn: "2030-12-31"
        )
        var shown: [String] = []
        func show(_ value: Any) {
            var dumped = ""
            dump(value, to: &dumped)
            shown += ["\(value)", String(reflecting: value), dumped]
        }
        show(client)
        show(client.contacts)
        show(client.flows.answers(1))
        show(try client.with(maxRetries: 0))
        show(user)
        show(user.password)
        show(try emulator.journal)
        let calls: [() async throws -> Any] = [
            { try await client.contacts.get(1) },
            { try await client.flows.list() },
            { try await client.users.create(user) },
            { try await client.contacts.get(0) },
        ]
        for call in calls {
            let thrown = await failure(call)
            let error = try XCTUnwrap(thrown)
            show(error)
            shown += [error.localizedDescription, (error as NSError).description]
        }
        while lines.value.count < 2 { await Task.yield() }
        let all = (shown + lines.value).joined(separator: "\n")
        XCTAssertFalse(all.contains(key.dropFirst(5)), all)
        XCTAssertTrue(all.contains("Secret(…)"))
    }
}
