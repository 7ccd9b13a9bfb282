import Dispatch

/// A task that waits for the library, whose I/O thread resumes it.
///
/// All clients of the process share that thread, so no code of the program may run there. Swift's own executors only enqueue a
/// task that is resumed; one of the program's, which a task can prefer, may run or block in `enqueue`.
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
