#if os(Linux)
    import Chat44mp
    import Chat44mpTesting
    import XCTest

    /// What a process has, as the kernel says.
    private struct Possessions: Equatable {
        let threads: Int
        let descriptors: Int

        static func now() throws -> Possessions {
            let manager = FileManager.default
            return Possessions(
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
        func testAThousandClientsLeaveNothing() async throws {
            let emulator = try Emulator()
            try await openAndClose(100, on: emulator)
            let before = try await settled()
            let memory = try Possessions.memory()
            try await openAndClose(1_000, on: emulator)
            let after = try await settled()
            // Swift's own pool may have shrunk meanwhile.
            XCTAssertLessThanOrEqual(after.threads, before.threads)
            XCTAssertLessThanOrEqual(after.descriptors, before.descriptors)
            XCTAssertLessThan(try Possessions.memory() - memory, 8 << 20)
        }

        /// What there is when nothing changes any more: connections end a moment after their client.
        private func settled() async throws -> Possessions {
            var (last, same) = (try Possessions.now(), 0)
            while same < 50 {
                try await Task.sleep(for: .milliseconds(10))
                let now = try Possessions.now()
                same = now == last ? same + 1 : 0
                last = now
            }
            return last
        }

        /// From several tasks, so that Swift's pool has all its threads from the first on.
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
