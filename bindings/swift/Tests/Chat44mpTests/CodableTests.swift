import Chat44mp
import Chat44mpTesting
import XCTest

final class CodableTests: XCTestCase {
    private func json(_ value: some Encodable) throws -> JSON {
        try JSON(parsing: String(decoding: JSONEncoder().encode(value), as: UTF8.self))
    }

    /// Writes a value and reads it, and returns its JSON.
    private func roundTrip<Value: Codable & Equatable>(_ value: Value) throws -> JSON {
        for snakeCase in [false, true] {
            let (encoder, decoder) = (JSONEncoder(), JSONDecoder())
            if snakeCase {
                encoder.keyEncodingStrategy = .convertToSnakeCase
                decoder.keyDecodingStrategy = .convertFromSnakeCase
            }
            XCTAssertEqual(try decoder.decode(Value.self, from: encoder.encode(value)), value)
        }
        return try json(value)
    }

    func testModelsOfTheServer() async throws {
        let emulator = try Emulator()
        let (client, admin) = (try emulator.client(), try emulator.client(admin: true))
        let contact = try await client.contacts.get(emulator.id("contact"))
        XCTAssertEqual(try roundTrip(contact)["phoneNumber"].text, contact.phoneNumber)
        _ = try roundTrip(try await client.contactGroups.get(emulator.id("group")))
        _ = try roundTrip(try await client.flows.list())
        _ = try roundTrip(try await client.flows.get(emulator.id("flow")))
        _ = try roundTrip(try await admin.packages.list())
        _ = try roundTrip(try await client.subscribers.get(XCTUnwrap(emulator.fixtures["subscriber"].text)))
        let user = try await admin.users.get(emulator.id("user"))
        XCTAssertEqual(try roundTrip(user)["id"].int, user.id)
        for try await row in client.flows.answers(try emulator.id("flow")) { _ = try roundTrip(row) }
        for try await row in client.flows.rows(try emulator.id("flow")) { _ = try roundTrip(row) }
    }

    func testReports() async throws {
        let emulator = try Emulator()
        let rows = [ImportRow(email: "ada@example.com", phoneNumber: "441"), ImportRow(email: "ada@", phoneNumber: "442")]
        let report = try await emulator.client().contacts.importRows(rows, groupId: emulator.id("group"))
        let written = try roundTrip(report)
        XCTAssertEqual(written["end"], "complete")
        XCTAssertEqual(written["isSuccess"], false)
        XCTAssertEqual(written["created"], 1)
        XCTAssertNotNil(written["elapsed"].number)
    }

    func testErrorsAndValues() throws {
        let error = Chat44mpError(.emailTaken, operation: "contacts.create", outcome: .notSent, retryAfter: .seconds(2))
        let written = try roundTrip(error)
        XCTAssertEqual(written["kind"], "conflict")
        XCTAssertEqual(written["code"], "email_taken")
        XCTAssertEqual(written["outcome"], "not_sent")
        XCTAssertEqual(written["retryAfter"].number, 2)
        XCTAssertEqual(try roundTrip(["day": LocalDate("2027-01-31")])["day"], "2027-01-31")
        XCTAssertEqual(try roundTrip(RowResult(row: 1, key: "a@b.c", status: .created, id: 7))["status"], "created")
        let user = #"{"name": "Ada", "email": "ada@example.com", "password": "pass phrase", "packageId": 1, "expiresOn": "2030-12-31"}"#
        XCTAssertEqual(try JSONDecoder().decode(NewUser.self, from: Data(user.utf8)).password, "pass phrase")
    }

    func testModelsAreIdentifiable() {
        func id<Value: Identifiable>(_ value: Value) -> Value.ID { value.id }
        XCTAssertEqual(id(ContactGroup(id: 7, userId: 1, name: "Spring")), 7)
    }
}
