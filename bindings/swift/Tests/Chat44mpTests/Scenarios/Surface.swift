import Chat44mp
import Chat44mpTesting
import Foundation

/// The arguments of a call. Each is removed when read, so that unused ones are detected.
final class Arguments {
    private var left: [String: JSON]

    init(_ arguments: [String: JSON]) {
        left = arguments
    }

    func find(_ name: String) -> JSON? {
        left.removeValue(forKey: name).flatMap { $0 == .null ? nil : $0 }
    }

    func findText(_ name: String) throws -> String? {
        try find(name).map { try $0.text ?? invalid(name, $0) }
    }

    func findInt(_ name: String) throws -> Int64? {
        try find(name).map { try $0.int ?? invalid(name, $0) }
    }

    func findSeconds(_ name: String) throws -> Duration? {
        try find(name).map { .seconds(try $0.number ?? invalid(name, $0)) }
    }

    func text(_ name: String) throws -> String {
        try findText(name) ?? invalid(name, .null)
    }

    func int(_ name: String) throws -> Int64 {
        try findInt(name) ?? invalid(name, .null)
    }

    func end() throws {
        if let name = left.keys.first { throw Mismatch("the runner", "there is no argument \(name)") }
    }

    private func invalid<Value>(_ name: String, _ value: JSON) throws -> Value {
        throw Mismatch("the runner", "the argument \(name) is \(value)")
    }
}

/// The parameters of calls, by type. A record has its fields beside the other arguments.
extension Arguments {
    func take(_ name: String) throws -> String { try text(name) }

    func take(_ name: String) throws -> Int64 { try int(name) }

    func take(_ name: String) throws -> [String] {
        try (find(name)?.list ?? []).map { try $0.text ?? invalid(name, $0) }
    }

    func take(_: String) throws -> NewUser {
        NewUser(
            name: try text("name"),
            email: try text("email"),
            password: Secret(try text("password")),
            packageId: try int("package_id"),
            expiresOn: try day(try text("expires_on")),
            mobile: try findText("mobile"),
            address: try findText("address")
        )
    }

    func take(_: String) throws -> UserUpdate {
        UserUpdate(
            name: try findText("name"),
            mobile: try findText("mobile"),
            address: try findText("address"),
            packageId: try findInt("package_id"),
            expiresOn: try findText("expires_on").map(day)
        )
    }

    func take(_: String) throws -> NewContact {
        NewContact(
            groupId: try int("group_id"),
            email: try findText("email"),
            phoneNumber: try findText("phone_number"),
            firstName: try findText("first_name"),
            lastName: try findText("last_name")
        )
    }

    func take(_: String) throws -> ContactUpdate {
        ContactUpdate(
            email: try findText("email"),
            phoneNumber: try findText("phone_number"),
            firstName: try findText("first_name"),
            lastName: try findText("last_name")
        )
    }
}

/// Creates a client with the options of a scenario.
func newClient(key: String?, _ options: Arguments) throws -> Client {
    let baseURL = try options.findText("base_url")
    var clientOptions = ClientOptions()
    clientOptions.allowHTTP = options.find("allow_http")?.bool
    clientOptions.timeout = try options.findSeconds("timeout")
    clientOptions.connectTimeout = try options.findSeconds("connect_timeout")
    clientOptions.headTimeout = try options.findSeconds("head_timeout")
    clientOptions.stallTimeout = try options.findSeconds("stall_timeout")
    clientOptions.maxRetries = try options.findInt("max_retries").map(Int.init)
    clientOptions.maxConcurrency = try options.findInt("max_concurrency").map(Int.init)
    clientOptions.backoff = try options.findSeconds("backoff")
    clientOptions.settleDelay = try options.findSeconds("settle_delay")
    clientOptions.maxResponseBytes = try options.findInt("max_response_bytes").map(Int.init)
    clientOptions.proxy = try options.findText("proxy")
    clientOptions.caCerts = try options.findText("ca_certs")
    clientOptions.userAgentSuffix = try options.findText("user_agent_suffix")
    clientOptions.messagePatterns = try (options.find("message_patterns")?.list ?? []).map { pattern in
        let pattern = Arguments(pattern.map ?? [:])
        let kind = try pattern.findText("kind")
        defer { assert((try? pattern.end()) != nil) }
        return MessagePattern(
            try pattern.text("text"),
            code: ErrorCode(rawValue: try pattern.text("code")),
            operation: try pattern.findText("operation"),
            kind: try kind.map { name in
                guard name == "precondition" else { throw Mismatch("the runner", "there is no kind \(name)") }
                return .precondition
            }
        )
    }
    try options.end()
    return try Client(apiKey: key, baseURL: baseURL, options: clientOptions)
}

