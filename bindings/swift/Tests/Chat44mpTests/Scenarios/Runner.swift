import Chat44mp
import Chat44mpTesting
import Foundation

private let concurrency = 16

/// Runs all scenarios: concurrently on emulators, sequentially against the target.
func runAll(_ scenarios: [Scenario], on target: JSON? = nil) async -> Report {
    await withTaskGroup(of: (Counts, Report.Failure?).self) { group in
        var report = Report()
        var left = scenarios.enumerated().makeIterator()
        func start() {
            guard let (index, scenario) = left.next() else { return }
            group.addTask { await result(scenario, index: index, target: target) }
        }
        for _ in 0..<(target == nil ? concurrency : 1) { start() }
        for await (counts, failure) in group {
            report.add(counts, failure)
            start()
        }
        return report
    }
}

private func result(_ scenario: Scenario, index: Int, target: JSON?) async -> (Counts, Report.Failure?) {
    do {
        let counts = try await withThrowingTaskGroup(of: Counts?.self) { group in
            group.addTask { try await run(scenario, index: index, target: target) }
            group.addTask {
                try await Task.sleep(for: watchdog)
                throw Mismatch("the runner", "the scenario timed out")
            }
            defer { group.cancelAll() }
            return try await group.next()
        }
        return ((counts ?? nil) ?? Counts(), nil)
    } catch {
        let mismatch = error as? Mismatch ?? Mismatch("the runner", "\(error)")
        return (Counts(), .init(file: scenario.file, scenario: scenario.name, at: mismatch.at, problems: mismatch.problems))
    }
}

/// The counts of run and skipped steps of a scenario.
struct Counts: Sendable {
    var stepsRun = 0
    var stepsSkipped = 0
    var skips: [String: Int] = [:]

    mutating func skip(_ reason: String, _ count: Int = 1) {
        skips[reason, default: 0] += count
    }
}

/// A part of a scenario that cannot run against the target.
private struct Skipped: Error {
    let reason: String
}

/// The server that a scenario runs on: a separate emulator, or the target.
private struct Stage {
    var names: Variables
    let options: [String: JSON]
    var emulator: Emulator?

    /// Starts an emulator with the seed of the scenario.
    static func emulator(_ scenario: Scenario, index: Int) throws -> Stage {
        let text = scenario.text
        let profile = Emulator.Profile(rawValue: scenario.profile) ?? .observed
        let emulator = try Emulator(profile: profile, phpErrors: text.phpErrors)
        if let seed = text.seed {
            // Additions can refer to fixtures of the default seed, such as the member's ID.
            var seed = try Variables(emulator.fixtures.map ?? [:]).resolve(seed.map ?? [:])
            seed["extends"] = "default"
            try emulator.load(.map(seed), profile: profile)
        }
        var names = Variables(try emulator.fixtures.map ?? [:])
        names.set("unique", "u\(index)")
        names.set("unique_digits", .text(String(3_330_000_000 + index)))
        let baseURL = try emulator.baseURL
        names.set("emulator_host", .text(URL(string: baseURL).flatMap { "127.0.0.1:\($0.port ?? 0)" } ?? ""))
        let options: [String: JSON] = ["base_url": .text(baseURL), "backoff": 0.005, "settle_delay": 0.02]
        return Stage(names: names, options: options, emulator: emulator)
    }

    static func target(_ scenario: Scenario, index: Int, _ target: JSON) throws -> Stage {
        let text = scenario.text
        if !text.faults.isEmpty { throw Skipped(reason: "only the emulator injects faults") }
        if text.seed != nil || text.phpErrors { throw Skipped(reason: "the scenario needs a specific state") }
        if scenario.profile != target["profile"].text ?? "observed" {
            throw Skipped(reason: "the scenario is for another profile")
        }
        var names = Variables(target["fixtures"].map ?? [:])
        let now = Int(Date().timeIntervalSince1970 * 1000)
        names.set("unique", .text("u\(now)x\(index)"))
        names.set("unique_digits", .text("\(now)" + String(10_000 + index).dropFirst()))
        var options = target["client"].map ?? [:]
        options["base_url"] = target["base_url"]
        return Stage(names: names, options: options)
    }
}

/// Runs a scenario.
private func run(_ scenario: Scenario, index: Int, target: JSON?) async throws -> Counts {
    var counts = Counts()
    do {
        var stage = try target.map { try Stage.target(scenario, index: index, $0) } ?? .emulator(scenario, index: index)
        defer { stage.emulator?.stop() }
        try await runSteps(scenario.text, on: &stage, &counts)
    } catch let skipped as Skipped {
        counts.stepsSkipped = scenario.text.steps.count - counts.stepsRun
        counts.skip(skipped.reason, counts.stepsSkipped)
    }
    return counts
}

