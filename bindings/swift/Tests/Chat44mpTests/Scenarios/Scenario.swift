import Chat44mpTesting
import Foundation

/// One scenario, in one profile. `cargo xtask` writes them from the repository's tests/scenarios; the README there says what
/// they mean.
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

    /// All of them.
    static func load() throws -> [Scenario] {
        let file = ProcessInfo.processInfo.environment["CHAT44MP_SCENARIOS"]
        let text = try Data(contentsOf: URL(fileURLWithPath: file ?? "target/swift/scenarios.json"))
        return try JSONDecoder().decode([Scenario].self, from: text)
    }
}

/// Where a scenario went wrong, and how.
struct Wrong: Error {
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
        if !problems.isEmpty { throw Wrong(at: at, problems: problems) }
    }
}

/// What a run gave, as `cargo xtask` reads it.
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

    mutating func add(_ tally: Tally, _ failure: Failure?) {
        skippedSteps += tally.stepsSkipped
        skips.merge(tally.skips, uniquingKeysWith: +)
        if let failure {
            failed += 1
            failures.append(failure)
        } else if tally.stepsRun == 0 {
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
