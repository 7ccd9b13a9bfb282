import Foundation

/// A day in the server's calendar, without a time zone.
public struct LocalDate: Hashable, Sendable {
    /// The year, such as 2027.
    public let year: Int
    /// The month, from 1.
    public let month: Int
    /// The day of the month, from 1.
    public let day: Int

    /// Creates a day; nil if it does not exist in the Gregorian calendar.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...days(of: month, in: year)).contains(day) else {
            return nil
        }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Parses ISO text, such as `2027-01-31`; nil if it is invalid.
    public init?(_ text: String) {
        guard let numbers = numbers(text, separator: "-", widths: [4, 2, 2]) else { return nil }
        self.init(year: numbers[0], month: numbers[1], day: numbers[2])
    }

    /// Creates the day of a point in time, such as `.now`, in a time zone.
    public init?(_ moment: Date, in timeZone: TimeZone = .current) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        let parts = calendar.dateComponents([.year, .month, .day], from: moment)
        self.init(year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0)
    }

    /// The components, without calendar and time zone.
    public var dateComponents: DateComponents {
        DateComponents(year: year, month: month, day: day)
    }
}

/// A date and time by the server's clock, without a time zone.
public struct LocalDateTime: Hashable, Sendable {
    /// The day.
    public let date: LocalDate
    /// The hour, from 0.
    public let hour: Int
    /// The minute.
    public let minute: Int
    /// The second.
    public let second: Int

    /// Creates a date and time; nil if it does not exist.
    public init?(date: LocalDate, hour: Int, minute: Int, second: Int) {
        guard (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second) else { return nil }
        self.date = date
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// Parses ISO text, such as `2020-09-27T08:13:01`; nil if it is invalid.
    public init?(_ text: String) {
        let parts = text.split(separator: "T", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let date = LocalDate(parts[0]),
            // Fractions of a second are ignored.
            let time = numbers(String(parts[1].prefix { $0 != "." }), separator: ":", widths: [2, 2, 2])
        else { return nil }
        self.init(date: date, hour: time[0], minute: time[1], second: time[2])
    }

    /// The components, without calendar and time zone.
    public var dateComponents: DateComponents {
        var parts = date.dateComponents
        (parts.hour, parts.minute, parts.second) = (hour, minute, second)
        return parts
    }
}

extension LocalDate: Comparable, Codable, LosslessStringConvertible, ExpressibleByStringLiteral {
    /// Creates a day from a literal, such as `"2027-01-31"`. Traps if it is invalid.
    public init(stringLiteral text: String) {
        guard let date = LocalDate(text) else { preconditionFailure("\"\(text)\" is not a date such as 2027-01-31") }
        self = date
    }

    /// ISO text, such as `2027-01-31`.
    public var description: String {
        "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    public static func < (one: LocalDate, other: LocalDate) -> Bool {
        (one.year, one.month, one.day) < (other.year, other.month, other.day)
    }

    public init(from decoder: any Decoder) throws {
        try self.init(parsing: String(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        try description.encode(to: encoder)
    }
}

extension LocalDateTime: Comparable, Codable, LosslessStringConvertible {
    /// ISO text, such as `2020-09-27T08:13:01`.
    public var description: String {
        "\(date)T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
    }

    public static func < (one: LocalDateTime, other: LocalDateTime) -> Bool {
        (one.date, one.hour, one.minute, one.second) < (other.date, other.hour, other.minute, other.second)
    }

    public init(from decoder: any Decoder) throws {
        try self.init(parsing: String(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        try description.encode(to: encoder)
    }
}

extension LocalDate {
    /// Parses a value of the native library; called by the generated code.
    init(parsing text: String) throws {
        guard let date = LocalDate(text) else { throw ParseError(expected: "a date", text: text) }
        self = date
    }
}

extension LocalDateTime {
    /// Parses a value of the native library; called by the generated code.
    init(parsing text: String) throws {
        guard let time = LocalDateTime(text) else { throw ParseError(expected: "a date and time", text: text) }
        self = time
    }
}

/// Parses an amount of the native library; called by the generated code.
func money(parsing text: String) throws -> Decimal {
    guard let amount = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")) else {
        throw ParseError(expected: "an amount", text: text)
    }
    return amount
}

/// Text that cannot be parsed.
struct ParseError: Error, CustomStringConvertible {
    let expected: String
    let text: String

    var description: String { "\(text) is not \(expected)" }
}

/// Parses groups of digits of these widths; nil for any other text.
private func numbers(_ text: String, separator: Character, widths: [Int]) -> [Int]? {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == widths else { return nil }
    let numbers = parts.compactMap { part in
        part.utf8.allSatisfy { (48...57).contains($0) } ? Int(part) : nil
    }
    return numbers.count == widths.count ? numbers : nil
}

private func days(of month: Int, in year: Int) -> Int {
    switch month {
    case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}

private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
