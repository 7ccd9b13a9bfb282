import Dispatch

/// A task that waits for a native call and is resumed by the I/O thread.
///
/// All clients of the process share the I/O thread, so no user code may run on it. Swift's own executors only enqueue a resumed
/// task, but a custom executor that a task prefers can run it, or block, in `enqueue`.
struct WaitingTask: Sendable {
    private let continuation: UnsafeContinuation<Int8, Never>
    private let prefersExecutor: Bool

    init(_ continuation: UnsafeContinuation<Int8, Never>) {
        self.continuation = continuation
        if #available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *) {
            prefersExecutor = withUnsafeCurrentTask { $0?.unownedTaskExecutor != nil }
        } else {
            prefersExecutor = false
        }
    }

    func resume(returning pollResult: Int8) {
        if prefersExecutor {
            DispatchQueue.global().async { continuation.resume(returning: pollResult) }
        } else {
            continuation.resume(returning: pollResult)
        }
    }
}
