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
            let before = try Possessions.now()
            let memory = try Possessions.memory()
            try await openAndClose(1_000, on: emulator)
            // Connections end a moment after their client.
            let patience = ContinuousClock.now + .seconds(10)
            while try Possessions.now() != before, ContinuousClock.now < patience {
                try await Task.sleep(for: .milliseconds(5))
            }
            XCTAssertEqual(try Possessions.now(), before)
            XCTAssertLessThan(try Possessions.memory() - memory, 8 << 20)
        }

        private func openAndClose(_ count: Int, on emulator: Emulator) async throws {
            for _ in 0..<count {
                let client = try emulator.client()
                _ = try await client.flows.list()
                client.close()
                try emulator.clearJournal()
            }
        }
    }
#endif
