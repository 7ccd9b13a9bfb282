/// Passes log lines to a handler.
final class HandlerSink: LogSink {
    private let handler: ClientOptions.LogHandler

    init(_ handler: @escaping ClientOptions.LogHandler) {
        self.handler = handler
    }

    func log(level: LogLevel, line: String, fields: LogFields) {
        handler(level, line, fields)
    }
}

/// Passes events to the hooks of a client.
final class HooksSink: HookSink {
    private let requestHook: ClientOptions.RequestHook?
    private let responseHook: ClientOptions.ResponseHook?

    /// Returns nil without hooks.
    init?(_ options: ClientOptions) {
        guard options.onRequest != nil || options.onResponse != nil else { return nil }
        requestHook = options.onRequest
        responseHook = options.onResponse
    }

    func onRequest(event: RequestEvent) {
        requestHook?(event)
    }

    func onResponse(event: ResponseEvent) {
        responseHook?(event)
    }
}
