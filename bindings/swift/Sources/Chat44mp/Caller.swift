import Foundation

/// Makes calls: cancelling the task stops the call on the wire, and errors become Swift's.
struct Caller: Sendable {
    let native: NativeClient
    /// Receives the HTTP response, if it is requested.
    var kept: LastResponse?

    init(native: NativeClient, kept: LastResponse? = nil) {
        self.native = native
        self.kept = kept
    }

    func with(_ options: CallOptions) throws -> Caller {
        Caller(native: try translatingErrors { try native.withOptions(options: options) }, kept: kept)
    }

    func keeping(_ kept: LastResponse) -> Caller {
        Caller(native: native, kept: kept)
    }

    /// Makes one call with a control handle of its own.
    func run<Value>(_ call: (NativeClient, CallControl) async throws -> Value) async throws -> Value {
        try await stoppable { try await call(native, $0) }
    }

    /// Runs a part of a call. A task that was cancelled before sends nothing.
    func stoppable<Value>(_ part: (CallControl) async throws -> Value) async throws -> Value {
        let control = CallControl(options: CallOptions(), keepResponse: kept != nil)
        do {
            let value = try await withTaskCancellationHandler {
                try await part(control)
            } onCancel: {
                control.cancel()
            }
            if let kept, let response = control.response() {
                kept.response = response
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

/// Runs `work` and translates its errors.
func translatingErrors<Value>(_ work: () throws -> Value) throws -> Value {
    do {
        return try work()
    } catch {
        throw translated(error)
    }
}

/// The public error for an error of the library.
func translated(_ error: any Error) -> any Error {
    switch error {
    case NativeError.Cancelled: CancellationError()
    case NativeError.Failed(let failure): Chat44mpError(failure)
    default: error
    }
}
