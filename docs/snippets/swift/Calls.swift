// The examples of the calls in Swift. `CallsTests.swift` runs them from top to bottom on the emulator.

import Chat44mp
import Foundation
import XCTest

func users(_ admin: Client) async throws {
    // region users.get
    let user = try await admin.users.get(email: "anna.rossi@example.org")  // or get(41)
    print(user.id, user.name, user.active, user.expiresAt as Any)
    // endregion
    XCTAssertEqual(user.id, 41)

    // region users.create
    let buyer = NewUser(
        name: "Ada Bruni",
        email: "ada@shop.example",
        password: "correct horse battery",
        packageId: 16,
        expiresOn: "2030-12-31"
    )
    let userId = try await admin.users.create(buyer)
    print("created user", userId)
    // endregion
    XCTAssertEqual(userId, 100)

    // region users.update
    try await admin.users.update(41, UserUpdate(packageId: 16, expiresOn: "2031-12-31"))
    // endregion

    // region users.provision
    let grace = NewUser(
        name: "Grace Hopper",
        email: "grace@shop.example",
        password: "correct horse battery",
        packageId: 16,
        expiresOn: "2030-12-31"
    )
    let provisioned = try await admin.users.provision(grace)
    if provisioned.result == .created {
        print("created user", provisioned.user.id)  // otherwise .existed or .settled
    }
    // endregion
    XCTAssertEqual(provisioned.user.id, 101)

    // region packages.list
    for package in try await admin.packages.list() {
        print(package.id, package.name, package.price)
    }
    // endregion
}

func labels(_ client: Client) async throws {
    // region subscribers.get
    let subscriber = try await client.subscribers.get("24994546734902201")
    print(subscriber.fullName, subscriber.pageName ?? "", subscriber.subscribedAt as Any)
    // endregion
    XCTAssertEqual(subscriber.firstName, "Davide")

    // region labels.list
    for label in try await client.labels.list(pageId: "10215000000000101") {
        print(label.id ?? "", label.name)
    }
    // endregion

    // region labels.create
    let labelId = try await client.labels.create(pageId: "10215000000000101", name: "Spring sale")
    print("created label", labelId)  // keep it: labels.list does not return it
    // endregion

    // region labels.assign
    try await client.labels.assign([labelId], to: "24994546734902201", pageId: "10215000000000101")
    // endregion
}

func groups(_ client: Client) async throws {
    // region contact_groups.get
    let group = try await client.contactGroups.get(67)
    print(group.name, group.createdAt as Any)
    // endregion
    XCTAssertEqual(group.name, "Customers")

    // region contact_groups.create
    let groupId = try await client.contactGroups.create(name: "Spring sale")
    print("created group", groupId)
    // endregion
    XCTAssertEqual(groupId, 276)

    // region contact_groups.update
    let change = try await client.contactGroups.update(67, name: "Regular customers")
    print(change)  // applied, or unchanged if the group has this name
    // endregion

    // region contact_groups.delete
    try await client.contactGroups.delete(68)  // its contacts remain
    // endregion
}

func contacts(_ client: Client) async throws {
    // region contacts.get
    let contact = try await client.contacts.get(233)
    print(contact.firstName, contact.email ?? "", contact.groupIds)
    // endregion
    XCTAssertEqual(contact.firstName, "Ada")

    // region contacts.create
    do {
        let contact = NewContact(
            groupId: 67,
            email: "ada@example.com",
            phoneNumber: "+393331234567",
            firstName: "Ada"
        )
        print("created contact", try await client.contacts.create(contact))
    } catch Chat44mpError.conflict(let info) {
        print("already exists:", info.code)  // email_taken or phone_taken
    }
    // endregion

    // region contacts.update
    let update = ContactUpdate(firstName: "Ada Maria")  // only fields that change
    print(try await client.contacts.update(233, update))  // applied or unchanged
    // endregion

    // region contacts.delete
    try await client.contacts.delete(234)
    // endregion

    // region call
    let json = try await client.call("get_contact", params: ["contact_id": "233"])
    print(json)
    // endregion
    XCTAssert(json.contains("Ada Maria"))
}

func imports(_ client: Client, folder: URL) async throws {
    // region contacts.import_file
    let files = ImportOptions(
        results: folder.appendingPathComponent("people.results.jsonl").path,
        errors: folder.appendingPathComponent("people.errors.csv").path
    )
    let people = folder.appendingPathComponent("people.csv")
    let report = try await client.contacts.importFile(people, groupId: 67, options: files)
    print(report.created, "created,", report.exists, "already existed,", report.invalid, "invalid")
    // endregion
    XCTAssertEqual(report.created, 2)

    // region contacts.import_rows
    let rows = (0..<100).lazy.map { n in
        ImportRow(email: "buyer\(n)@example.com", phoneNumber: "+39333\(1_000_000 + n)")
    }
    let options = ImportOptions(results: folder.appendingPathComponent("buyers.results.jsonl").path)
    let imported = try await client.contacts.importRows(rows, groupId: 67, options: options)
    for reason in imported.reasons {
        print(reason.rows, "rows:", reason.message, reason.firstRows)
    }
    // endregion
    XCTAssertEqual(imported.created, 100)
}

func flows(_ client: Client, folder: URL) async throws {
    // region flows.list
    for campaign in try await client.flows.list() {
        print(campaign.id, campaign.name)
    }
    // endregion

    // region flows.get
    let flow = try await client.flows.get(1)
    print(flow.name, flow.questions)
    // endregion
    XCTAssertEqual(flow.questions.count, 3)

    // region flows.subscriber_answers
    let answers = try await client.flows.subscriberAnswers(1, subscriberId: "24994546734902201").answers
    for answer in answers {
        print(answer.question ?? "", answer.answer)
    }
    // endregion
    XCTAssertEqual(answers.count, 3)

    // region flows.answers
    for try await row in client.flows.answers(1) {
        print(row.subscriberId, row.answers.count, "answers")
    }
    // endregion

    // region flows.rows
    for try await row in client.flows.rows(1, layout: .wide) {
        print(row.columns, row.cells)
    }
    // endregion

    // region flows.export
    let file = folder.appendingPathComponent("answers.xlsx")
    let report = try await client.flows.export(1, to: file, format: .wideExcel)
    print(report.answers, "answers of", report.subscribers, "subscribers")
    // endregion
    XCTAssertEqual(report.answers, 6)
}

/// Creates the clients as a program does.
func clients() throws -> [Client] {
    // region client
    let client = try Client()  // CHAT44MP_API_KEY, and CHAT44MP_BASE_URL for your own server
    // endregion

    // region admin
    let admin = try Client(apiKey: ProcessInfo.processInfo.environment["CHAT44MP_ADMIN_KEY"])
    // endregion
    return [client, admin]
}
