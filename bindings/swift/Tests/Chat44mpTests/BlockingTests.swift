import Chat44mp
import Chat44mpTesting
import Dispatch
import XCTest

/// Code of the program that blocks. A test that fails ends at the watchdog.
final class BlockingTests: XCTestCase {
    private static let rounds = 200
    private static let watchdog = 60

    func testATaskExecutorThatRunsJobsAtOnceHoldsUpNoOtherClient() throws {
        guard #available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *) else { return }
        let emulator = try Emulator()
        let (client, other) = (try emulator.client(), try emulator.client())
        for round in 0..<Self.rounds {
            let (resumed, called, ended) = (Signal(), Signal(), Signal())
            // From a thread of its own: the executor runs the task until it waits.
            DispatchQueue.global().async {
                Task(executorPreference: DirectExecutor()) {
                    _ = try await client.flows.list()
                    resumed.send()
                    XCTAssertTrue(called.wait(seconds: Self.watchdog), "round \(round)")
                    ended.send()
                }
            }
            XCTAssertTrue(resumed.wait(seconds: Self.watchdog), "round \(round)")
            Task.detached {
                _ = try await other.flows.list()
                called.send()
            }
            XCTAssertTrue(ended.wait(seconds: 2 * Self.watchdog), "round \(round)")
        }
    }

    func testALogHandlerMayWaitForACall() async throws {
        let emulator = try Emulator()
        let other = try emulator.client()
        let logged = Signal()
        let options = ClientOptions(logHandler: { _, _ in
            let done = Signal()
            Task.detached {
                _ = try? await other.flows.list()
                done.send()
            }
            if done.wait(seconds: Self.watchdog) { logged.send() }
        })
        let client = try emulator.client(options: options)
        for _ in 0..<Self.rounds {
            _ = try await client.flows.list()
        }
        // All of them: one that waited for an emulator that is gone would hold the lines of later tests up.
        let heard = await withCheckedContinuation { done in
            DispatchQueue.global().async {
                done.resume(returning: (0..<Self.rounds).allSatisfy { _ in logged.wait(seconds: Self.watchdog) })
            }
        }
        XCTAssertTrue(heard)
    }
}

/// Runs each job on the thread that enqueues it.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
private final class DirectExecutor: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        job.runSynchronously(on: asUnownedTaskExecutor())
    }
}

/// Something that is waited for by blocking.
private final class Signal: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func send() {
        semaphore.signal()
    }

    func wait(seconds: Int) -> Bool {
        semaphore.wait(timeout: .now() + .seconds(seconds)) == .success
    }
}
