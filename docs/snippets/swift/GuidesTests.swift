import Chat44mp
import Chat44mpTesting
import XCTest

/// Runs the code of the guides.
final class GuidesTests: XCTestCase {
    func testTheGuides() async throws {
        let emulator = try Emulator()
        let client = try emulator.client()
        let key = { (name: String) in try XCTUnwrap(emulator.fixtures[name].text) }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("guides-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }

        try await outcomes(client)
        let stored = try await importPeople(client, groupId: 67, folder: folder)
        XCTAssertEqual(Set(stored.keys), ["A-1", "A-2"])
        try await keys(client, keys: ["north": key("member_key"), "south": key("admin_key")])
        let found = try await findContact(client, 9999)
        XCTAssertNil(found)
        try await logs(client)

        let certificate = URL(fileURLWithPath: #filePath).appendingPathComponent("../../company-ca.pem").standardized
        try FileManager.default.copyItem(at: certificate, to: folder.appendingPathComponent("company-ca.pem"))
        let before = FileManager.default.currentDirectoryPath
        XCTAssert(FileManager.default.changeCurrentDirectoryPath(folder.path))
        defer { XCTAssert(FileManager.default.changeCurrentDirectoryPath(before)) }
        try networks(apiKey: key("member_key"))
    }
}
