// A complete sale on the built-in emulator: `cargo xtask demo`, or `swift run Sale`.

import Chat44mp
import Chat44mpTesting
import Foundation

func show(_ call: String, _ result: Any) {
    print(" ", call + String(repeating: " ", count: 24 - call.count), result)
}

/// Creates a user for the buyer; safe to repeat after any failure.
func sell(_ admin: Client) async throws {
    let package = try await admin.packages.list()[0]
    show("packages.list", "\(package.name) for \(package.price)")
    let buyer = NewUser(
        name: "Ada Bruni",
        email: "ada@shop.example",
        password: "correct horse battery",
        packageId: package.id,
        expiresOn: "2030-12-31"
    )
    for time in 0..<2 {
        let provisioned = try await admin.users.provision(buyer)
        show("users.provision", "user \(provisioned.user.id) \(provisioned.result)")
        try await admin.users.update(provisioned.user.id, UserUpdate(mobile: "333123456\(time)"))
    }
    show("users.get", try await admin.users.get(email: buyer.email).mobile)
}

/// Assigns a label to a subscriber.
func greet(_ client: Client, subscriberId: Psid, pageId: PageId) async throws {
    show("subscribers.get", try await client.subscribers.get(subscriberId).fullName)
    let label = try await client.labels.create(pageId: pageId, name: "Bought in spring")
    try await client.labels.assign([label], to: subscriberId, pageId: pageId)
    show("labels.assign", "label \(label) (the page has \(try await client.labels.list(pageId: pageId).count))")
}

/// Imports contacts from rows that are created lazily.
func importContacts(_ client: Client) async throws {
    let groupId = try await client.contactGroups.create(name: "Spring sale")
    let buyers = (0...50).lazy.map { n in
        n == 50 ? ImportRow(email: "nobody") : ImportRow(email: "buyer\(n)@example.com", phoneNumber: "33311\(n)")
    }
    let report = try await client.contacts.importRows(buyers, groupId: groupId)
    let invalid = report.reasons.first.map { "\(report.invalid) invalid: \($0.message)" } ?? "none invalid"
    show("contacts.importRows", "\(report.created) created in group \(groupId), \(invalid)")
    let one = NewContact(groupId: groupId, email: "one@example.com", phoneNumber: "3331200000")
    let id = try await client.contacts.create(one)
    show("contacts.update", try await client.contacts.update(id, ContactUpdate(firstName: "Ada")))
    show("contacts.get", try await client.contacts.get(id).firstName)
}

/// Streams the answers of all subscribers in constant memory.
func ask(_ client: Client, flowId: FlowId) async throws {
    show("flows.get", try await client.flows.get(flowId).questions)
    for try await row in client.flows.answers(flowId) {
        show("flows.answers", "\(row.subscriberId): \(row.answers.map(\.answer).joined(separator: " | "))")
    }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("answers-\(UUID()).csv").path
    let report = try await client.flows.export(flowId, to: file, format: .wideCsv)
    show("flows.export", "\(report.answers) answers of \(report.subscribers) subscribers in \(report.bytes) bytes")
    try FileManager.default.removeItem(atPath: file)
}

/// Shows the errors of a rejected and of a lost request.
func showErrors(_ emulator: Emulator, _ client: Client) async throws {
    let groupId = try await client.contactGroups.create(name: "Autumn sale")
    do {
        let taken = NewContact(groupId: groupId, email: try emulator.fixtures["contact_email"].text, phoneNumber: "1")
        _ = try await client.contacts.create(taken)
    } catch Chat44mpError.conflict(let info) {
        print("\n\(info.serverMessage)\n  \(info.hint ?? "")")
    }
    try emulator.addFault(Fault(.reset, operation: "create_contact", at: .after))
    do {
        let contact = NewContact(groupId: groupId, email: "lost@example.com", phoneNumber: "3339999999")
        _ = try await client.contacts.create(contact)
    } catch Chat44mpError.connection(let info) {
        print("\n\(info.serverMessage)\n  It may have happened: outcome is \(info.outcome.map(String.init(describing:)) ?? "–").")
    }
}

let emulator = try Emulator()
let fixtures = try emulator.fixtures
guard let page = fixtures["page_with_bot"].text, let subscriber = fixtures["subscriber"].text,
    let flow = fixtures["flow"].int
else { fatalError("fixtures of the emulator are missing") }
print("A sale, in Swift:")
let client = try emulator.client()
try await sell(emulator.client(admin: true))
try await greet(client, subscriberId: subscriber, pageId: page)
try await importContacts(client)
try await ask(client, flowId: flow)
try await showErrors(emulator, client)
guard let contacts = try emulator.state["counts"]["contacts"].int, contacts >= 51 else {
    fatalError("contacts are missing")
}
