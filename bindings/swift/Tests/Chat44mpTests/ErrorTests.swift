import Chat44mp
import Chat44mpTesting
import XCTest

final class ErrorTests: XCTestCase {
    /// Compiles only if the cases are complete.
    private func family(_ error: Chat44mpError) -> String {
        switch error {
        case .config: "config"
        case .validation: "validation"
        case .connection: "connection"
        case .timeout: "timeout"
        case .malformed: "malformed"
        case .authentication: "authentication"
        case .notFound: "notFound"
        case .conflict: "conflict"
        case .precondition: "precondition"
        case .upstream: "upstream"
        case .rateLimited: "rateLimited"
        case .server: "server"
        case .unknown: "unknown"
        }
    }

    func testAnErrorHasAllFields() async throws {
        let emulator = try Emulator()
        let client = try emulator.client()
        let thrown = await failure { try await client.contacts.get(99_999) }
        let error = try XCTUnwrap(thrown as? Chat44mpError)
        XCTAssertEqual(family(error), "notFound")
        XCTAssertEqual(error.kind, .notFound)
        XCTAssertEqual(error.info.code, .contactNotFound)
        XCTAssertEqual(error.info.code, "contact_not_found")
        XCTAssertEqual(error.info.operation, "contacts.get")
        XCTAssertEqual(error.info.httpStatus, 200)
        XCTAssertEqual(error.info.attempts, 1)
        XCTAssertFalse(error.info.retryable)
        XCTAssertNil(error.info.outcome)
        XCTAssertFalse(error.info.serverMessage.isEmpty)
        XCTAssertEqual(error.localizedDescription, error.description)
        XCTAssertTrue(error.description.contains("contact_not_found"), error.description)
        XCTAssertTrue(error.description.contains("contacts.get"), error.description)
        XCTAssertEqual("\(error)", error.description)
        XCTAssertEqual(error.recoverySuggestion, error.info.hint)
    }

    func testMessagesAndHintsNameOptionsAsInSwift() throws {
        XCTAssertThrowsError(try Client(apiKey: "39-AbCdEfG1234567890QwErTyU", baseURL: "http://chat.example.com")) {
            guard case .config(let info) = $0 as? Chat44mpError else { return XCTFail("\($0)") }
            XCTAssertEqual(info.field, "baseURL")
            let message = "`baseURL` is plain http; use https, or set `allowHTTP` to send the key unencrypted"
            XCTAssertEqual(info.serverMessage, message)
            XCTAssertTrue(info.hint?.contains("`allowHTTP`") == true)
        }
    }

    func testCatchesAConflictByItsCase() async throws {
        let emulator = try Emulator()
        let email = try XCTUnwrap(emulator.fixtures["contact_email"].text)
        let contact = NewContact(groupId: try emulator.id("group"), email: email, phoneNumber: "1")
        do {
            _ = try await emulator.client().contacts.create(contact)
            XCTFail("the address is taken")
        } catch Chat44mpError.conflict(let info) where info.code == .emailTaken {
            XCTAssertEqual(info.outcome, .rejected)
        }
    }

    func testALostWriteHasAnUnknownOutcome() async throws {
        let emulator = try Emulator()
        try emulator.addFault(Fault(.reset, operation: "create_contact", at: .after))
        let contact = NewContact(groupId: try emulator.id("group"), email: "lost@example.com", phoneNumber: "3339999999")
        let lost = try await info { try await emulator.client().contacts.create(contact) }
        XCTAssertEqual(lost.outcome, .unknown)
        XCTAssertEqual(lost.phase, .send)
        XCTAssertFalse(lost.causes.isEmpty)
        XCTAssertEqual(try emulator.journal.count, 1)
    }

    func testTimesAreDurations() async throws {
        let emulator = try Emulator()
        try emulator.addFault(Fault(.rateLimit(retryAfter: "999")))
        let limited = try await info { try await emulator.client().flows.list() }
        XCTAssertEqual(limited.retryAfter, .seconds(999))
    }

