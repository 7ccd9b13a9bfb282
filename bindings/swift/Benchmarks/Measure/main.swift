// Measures one contestant and prints the result as JSON. Run by `cargo xtask bench --lang swift`.
//
//     Measure get URLSession 3000 7 '{"base_url": …}' 64

import Chat44mp
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

struct Address: Decodable {
    let baseURL: String
    let key: String
    let contact: Int64
    let group: Int64

    enum CodingKeys: String, CodingKey {
        case key, contact, group
        case baseURL = "base_url"
    }
}

/// The contestants.
protocol Contestant: Sendable {
    func get() async throws
    func create(_ number: String) async throws
}

struct Ours: Contestant {
    let client: Client
    let address: Address

    init(_ address: Address) throws {
        self.address = address
        client = try Client(apiKey: address.key, baseURL: address.baseURL, options: ClientOptions(maxConcurrency: 64))
    }

    func get() async throws {
        _ = try await client.contacts.get(address.contact)
    }

    func create(_ number: String) async throws {
        let contact = NewContact(groupId: address.group, email: "a\(number)@x.io", phoneNumber: number)
        _ = try await client.contacts.create(contact)
    }
}

/// A program without the SDK: URLSession and Codable.
struct WithURLSession: Contestant {
    let session: URLSession
    let address: Address

    struct Failed: Error {}

    /// The JSON of the server.
    struct Contact: Decodable {
        let id: String
        let userId: String
        let groupIds: String
        let firstName: String?
        let lastName: String?
        let phoneNumber: String?
        let email: String?

        enum CodingKeys: String, CodingKey {
            case id, email
            case userId = "user_id"
            case groupIds = "contact_type_id"
            case firstName = "first_name"
            case lastName = "last_name"
            case phoneNumber = "phone_number"
        }
    }

    struct Made: Decodable {
        let status: String
    }

    init(_ address: Address) {
        self.address = address
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = 64
        configuration.urlCache = nil
        session = URLSession(configuration: configuration)
    }

    private func form(_ fields: [(String, String)]) -> String {
        var parts = URLComponents()
        parts.queryItems = fields.map { URLQueryItem(name: $0.0, value: $0.1) }
        return parts.percentEncodedQuery ?? ""
    }

    func get() async throws {
        let query = form([("api_key", address.key), ("contact_id", String(address.contact))])
        guard let url = URL(string: "\(address.baseURL)/get_contact?\(query)") else { throw Failed() }
        let (body, _) = try await session.data(from: url)
        _ = try JSONDecoder().decode(Contact.self, from: body)
    }

    func create(_ number: String) async throws {
        guard let url = URL(string: "\(address.baseURL)/create_contact") else { throw Failed() }
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        let fields = [
            ("api_key", address.key), ("contact_type_id", String(address.group)), ("email", "a\(number)@x.io"),
            ("phone_number", number),
        ]
        request.httpBody = Data(form(fields).utf8)
        let (body, _) = try await session.data(for: request)
        guard try JSONDecoder().decode(Made.self, from: body).status != "error" else { throw Failed() }
    }
}

/// The CPU time of this process, in microseconds.
func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
}

/// The peak memory of this process, in MiB; Linux only.
func peakMemory() throws -> Double {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Double($0.filter(\.isNumber)) }.map { $0 / 1024 } ?? 0
}

/// Repeats a call, with a number of calls in flight.
func make(_ count: Int, inFlight: Int, _ call: @escaping @Sendable (Int) async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for worker in 0..<inFlight {
            group.addTask {
                for number in stride(from: worker, to: count, by: inFlight) { try await call(number) }
            }
        }
        try await group.waitForAll()
    }
}

let arguments = CommandLine.arguments
guard arguments.count == 7, let count = Int(arguments[3]), let run = Int(arguments[4]), let inFlight = Int(arguments[6])
else { fatalError("Measure get|create CONTESTANT COUNT RUN ADDRESS IN_FLIGHT") }
let address = try JSONDecoder().decode(Address.self, from: Data(arguments[5].utf8))
let contestant: any Contestant = arguments[2] == "chat44mp" ? try Ours(address) : WithURLSession(address)
let isGet = arguments[1] == "get"
// Numbers that no other run uses.
let call: @Sendable (Int) async throws -> Void = { number in
    if isGet { try await contestant.get() } else { try await contestant.create(String(run * 10_000_000 + number)) }
}
let warmUp = 500
// The first calls open the connections.
try await make(warmUp, inFlight: inFlight) { try await call(1_000_000 + $0) }
let began = processorTime()
try await make(count, inFlight: inFlight, call)
let cost = (processorTime() - began) / Double(count)
print("{\"cpu_us\": \(cost), \"memory_mib\": \(try peakMemory())}")
