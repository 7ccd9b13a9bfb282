import Chat44mp
import Chat44mpTesting
import Dispatch
import XCTest

/// Tests user code that blocks. A failing test ends at the watchdog timeout.
final class BlockingTests: XCTestCase {
    private static let rounds = 50

    func testASynchronousTaskExecutorDoesNotBlockOtherClients() throws {
        guard #available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *) else { return }
        let emulator = try Emulator()
        let (client, other) = (try emulator.client(), try emulator.client())
        for round in 0..<Self.rounds {
            let (resumed, called, finished) = (Signal(), Signal(), Signal())
            // On another thread, because the executor runs the task until it waits.
            DispatchQueue.global().async {
                Task(executorPreference: DirectExecutor()) {
                    _ = try await client.flows.list()
                    resumed.send()
                    XCTAssertTrue(called.wait(), "round \(round)")
                    finished.send()
                }
            }
            XCTAssertTrue(resumed.wait(), "round \(round)")
            Task.detached {
                _ = try await other.flows.list()
                called.send()
            }
            XCTAssertTrue(finished.wait(), "round \(round)")
        }
    }

    func testALogHandlerCanWaitForACall() async throws {
        let emulator = try Emulator()
        let other = try emulator.client()
        let logged = Signal()
        let options = ClientOptions(logHandler: { _, _, _ in
            let done = Signal()
            Task.detached {
                _ = try? await other.flows.list()
                done.send()
            }
            if done.wait() { logged.send() }
        })
        let client = try emulator.client(options: options)
        for _ in 0..<Self.rounds {
            _ = try await client.flows.list()
        }
        // Wait for all lines: a handler that waits for a stopped emulator would block the lines of later tests.
        let allLogged = await withCheckedContinuation { done in
            DispatchQueue.global().async {
                done.resume(returning: (0..<Self.rounds).allSatisfy { _ in logged.wait() })
            }
        }
        XCTAssertTrue(allLogged)
    }
}

/// Runs each job on the thread that enqueues it.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
private final class DirectExecutor: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        job.runSynchronously(on: asUnownedTaskExecutor())
    }
}

/// A signal with a blocking wait.
private final class Signal: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func send() {
        semaphore.signal()
    }

    func wait() -> Bool {
        semaphore.wait(timeout: .now() + watchdog / .seconds(1)) == .success
    }
}
