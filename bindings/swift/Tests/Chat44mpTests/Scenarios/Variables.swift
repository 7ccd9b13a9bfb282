import Chat44mpTesting

/// A variable without a value.
struct MissingName: Error {
    let name: String
}

/// Replaces variables in scenarios.
struct Variables {
    private(set) var values: [String: JSON]

    init(_ values: [String: JSON]) {
        self.values = values
    }

    mutating func set(_ name: String, _ value: JSON) {
        values[name] = value
    }

    /// Replaces every `$name` and `${name}` in `template`.
    func resolve(_ template: JSON) throws -> JSON {
        switch template {
        case .text(let text) where text.hasPrefix("$") && isName(text.dropFirst()):
            return try value(at: text.dropFirst())
        case .text(let text):
            return .text(try fill(text))
        case .list(let items):
            return .list(try items.map(resolve))
        case .map(let entries):
            return .map(try resolve(entries))
        default:
            return template
        }
    }

    func resolve(_ entries: [String: JSON]) throws -> [String: JSON] {
        try Dictionary(uniqueKeysWithValues: entries.map { (try fill($0), try resolve($1)) })
    }

    func fill(_ text: String) throws -> String {
        var filled = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            filled += rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstIndex(of: "}"), isName(rest[start.upperBound..<end]) else {
                filled += "${"
                rest = rest[start.upperBound...]
                continue
            }
            let value = try value(at: rest[start.upperBound..<end])
            filled += value.text ?? value.description
            rest = rest[end...].dropFirst()
        }
        return filled + rest
    }

    private func value(at path: Substring) throws -> JSON {
        let steps = path.split(separator: ".").map(String.init)
        guard var value = values[steps[0]] else { throw MissingName(name: steps[0]) }
        for step in steps.dropFirst() {
            value = Int(step).flatMap { value.list == nil ? nil : value[$0] } ?? value[step]
        }
        return value
    }
}

/// Whether the text starts with a letter, does not end with a dot, and has only lower-case letters, digits, `_` and dots.
private func isName(_ text: Substring) -> Bool {
    guard let first = text.first, ("a"..."z").contains(first), text.last != "." else { return false }
    return text.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "_" || $0 == "." }
}
