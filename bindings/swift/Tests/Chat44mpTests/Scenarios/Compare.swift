import Chat44mp
import Chat44mpTesting

/// Compares an actual value with the expected one; returns all differences, each with its path.
func differences(_ path: String, _ expected: JSON, _ actual: JSON) -> [String] {
    switch (expected, actual) {
    case (.map(let matcher), _) where isMatcher(matcher):
        return matcher.sorted { $0.key < $1.key }.compactMap { name, argument in
            matches(name, argument, actual)
                ? nil : "\(path): expected {\(name): \(shown(argument))}, got \(shown(actual))"
        }
    case (.map(let expected), .map(let actual)):
        return expected.sorted { $0.key < $1.key }.flatMap { key, value in
            differences("\(path).\(key)", value, actual[key] ?? .null)
        }
    case (.list(let expected), .list(let items)) where expected.count == items.count:
        return zip(expected, items).enumerated().flatMap { at, pair in
            differences("\(path)[\(at)]", pair.0, pair.1)
        }
    case (.list(let expected), .list(let items)):
        return ["\(path): expected a list of \(expected.count), got a list of \(items.count): \(shown(actual))"]
    case (.number, .int), (.int, .number):
        return expected.number == actual.number ? [] : ["\(path): expected \(expected), got \(actual)"]
    case (.text(let expected), .text(let actual)) where !expected.utf8.elementsEqual(actual.utf8):
        // `==` compares by canonical equivalence: a composed letter equals its decomposed form.
        return ["\(path): expected \(expected), got \(actual)"]
    default:
        return expected == actual ? [] : ["\(path): expected \(shown(expected)), got \(shown(actual))"]
    }
}

/// Like `differences`, for an error whose `server_message` is a regular expression.
func errorDifferences(_ path: String, _ expected: JSON, _ actual: JSON) -> [String] {
    var fields = expected.map ?? [:]
    if case .text(let pattern)? = fields["server_message"] {
        fields["server_message"] = ["$matches": .text(pattern)]
    }
    return differences(path, .map(fields), actual)
}

private func isMatcher(_ map: [String: JSON]) -> Bool {
    map.keys.contains { $0.hasPrefix("$") && !$0.hasPrefix("${") }
}

private func matches(_ name: String, _ argument: JSON, _ actual: JSON) -> Bool {
    func isIn(_ items: [JSON], _ part: JSON) -> Bool {
        items.contains { differences("", part, $0).isEmpty }
    }
    switch (name, argument, actual) {
    case ("$type", .text(let type), _):
        return hasType(type, actual)
    case ("$length", .int(let length), .text(let text)):
        return text.unicodeScalars.count == length
    case ("$length", .int(let length), .list(let items)):
        return items.count == length
    case ("$length", .int(let length), .map(let entries)):
        return entries.count == length
    case ("$matches", .text(let pattern), .text(let text)):
        guard let regex = try? Regex(pattern) else { return false }
        return text.firstMatch(of: regex.matchingSemantics(.unicodeScalar)) != nil
    case ("$contains", .text(let part), .text(let text)):
        return part.isEmpty || text.contains(part)
    case ("$contains", .list(let parts), .list(let items)):
        return parts.allSatisfy { isIn(items, $0) }
    case ("$contains", let part, .list(let items)):
        return isIn(items, part)
    case ("$not", let unwanted, _):
        return !differences("", unwanted, actual).isEmpty
    default:
        return false
    }
}

private func hasType(_ type: String, _ actual: JSON) -> Bool {
    switch (type, actual) {
    case ("int", .int), ("number", .int), ("number", .number), ("text", .text), ("bool", .bool), ("list", .list),
        ("map", .map):
        return true
    case ("date", .text(let text)):
        return LocalDate(text) != nil
    case ("datetime", .text(let text)):
        return LocalDateTime(text) != nil
    default:
        return false
    }
}

/// Formats a value for a message.
func shown(_ value: JSON) -> String {
    let text = value.description
    return text.count <= 300 ? text : text.prefix(300) + "…"
}
