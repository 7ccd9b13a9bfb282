#if os(Linux)
    import Chat44mp
    import Chat44mpTesting
    import XCTest

    /// The resources of this process.
    private struct Resources: Equatable {
        let threads: Int
        let descriptors: Int

        static func now() throws -> Resources {
            let manager = FileManager.default
            return Resources(
                threads: try manager.contentsOfDirectory(atPath: "/proc/self/task").count,
                descriptors: try manager.contentsOfDirectory(atPath: "/proc/self/fd").count
            )
        }

        /// The memory in use, in bytes.
        static func memory() throws -> Int {
            let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
            return try XCTUnwrap(Int(pages[1])) * Int(sysconf(Int32(_SC_PAGESIZE)))
        }
    }

    final class LeakTests: XCTestCase {
        func testOpeningAndClosingClientsDoesNotLeak() async throws {
            let emulator = try Emulator()
            try await openAndClose(100, on: emulator)
            let before = try await settled()
            let memory = try Resources.memory()
            try await openAndClose(1_000, on: emulator)
            let after = try await settled()
            // Swift's thread pool grows and shrinks by a few threads; a leak would be one for each client.
            XCTAssertLessThan(after.threads, before.threads + 10)
            XCTAssertLessThanOrEqual(after.descriptors, before.descriptors)
            XCTAssertLessThan(try Resources.memory() - memory, 8 << 20)
        }

        /// Returns the resources when they no longer change: connections close a moment after their client.
        private func settled() async throws -> Resources {
            var (last, same) = (try Resources.now(), 0)
            while same < 50 {
                try await Task.sleep(for: .milliseconds(10))
                let now = try Resources.now()
                same = now == last ? same + 1 : 0
                last = now
            }
            return last
        }

        /// Uses several tasks, so that Swift's thread pool is complete after the first call.
        private func openAndClose(_ count: Int, on emulator: Emulator) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        for _ in 0..<count / 10 {
                            let client = try emulator.client()
                            _ = try await client.flows.list()
                            client.close()
                            try emulator.clearJournal()
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
#endif