    func testErrorsNameTheInvalidArgument() async throws {
        let emulator = try Emulator()
        let client = try emulator.client()
        let user = NewUser(name: "", email: "a@example.com", password: "x", packageId: 1, expiresOn: "2030-12-31")
        let invalid: [(String, () async throws -> Void)] = [
            ("contactId", { _ = try await client.contacts.get(0) }),
            ("contactId", { _ = try await client.contacts.get(-5) }),
            ("contactId", { try await client.contacts.delete(.min) }),
            ("pageId", { _ = try await client.labels.list(pageId: "page") }),
            ("subscriberId", { _ = try await client.subscribers.get("") }),
            ("subscriberId", { _ = try await client.subscribers.get("12\u{0}3") }),
            ("labelIds", { try await client.labels.assign([], to: "1", pageId: "1") }),
            ("email", { _ = try await client.contacts.create(NewContact(groupId: 1)) }),
            ("email", { _ = try await client.contacts.create(NewContact(groupId: 1, email: "no address")) }),
            ("groupId", { _ = try await client.contacts.create(NewContact(groupId: 0, email: "a@example.com")) }),
            ("phoneNumber", { _ = try await client.contacts.update(1, ContactUpdate(phoneNumber: "")) }),
            ("name", { _ = try await client.contactGroups.create(name: String(repeating: "x", count: 10_000)) }),
            ("name", { _ = try await client.users.create(user) }),
            ("flowId", { _ = try await client.flows.get(0) }),
        ]
        for (field, call) in invalid {
            let thrown = await failure(call)
            guard case Chat44mpError.validation(let info)? = thrown else {
                XCTFail("\(field): \(String(describing: thrown))")
                continue
            }
            XCTAssertEqual(info.field, field)
        }
        XCTAssertEqual(try emulator.journal.count, 0)
    }

    func testErrorsNameTheInvalidOption() throws {
        let invalid: [(String, String?, String, ClientOptions)] = [
            ("baseURL", "12-AbCdEfG1234567890QwErTyU", "ftp://x.io", ClientOptions()),
            ("baseURL", "12-AbCdEfG1234567890QwErTyU", "", ClientOptions()),
            ("timeout", "12-AbCdEfG1234567890QwErTyU", "https://x.io", ClientOptions(timeout: .zero)),
            ("timeout", "12-AbCdEfG1234567890QwErTyU", "https://x.io", ClientOptions(timeout: .seconds(-1))),
            ("maxConcurrency", "12-AbCdEfG1234567890QwErTyU", "https://x.io", ClientOptions(maxConcurrency: 0)),
            ("maxRetries", "12-AbCdEfG1234567890QwErTyU", "https://x.io", ClientOptions(maxRetries: -1)),
            ("apiKey", "", "https://x.io", ClientOptions()),
            ("apiKey", "a key", "https://x.io", ClientOptions()),
            ("caCerts", "12-AbCdEfG1234567890QwErTyU", "https://x.io", ClientOptions(caCerts: "no certificate")),
        ]
        for (field, key, url, options) in invalid {
            XCTAssertThrowsError(try Client(apiKey: key, baseURL: url, options: options), field) { error in
                guard case Chat44mpError.config(let info) = error else { return XCTFail("\(field): \(error)") }
                XCTAssertEqual(info.field, field)
            }
        }
    }

    func testInvalidDatesAreRejected() {
        XCTAssertNil(LocalDate(year: 2030, month: 2, day: 29))
        XCTAssertNotNil(LocalDate(year: 2028, month: 2, day: 29))
        XCTAssertNil(LocalDate(year: 2030, month: 13, day: 1))
        for text in ["", "2030-1-1", "2030-00-10", "30-12-31", "2030-12-31T00:00:00", "２030-12-31", "+203-12-31"] {
            XCTAssertNil(LocalDate(text), text)
        }
        for text in ["2030-12-31", "0001-01-01", "2028-02-29"] {
            XCTAssertEqual(LocalDate(text)?.description, text)
        }
        XCTAssertEqual(LocalDateTime("2020-09-27T08:13:01")?.description, "2020-09-27T08:13:01")
        XCTAssertNil(LocalDateTime("2020-09-27T24:00:00"))
        XCTAssertLessThan("2029-12-31" as LocalDate, "2030-01-01")
    }
}
