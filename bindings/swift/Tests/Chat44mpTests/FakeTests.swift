import Chat44mp
import XCTest

/// A view model that a preview or a test creates with a fake.
@MainActor
private final class SignUp {
    private let contacts: any ContactsAPI
    private(set) var message = ""

    init(contacts: any ContactsAPI) {
        self.contacts = contacts
    }

    func signUp(email: String) async {
        do {
            let id = try await contacts.create(NewContact(groupId: 276, email: email, phoneNumber: "441"))
            message = "welcome, \(id)"
        } catch Chat44mpError.conflict(let info) {
            message = info.hint ?? ""
        } catch {
            message = "\(error)"
        }
    }

    func importFile(_ file: URL) async {
        do {
            let report = try await contacts.importFile(file, groupId: 276) { self.message = "\($0.created) created" }
            message += ", \(report.exists) existed"
        } catch {
            message = "\(error)"
        }
    }
}

private struct FakeContacts: ContactsAPI {
    func create(_ contact: NewContact) async throws -> ContactId {
        if contact.email == "taken@example.com" { throw Chat44mpError(.emailTaken, outcome: .rejected) }
        return 233
    }

    func runImport(
        of source: ImportSource,
        groupId: GroupId,
        options: ImportOptions,
        isolation: isolated (any Actor)?,
        onProgress: ((ImportProgress) -> Void)?,
        onRow: ((RowResult) async throws -> Void)?
    ) async throws -> ImportReport {
        guard case .file("/people.csv") = source else { return ImportReport(end: .aborted, isSuccess: false) }
        onProgress?(ImportProgress(phase: .sending, created: 2))
        return ImportReport(end: .complete, isSuccess: true, created: 2, exists: 1, elapsed: .zero)
    }
}

private struct NoContacts: ContactsAPI {}

final class FakeTests: XCTestCase {
    func testAViewModelWithAFake() async throws {
        await Task { @MainActor in
            let model = SignUp(contacts: FakeContacts())
            await model.signUp(email: "ada@example.com")
            XCTAssertEqual(model.message, "welcome, 233")
            await model.signUp(email: "taken@example.com")
            XCTAssertEqual(model.message, Chat44mpError(.emailTaken).info.hint)
            await model.importFile(URL(fileURLWithPath: "/people.csv"))
            XCTAssertEqual(model.message, "2 created, 1 existed")
        }.value
    }

    func testACallThatAFakeLacksFails() async throws {
        let model = await SignUp(contacts: NoContacts())
        await model.signUp(email: "ada@example.com")
        let message = await model.message
        XCTAssertEqual(message, "the fake does not implement contacts.create")
    }

    func testAnErrorForAFake() {
        let error = Chat44mpError(
            .emailTaken, operation: "contacts.create", outcome: .rejected, httpStatus: 200, field: "email")
        guard case .conflict(let info) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(info.code, .emailTaken)
        XCTAssertEqual(info.httpStatus, 200)
        XCTAssertEqual(info.field, "email")
        XCTAssertNotNil(info.hint)
        XCTAssertTrue("\(error)".hasSuffix("[email_taken, rejected]"), "\(error)")
        XCTAssertEqual(Chat44mpError("own_code", message: "no", kind: .upstream).kind, .upstream)
    }
}
