/// A password: it goes to the server, and is never shown.
///
///     let password: Secret = "correct horse battery"
///     let other = Secret(text)
public struct Secret: Hashable, Sendable, ExpressibleByStringLiteral {
    private let text: String

    /// What must not be shown.
    public init(_ text: String) {
        self.text = text
    }

    /// What must not be shown.
    public init(stringLiteral text: String) {
        self.init(text)
    }

    func expose() -> String { text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "Secret(…)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
