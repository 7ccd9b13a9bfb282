import Foundation
import XCTest

/// What every language must do the same.
final class ScenarioTests: XCTestCase {
    func testEveryScenario() async throws {
        let scenarios = try Scenario.load()
        XCTAssertGreaterThan(scenarios.count, 0)
        let report = await playAll(scenarios)
        if let file = ProcessInfo.processInfo.environment["CHAT44MP_REPORT"] {
            try JSONEncoder().encode(report).write(to: URL(fileURLWithPath: file))
        }
        XCTAssertEqual(report.passed, scenarios.count)
        for failure in report.failures {
            XCTFail("\(failure.file): \(failure.scenario)\n  \(failure.at)\n  \(failure.problems.joined(separator: "\n  "))")
        }
    }
}
