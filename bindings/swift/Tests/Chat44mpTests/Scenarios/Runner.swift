import Chat44mp
import Chat44mpTesting
import Foundation

private let patience = Duration.seconds(60)
private let atATime = 16

/// Plays all, several at a time.
func playAll(_ scenarios: [Scenario]) async -> Report {
    await withTaskGroup(of: Report.Failure?.self) { group in
        var report = Report()
        var left = scenarios.enumerated().makeIterator()
        func start() {
            guard let (index, scenario) = left.next() else { return }
            group.addTask { await failure(of: scenario, index: index) }
        }
        for _ in 0..<atATime { start() }
        for await failure in group {
            if let failure {
                report.failed += 1
                report.failures.append(failure)
            } else {
                report.passed += 1
            }
            start()
        }
        return report
    }
}

private func failure(of scenario: Scenario, index: Int) async -> Report.Failure? {
    do {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await play(scenario, index: index) }
            group.addTask {
                try await Task.sleep(for: patience)
                throw Wrong("the runner", "it did not end")
            }
            defer { group.cancelAll() }
            try await group.next()
        }
        return nil
    } catch {
        let wrong = error as? Wrong ?? Wrong("the runner", "\(error)")
        return .init(file: scenario.file, scenario: scenario.name, at: wrong.at, problems: wrong.problems)
    }
}

/// Plays one scenario, on an emulator of its own.
private func play(_ scenario: Scenario, index: Int) async throws {
    let text = scenario.text
    let profile = Emulator.Profile(rawValue: scenario.profile) ?? .observed
    let emulator = try Emulator(profile: profile, phpErrors: text.phpErrors)
    defer { emulator.stop() }
    let silent = try SilentHost()
    let fixtures = try emulator.fixtures.map ?? [:]
    if let seed = text.seed {
        // Additions can name what the default seed has, such as the member's id.
        var seed = try Variables(fixtures).resolve(seed.map ?? [:])
        seed["extends"] = "default"
        try emulator.load(.map(seed), profile: profile)
    }
    var names = Variables(try emulator.fixtures.map ?? [:])
    names.set("unique", "u\(index)")
    names.set("unique_digits", .text(String(3_330_000_000 + index)))
    names.set("emulator_host", .text(URL(string: try emulator.baseURL).flatMap { "127.0.0.1:\($0.port ?? 0)" } ?? ""))
    names.set("silent_host", .text("127.0.0.1:\(silent.port)"))
    let folder = try Folder()
    names.set("folder", .text(folder.path))
    for (name, file) in text.files {
        try folder.write(file, to: name, names: names)
    }
    for fault in text.faults {
        try emulator.addFault(names.resolve(fault))
    }
    var options: [String: JSON] = ["base_url": .text(try emulator.baseURL), "backoff": 0.005, "settle_delay": 0.02]
    options.merge(try names.resolve(text.client)) { _, own in own }

    var clients: [String: Client] = [:]
    for (number, step) in text.steps.enumerated() {
        let at = "step \(number + 1), \(step.call)"
        let value: JSON
        do {
            value = try await make(step, names: names, options: options, clients: &clients)
        } catch let error as Chat44mpError {
            try judge(error: errorFields(error), expected: step.expect, names: names, at: at)
            continue
        }
        try judge(value: value, expected: step.expect, names: names, at: at)
        if let name = step.save {
            if names.values[name] != nil {
                throw Wrong(at, "\(name) is already the name of a value")
            }
            names.set(name, value)
        }
    }
    for (name, expected) in text.written {
        try Wrong.unless(none: differences(name, names.resolve(expected), folder.read(name)), at: "written")
    }
    try check(emulator, text, names)
}

/// Makes the call of a step with the client of its key, which is created on first use.
private func make(
    _ step: Scenario.Step,
    names: Variables,
    options: [String: JSON],
    clients: inout [String: Client]
) async throws -> JSON {
    let key = try names.resolve(.text(step.key))
    let arguments = try names.resolve(step.args)
    if step.call == "client.new" {
        _ = try newClient(key: key.text, Arguments(options.merging(arguments) { _, own in own }))
        return .null
    }
    let name = key.text ?? key.description
    let client = try clients[name] ?? newClient(key: name, Arguments(options))
    clients[name] = client
    let own = Arguments(try names.resolve(step.options))
    let timeout = try own.findSeconds("timeout")
    let maxRetries = try own.findInt("max_retries").map(Int.init)
    try own.end()
    let with = timeout == nil && maxRetries == nil ? client : try client.with(timeout: timeout, maxRetries: maxRetries)
    if step.raw {
        let answer = try await with.raw(keepBody: step.keepBody) { try await call($0, step.call, arguments, raw: true) }
        return [
            "value": answer.value,
            "status": .int(Int64(answer.status)),
            "headers": .map(answer.headers.mapValues(JSON.text)),
            "body": answer.body.map { .text(String(decoding: $0, as: UTF8.self)) } ?? .null,
        ]
    }
    return try await call(with, step.call, arguments, raw: false)
}

private func judge(value: JSON, expected: Scenario.Expect?, names: Variables, at: String) throws {
    switch expected {
    case .value(let expected):
        try Wrong.unless(none: differences("value", names.resolve(expected), value), at: at)
    case .error:
        throw Wrong(at, "expected an error, got the value \(shown(value))")
    case nil:
        break
    }
}

private func judge(error: JSON, expected: Scenario.Expect?, names: Variables, at: String) throws {
    guard case .error(let expected)? = expected else {
        throw Wrong(at, "expected a value, got the error \(shown(error))")
    }
    try Wrong.unless(none: errorDifferences("error", names.resolve(expected), error), at: at)
}

/// What the emulator saw, and what it holds now.
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
        if seen != expected { throw Wrong("requests", "expected \(expected), the emulator saw \(seen)") }
    }
    if let expected = text.journal {
        let journal = JSON.list(try emulator.journal)
        try Wrong.unless(none: differences("journal", names.resolve(expected), journal), at: "journal")
    }
    if let expected = text.state {
        try Wrong.unless(none: differences("state", names.resolve(expected), emulator.state), at: "state")
    }
}
