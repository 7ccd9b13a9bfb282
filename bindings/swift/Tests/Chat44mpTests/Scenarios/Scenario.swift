import Chat44mpTesting
import Foundation

/// A scenario in one profile. `cargo xtask` converts the repository's tests/scenarios, where the README describes the format.
struct Scenario: Decodable, Sendable {
    let file: String
    let name: String
    let profile: String
    let text: Text

    struct Text: Decodable, Sendable {
        let seed: JSON?
        let phpErrors: Bool
        let client: [String: JSON]
        let faults: [JSON]
        let files: [String: JSON]
        let steps: [Step]
        let requests: JSON?
        let journal: JSON?
        let state: JSON?
        let written: [String: JSON]

        enum CodingKeys: String, CodingKey {
            case seed, client, faults, files, steps, requests, journal, state, written
            case phpErrors = "php_errors"
        }
    }

    struct Step: Decodable, Sendable {
        let call: String
        let key: String
        let args: [String: JSON]
        let options: [String: JSON]
        let raw: Bool
        let keepBody: Bool
        let save: String?
        let expect: Expect?

        enum CodingKeys: String, CodingKey {
            case call, key, args, options, raw, save, expect
            case keepBody = "keep_body"
        }
    }

    enum Expect: Decodable, Sendable {
        case value(JSON)
        case error(JSON)

        enum CodingKeys: CodingKey {
            case value, error
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            self =
                fields.contains(.error)
                ? .error(try fields.decode(JSON.self, forKey: .error))
                : .value(try fields.decode(JSON.self, forKey: .value))
        }
    }

    /// Loads all scenarios.
    static func load() throws -> [Scenario] {
        let file = ProcessInfo.processInfo.environment["CHAT44MP_SCENARIOS"]
        let text = try Data(contentsOf: URL(fileURLWithPath: file ?? "target/swift/scenarios.json"))
        return try JSONDecoder().decode([Scenario].self, from: text)
    }
}

/// A mismatch in a scenario: the step, and the differences.
struct Mismatch: Error {
    let at: String
    let problems: [String]

    init(_ at: String, _ problems: String...) {
        self.init(at: at, problems: problems)
    }

    init(at: String, problems: [String]) {
        self.at = at
        self.problems = problems
    }

    static func unless(none problems: [String], at: String) throws {
        if !problems.isEmpty { throw Mismatch(at: at, problems: problems) }
    }
}

/// The report of a run, read by `cargo xtask`.
struct Report: Encodable {
    var passed = 0
    var failed = 0
    var skipped = 0
    var skippedSteps = 0
    var skips: [String: Int] = [:]
    var failures: [Failure] = []

    enum CodingKeys: String, CodingKey {
        case passed, failed, skipped, skips, failures
        case skippedSteps = "skipped_steps"
    }

    mutating func add(_ counts: Counts, _ failure: Failure?) {
        skippedSteps += counts.stepsSkipped
        skips.merge(counts.skips, uniquingKeysWith: +)
        if let failure {
            failed += 1
            failures.append(failure)
        } else if counts.stepsRun == 0 {
            skipped += 1
        } else {
            passed += 1
        }
    }

    struct Failure: Encodable, Sendable {
        let file: String
        let scenario: String
        let at: String
        let problems: [String]
    }
}
