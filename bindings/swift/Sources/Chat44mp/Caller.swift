import Foundation

/// Runs calls. Cancelling the task aborts the request; errors are converted to those of the package.
struct Caller: Sendable {
    let native: NativeClient
    /// Receives the HTTP response, if set.
    var lastResponse: LastResponse?

    init(native: NativeClient, lastResponse: LastResponse? = nil) {
        self.native = native
        self.lastResponse = lastResponse
    }

    func with(
        _ options: NativeClientOptions,
        apiKey: String? = nil,
        log: LogSink? = nil,
        hooks: HookSink? = nil
    ) throws -> Caller {
        let derived = try translatingErrors {
            try native.withOptions(options: options, apiKey: apiKey, log: log, hooks: hooks)
        }
        return Caller(native: derived, lastResponse: lastResponse)
    }

    func reporting(to lastResponse: LastResponse) -> Caller {
        Caller(native: native, lastResponse: lastResponse)
    }

    /// Runs a call with a new control handle.
    func run<Value: Sendable>(
        _ call: @Sendable (NativeClient, CallControl) async throws -> Value
    ) async throws -> Value {
        try await withControl { try await call(native, $0) }
    }

    /// Runs a call, or a part of one, on the actor of the caller. A task that is already cancelled sends nothing.
    func withControl<Value>(
        isolation: isolated (any Actor)? = #isolation,
        _ part: (CallControl) async throws -> Value
    ) async throws -> Value {
        let control = CallControl(options: CallOptions(), keepResponse: lastResponse != nil)
        do {
            let value = try await withTaskCancellationHandler {
                try await part(control)
            } onCancel: {
                control.cancel()
            }
            if let lastResponse, let response = control.response() {
                lastResponse.response = response
            }
            return value
        } catch {
            throw translated(error)
        }
    }
}

/// The HTTP response of the last call.
final class LastResponse: @unchecked Sendable {
    private let lock = NSLock()
    private var last: NativeRawResponse?

    var response: NativeRawResponse? {
        get { lock.withLock { last } }
        set { lock.withLock { last = newValue } }
    }
}

/// Runs `work` and converts its errors.
func translatingErrors<Value>(_ work: () throws -> Value) throws -> Value {
    do {
        return try work()
    } catch {
        throw translated(error)
    }
}

/// Converts an error of the native library.
func translated(_ error: any Error) -> any Error {
    switch error {
    case NativeError.Cancelled: CancellationError()
    case NativeError.Failed(let failure): Chat44mpError(failure)
    default: error
    }
}
