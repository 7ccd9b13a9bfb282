import Chat44mpTesting
import Foundation

/// A new folder for the files of a scenario or test; removed when it is deallocated.
final class Folder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String {
        "\(path)/\(name)"
    }

    /// Writes a file of a scenario: text, or bytes as Latin-1 characters.
    func write(_ content: JSON, to name: String, names: Variables) throws {
        var bytes = Data()
        if let characters = content["latin_1"].text {
            bytes = Data(try names.fill(characters).unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
        } else if let text = content.text {
            bytes = Data(try names.fill(text).utf8)
        }
        try bytes.write(to: URL(fileURLWithPath: file(name)))
    }

    /// Returns the content of a file; null if it does not exist.
    func read(_ name: String) throws -> JSON {
        guard let bytes = FileManager.default.contents(atPath: file(name)) else { return .null }
        return .text(String(decoding: bytes, as: UTF8.self))
    }
}
