// How models are written to JSON and read from it. The generated models are `Codable`; what follows is the form of values that
// are not the models' own. Keys are the names of the properties, such as `phoneNumber`; `JSONEncoder.KeyEncodingStrategy`'s
// `convertToSnakeCase` writes those of other languages.

// A duration is a number of seconds. The synthesised conformances of the models call these instead of the standard library's.

extension KeyedEncodingContainer {
    mutating func encode(_ duration: Duration, forKey key: Key) throws {
        try encode(duration.inSeconds, forKey: key)
    }

    mutating func encodeIfPresent(_ duration: Duration?, forKey key: Key) throws {
        try encodeIfPresent(duration?.inSeconds, forKey: key)
    }
}

extension KeyedDecodingContainer {
    func decode(_: Duration.Type, forKey key: Key) throws -> Duration {
        .seconds(try decode(Double.self, forKey: key))
    }

    func decodeIfPresent(_: Duration.Type, forKey key: Key) throws -> Duration? {
        try decodeIfPresent(Double.self, forKey: key).map { .seconds($0) }
    }
}

extension CallFailure {
    private enum CodingKeys: CodingKey {
        case message, causes
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self = errorWith(info: try ErrorInfo(from: decoder))
        text = try container.decodeIfPresent(String.self, forKey: .message) ?? text
        causes = try container.decodeIfPresent([String].self, forKey: .causes) ?? []
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        var info = info
        // As in other languages, the response is not written.
        info.body = nil
        try info.encode(to: encoder)
        try container.encode(text, forKey: .message)
        try container.encode(causes, forKey: .causes)
    }
}

extension Chat44mpError: Codable {
    /// Reads an error: its fields, such as `kind` and `code`, in one object.
    public init(from decoder: any Decoder) throws {
        self.init(try CallFailure(from: decoder))
    }

    /// Writes the fields in one object, with the text of the error as `message`.
    public func encode(to encoder: any Encoder) throws {
        try failure.encode(to: encoder)
    }
}

extension ErrorCode: Codable {}

extension Secret: Decodable {
    /// Reads a password. It is never written: `Secret` is not `Encodable`.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }
}

extension AnswerCell: Codable {
    /// Reads a number or a text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {
            self = .integer(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    /// Writes the number or the text itself.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .integer(let number): try container.encode(number)
        }
    }
}
