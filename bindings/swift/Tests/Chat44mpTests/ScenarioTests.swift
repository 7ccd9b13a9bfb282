import Chat44mpTesting
import Foundation
import XCTest

/// Runs the scenarios that are the same for every language.
final class ScenarioTests: XCTestCase {
    /// Uses the cases that the runners of all languages share.
    func testComparesValuesLikeTheOtherRunners() throws {
        let root = (0..<5).reduce(URL(fileURLWithPath: #filePath)) { path, _ in path.deletingLastPathComponent() }
        let text = try String(contentsOf: root.appendingPathComponent("tests/matchers.json"), encoding: .utf8)
        for matcherCase in try XCTUnwrap(JSON(parsing: text).list) {
            let (expected, actual) = (matcherCase["expected"], matcherCase["actual"])
            let error = matcherCase["error"]
            let found = error == .null ? differences("value", expected, actual) : errorDifferences("error", error, actual)
            XCTAssertEqual(found.isEmpty, matcherCase["matches"].bool, "\(matcherCase): \(found)")
        }
    }

    func testEveryScenario() async throws {
        let scenarios = try Scenario.load()
        XCTAssertGreaterThan(scenarios.count, 0)
        let environment = ProcessInfo.processInfo.environment
        let target = try environment["CHAT44MP_SCENARIO_TARGET"].map {
            try JSON(parsing: String(contentsOfFile: $0, encoding: .utf8))
        }
        let report = await runAll(scenarios, on: target)
        if let file = environment["CHAT44MP_REPORT"] {
            try JSONEncoder().encode(report).write(to: URL(fileURLWithPath: file))
        }
        XCTAssertEqual(report.passed + report.skipped, scenarios.count)
        if target == nil { XCTAssertEqual(report.skipped, 0) }
        for failure in report.failures {
            XCTFail("\(failure.file): \(failure.scenario)\n  \(failure.at)\n  \(failure.problems.joined(separator: "\n  "))")
        }
    }
}