/// Runs a call of a scenario. `cargo xtask` writes `called` from the sources of the package.
func call(_ client: Client, _ name: String, _ arguments: [String: JSON], raw: Bool) async throws -> JSON {
    let args = Arguments(arguments)
    /// Runs the call after checking that all arguments were read.
    func result<Value>(_ call: () async throws -> Value) async throws -> JSON {
        try args.end()
        return plain(try await call())
    }
    if let value = try await called(client, name, args) { return value }
    switch name {
    case "users.get":
        let filter = UserFilter(userId: try args.findInt("user_id"), email: try args.findText("email"))
        return try await result { try await client.users.get(filter) }
    case "flows.answers":
        let id = try args.int("flow_id")
        return try await result {
            let answers = client.flows.answers(id)
            var rows: [SubscriberAnswers] = []
            for try await row in raw ? try await answers.open() : answers { rows.append(row) }
            return rows
        }
    case "flows.rows":
        let id = try args.int("flow_id")
        let layout = try args.findText("layout").map { try $0 == "wide" ? RowLayout.wide : longLayout($0) } ?? .long
        try args.end()
        var rows: [JSON] = []
        for try await row in client.flows.rows(id, layout: layout) {
            let fixed = ["subscriberId": "subscriber_id", "questionId": "question_id"]
            let cells = zip(row.columns, row.cells).map { (fixed[$0] ?? $0, plain($1)) }
            rows.append(.map(Dictionary(uniqueKeysWithValues: cells)))
        }
        return .list(rows)
    case "contacts.import_rows":
        let rows = (args.find("rows")?.list ?? []).map { row in
            ImportRow(
                email: row["email"].text,
                phoneNumber: row["phone_number"].text,
                firstName: row["first_name"].text,
                lastName: row["last_name"].text
            )
        }
        let (group, options) = (try args.int("group_id"), try importOptions(args))
        return try await result { try await client.contacts.importRows(rows, groupId: group, options: options) }
    case "contacts.import_file":
        let path = try args.text("path")
        let (group, options) = (try args.int("group_id"), try importOptions(args))
        return try await result { try await client.contacts.importFile(path, groupId: group, options: options) }
    case "flows.export":
        let (id, path) = (try args.int("flow_id"), try args.text("path"))
        let formats: [String: ExportFormat] = [
            "csv": .csv, "wide_csv": .wideCsv, "json_lines": .jsonLines, "excel": .excel, "wide_excel": .wideExcel,
        ]
        let format = try args.findText("format").map { formats[$0] } ?? .csv
        let (bom, raw) = (args.find("bom")?.bool ?? false, args.find("raw_cells")?.bool ?? false)
        guard let format else { throw Mismatch("the runner", "there is no such format") }
        return try await result {
            try await client.flows.export(id, to: path, format: format, bom: bom, rawCells: raw)
        }
    case "call":
        let operation = try args.text("name")
        let params = args.find("params")?.map?.mapValues { $0.text ?? $0.description } ?? [:]
        let kinds: [String: CallKind] = ["read": .read, "set": .set, "create": .create]
        guard let kind = kinds[try args.text("kind")] else { throw Mismatch("the runner", "there is no such kind") }
        let pathId = try args.findText("path_id")
        try args.end()
        return try JSON(parsing: await client.call(operation, params: params, kind: kind, pathId: pathId))
    default:
        throw Mismatch("the runner", "the Swift runner does not know the call \(name)")
    }
}

private func importOptions(_ args: Arguments) throws -> ImportOptions {
    ImportOptions(
        results: try args.findText("results"),
        errors: try args.findText("errors"),
        map: args.find("map")?.map?.mapValues { $0.text ?? "" } ?? [:],
        sheet: try args.findText("sheet"),
        phoneRegion: try args.findText("phone_region"),
        delimiter: try args.findText("delimiter"),
        encoding: try args.findText("encoding"),
        concurrency: try args.findInt("concurrency").map(Int.init),
        dryRun: args.find("dry_run")?.bool ?? false,
        resendUnknown: args.find("resend_unknown")?.bool ?? false
    )
}

private func longLayout(_ text: String) throws -> RowLayout {
    guard text == "long" else { throw Mismatch("the runner", "there is no layout \(text)") }
    return .long
}

private func day(_ text: String) throws -> LocalDate {
    guard let day = LocalDate(text) else { throw Mismatch("the runner", "\(text) is not a day") }
    return day
}

/// Converts an error to the form used in scenarios.
func errorFields(_ error: Chat44mpError) -> JSON {
    let info = error.info
    return [
        "kind": plain(error.kind),
        "code": .text(info.code.rawValue),
        "server_message": .text(info.serverMessage),
        "hint": plain(info.hint),
        "operation": plain(info.operation),
        "http_status": plain(info.httpStatus),
        "attempts": plain(info.attempts),
        "retryable": .bool(info.retryable),
        "retry_after": info.retryAfter.map { .number(Double($0.components.seconds)) } ?? .null,
        "outcome": plain(info.outcome),
        "field": info.field.map { .text(snake($0)) } ?? .null,
        "phase": plain(info.phase),
        "graph_code": plain(info.graphCode),
    ]
}

/// Converts a value of any type to the form used in scenarios.
func plain<Value>(_ value: Value) -> JSON {
    switch value as Any {
    case let json as JSON: return json
    case let text as String: return .text(text)
    case let bool as Bool: return .bool(bool)
    case let int as Int: return .int(Int64(int))
    case let int as Int64: return .int(int)
    case let date as LocalDate: return .text(date.description)
    case let time as LocalDateTime: return .text(time.description)
    case let duration as Duration: return .number(duration / .seconds(1))
    case let error as Chat44mpError: return errorFields(error)
    case let cell as AnswerCell:
        switch cell {
        case .text(let text): return .text(text)
        case .integer(let number): return .int(number)
        }
    default: break
    }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional:
        return mirror.children.first.map { plain($0.value) } ?? .null
    case .collection:
        return .list(mirror.children.map { plain($0.value) })
    case .struct:
        return .map(Dictionary(uniqueKeysWithValues: mirror.children.map { (snake($0.label ?? ""), plain($0.value)) }))
    case .enum:
        return .text(snake("\(value)"))
    default:
        return .null
    }
}

private func snake(_ name: String) -> String {
    name.replacing("URL", with: "Url").replacing("HTTP", with: "Http")
        .map { $0.isUppercase ? "_\($0.lowercased())" : String($0) }.joined()
}
