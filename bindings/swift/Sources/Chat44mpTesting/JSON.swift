import Foundation

/// A JSON value, with literals and subscripts: `journal[0]["operation"] == "create_contact"`.
public enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case number(Double)
    case text(String)
    case list([JSON])
    case map([String: JSON])

    /// Parses JSON text.
    public init(parsing text: String) throws {
        self = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
    }

    /// An item of a list; null if there is none.
    public subscript(at: Int) -> JSON {
        guard let list, list.indices.contains(at) else { return .null }
        return list[at]
    }

    /// An entry of a map; null if there is none.
    public subscript(name: String) -> JSON {
        map?[name] ?? .null
    }

    /// The value, if it is a text.
    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The value, if it is an integer.
    public var int: Int64? {
        if case .int(let int) = self { int } else { nil }
    }

    /// The value, if it is a number.
    public var number: Double? {
        switch self {
        case .int(let int): Double(int)
        case .number(let number): number
        default: nil
        }
    }

    /// The value, if it is a boolean.
    public var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    /// The items, if the value is a list.
    public var list: [JSON]? {
        if case .list(let list) = self { list } else { nil }
    }

    /// The entries, if the value is a map.
    public var map: [String: JSON]? {
        if case .map(let map) = self { map } else { nil }
    }
}

extension JSON: Codable, CustomStringConvertible {
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let map = try? value.decode([String: JSON].self) {
            self = .map(map)
        } else if let list = try? value.decode([JSON].self) {
            self = .list(list)
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let int = try? value.decode(Int64.self) {
            self = .int(int)
        } else {
            self = .number(try value.decode(Double.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .bool(let bool): try value.encode(bool)
        case .int(let int): try value.encode(int)
        case .number(let number): try value.encode(number)
        case .text(let text): try value.encode(text)
        case .list(let list): try value.encode(list)
        case .map(let map): try value.encode(map)
        }
    }

    /// The JSON text in one line, with sorted keys.
    public var description: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(stringLiteral value: String) { self = .text(value) }
    public init(arrayLiteral items: JSON...) { self = .list(items) }
    public init(dictionaryLiteral entries: (String, JSON)...) {
        self = .map(Dictionary(entries) { _, last in last })
    }
}
