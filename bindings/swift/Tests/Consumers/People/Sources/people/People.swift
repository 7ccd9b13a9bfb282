import Chat44mp
import Foundation

/// `people FILE GROUP`: imports contacts from a file into a new group, and prints the result of each row.
@main
struct People {
    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 2, let file = arguments.first, let group = arguments.last else {
            fail("usage: people FILE GROUP", code: 2)
        }
        do {
            try await importPeople(URL(fileURLWithPath: file), into: group)
        } catch let error as Chat44mpError {
            fail("error: \(error)\nhint: \(error.info.hint ?? "none")")
        } catch {
            fail("error: \(error)")
        }
    }

    static func importPeople(_ file: URL, into group: String) async throws {
        let client = try Client()  // CHAT44MP_API_KEY, and CHAT44MP_BASE_URL
        let groupId = try await client.contactGroups.create(name: group)
        var results: [RowResult] = []
        let report = try await client.contacts.importFile(file, groupId: groupId, onRow: { results.append($0) })
        for result in results.sorted(by: { $0.row < $1.row }) {
            print(cell("row \(result.row)"), cell(describe(result.status)), result.message ?? "")
        }
        print("\(report.created) of \(report.rows) created in group \(groupId)")
    }

    static func describe(_ status: RowStatus) -> String {
        switch status {
        case .created: "created"
        case .exists: "already exists"
        default: "not created"  // also statuses of later versions
        }
    }

    static func cell(_ text: String) -> String {
        text.padding(toLength: 16, withPad: " ", startingAt: 0)
    }

    static func fail(_ message: String, code: Int32 = 1) -> Never {
        FileHandle.standardError.write(Data((message + "\n").utf8))
        exit(code)
    }
}
