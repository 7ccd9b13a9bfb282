// A test of a program on the emulator, in Swift.

// region xctest
import Chat44mp
import Chat44mpTesting
import XCTest

final class SaleTests: XCTestCase {
    func testALostResponse() async throws {
        let emulator = try Emulator()
        let client = try emulator.client()
        try emulator.addFault(Fault(.reset, operation: "create_contact", nth: 1, at: .after))
        do {
            let buyer = NewContact(groupId: 67, email: "ada@example.com", phoneNumber: "+393331234567")
            _ = try await client.contacts.create(buyer)
            XCTFail("the response is lost")
        } catch Chat44mpError.connection(let info) {
            XCTAssertEqual(info.outcome, .unknown)  // it was created nevertheless
        }
        XCTAssertEqual(try emulator.journal[0]["operation"], "create_contact")
    }
}
// endregion
