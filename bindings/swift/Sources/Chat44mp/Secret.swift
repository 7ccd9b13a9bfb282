/// A password, which is sent to the server and never printed.
///
///     let password: Secret = "correct horse battery"
///     let other = Secret(text)
public struct Secret: Hashable, Sendable, ExpressibleByStringLiteral {
    private let text: String

    /// Creates a secret from its text.
    public init(_ text: String) {
        self.text = text
    }

    /// Creates a secret from its text.
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
