/// Passes log lines to a handler.
final class HandlerSink: LogSink {
    private let handler: ClientOptions.LogHandler

    init(_ handler: @escaping ClientOptions.LogHandler) {
        self.handler = handler
    }

    func log(level: LogLevel, line: String) {
        handler(level, line)
    }
}