private func runSteps(_ text: Scenario.Text, on stage: inout Stage, _ counts: inout Counts) async throws {
    let silent = try SilentHost()
    let folder = try Folder()
    stage.names.set("silent_host", .text("127.0.0.1:\(silent.port)"))
    stage.names.set("folder", .text(folder.path))
    for (name, file) in text.files {
        try folder.write(file, to: name, names: stage.names)
    }
    for fault in text.faults {
        try stage.emulator?.addFault(stage.names.resolve(fault))
    }
    var clients: [String: Client] = [:]
    for (number, step) in text.steps.enumerated() {
        let at = "step \(number + 1), \(step.call)"
        let call: Call
        do {
            call = try Call(step, text, stage)
        } catch let missing as MissingName where stage.emulator == nil {
            // The next steps depend on the effect of this one.
            throw Skipped(reason: "$\(missing.name) has no value")
        }
        counts.stepsRun += 1
        let value: JSON
        do {
            value = try await runCall(call, clients: &clients)
        } catch let error as Chat44mpError {
            try check(error: errorFields(error), expected: step.expect, names: stage.names, at: at)
            continue
        }
        try check(value: value, expected: step.expect, names: stage.names, at: at)
        if let name = step.save {
            if stage.names.values[name] != nil {
                throw Mismatch(at, "\(name) is the name of a value that already exists")
            }
            stage.names.set(name, value)
        }
    }
    for (name, expected) in text.written {
        try Mismatch.unless(none: differences(name, stage.names.resolve(expected), folder.read(name)), at: "written")
    }
    if let emulator = stage.emulator {
        try check(emulator, text, stage.names)
    } else {
        if text.requests != nil { counts.skip("only the emulator counts requests") }
        if text.journal != nil { counts.skip("only the emulator has a journal") }
        if text.state != nil { counts.skip("only the emulator exposes its state") }
    }
}

/// A call of a step, with all variables replaced.
private struct Call {
    let step: Scenario.Step
    let key: JSON
    let arguments: [String: JSON]
    let options: [String: JSON]
    let clientOptions: [String: JSON]

    init(_ step: Scenario.Step, _ text: Scenario.Text, _ stage: Stage) throws {
        let names = stage.names
        self.step = step
        key = try names.resolve(.text(step.key))
        arguments = try names.resolve(step.args)
        options = try names.resolve(step.options)
        clientOptions = stage.options.merging(try names.resolve(text.client)) { _, own in own }
        // Missing variables in the expectation are detected before the call.
        switch step.expect {
        case .value(let expected), .error(let expected): _ = try names.resolve(expected)
        case nil: break
        }
    }
}

/// Runs a call with the client for its key, created on first use.
private func runCall(_ prepared: Call, clients: inout [String: Client]) async throws -> JSON {
    let (step, arguments) = (prepared.step, prepared.arguments)
    if step.call == "client.new" {
        let options = prepared.clientOptions.merging(arguments) { _, own in own }
        _ = try newClient(key: prepared.key.text, Arguments(options))
        return .null
    }
    let name = prepared.key.text ?? prepared.key.description
    let client = try clients[name] ?? newClient(key: name, Arguments(prepared.clientOptions))
    clients[name] = client
    let callOptions = Arguments(prepared.options)
    let timeout = try callOptions.findSeconds("timeout")
    let maxRetries = try callOptions.findInt("max_retries").map(Int.init)
    try callOptions.end()
    let with = timeout == nil && maxRetries == nil ? client : try client.with(timeout: timeout, maxRetries: maxRetries)
    if step.raw {
        let response = try await with.raw(keepBody: step.keepBody) { try await call($0, step.call, arguments, raw: true) }
        return [
            "value": response.value,
            "status": .int(Int64(response.status)),
            "headers": .map(response.headers.mapValues(JSON.text)),
            "body": response.body.map { .text(String(decoding: $0, as: UTF8.self)) } ?? .null,
        ]
    }
    return try await call(with, step.call, arguments, raw: false)
}

private func check(value: JSON, expected: Scenario.Expect?, names: Variables, at: String) throws {
    switch expected {
    case .value(let expected):
        try Mismatch.unless(none: differences("value", names.resolve(expected), value), at: at)
    case .error:
        throw Mismatch(at, "expected an error, got the value \(shown(value))")
    case nil:
        break
    }
}

private func check(error: JSON, expected: Scenario.Expect?, names: Variables, at: String) throws {
    guard case .error(let expected)? = expected else {
        throw Mismatch(at, "expected a value, got the error \(shown(error))")
    }
    try Mismatch.unless(none: errorDifferences("error", names.resolve(expected), error), at: at)
}

/// Checks the journal and the state of the emulator.
private func check(_ emulator: Emulator, _ text: Scenario.Text, _ names: Variables) throws {
    if let requests = text.requests {
        let journal = try emulator.journal
        var seen: JSON = .int(Int64(journal.count))
        var expected = requests
        if let each = requests.map {
            let operations = journal.map { $0["operation"].text ?? "unknown" }
            seen = .map(Dictionary(grouping: operations) { $0 }.mapValues { .int(Int64($0.count)) })
            expected = .map(each.filter { $0.value != 0 })
        }
        if seen != expected { throw Mismatch("requests", "expected \(expected), the emulator saw \(seen)") }
    }
    if let expected = text.journal {
        let journal = JSON.list(try emulator.journal)
        try Mismatch.unless(none: differences("journal", names.resolve(expected), journal), at: "journal")
    }
    if let expected = text.state {
        try Mismatch.unless(none: differences("state", names.resolve(expected), emulator.state), at: "state")
    }
}
