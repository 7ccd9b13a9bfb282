// The code of the guides in Swift. `GuidesTests.swift` runs it on the emulator.

import Chat44mp
import Foundation
import XCTest

func outcomes(_ client: Client) async throws {
    // region outcome
    do {
        _ = try await client.contactGroups.create(name: "Spring sale")
    } catch let error as Chat44mpError where error.info.outcome == .unknown {
        print("check before you repeat it:", error.info.code)  // the response was lost: the group may exist
    } catch let error as Chat44mpError where error.info.retryable {
        print("try again in", error.info.retryAfter ?? .seconds(60))  // nothing was changed
    } catch let error as Chat44mpError {
        print(error.info.hint ?? "")
    }
    // endregion

    // region per_call
    let flows = try await client.with(timeout: .seconds(300), maxRetries: 5).flows.list()
    // endregion
    XCTAssertFalse(flows.isEmpty)
}

// region crm_import
/// Imports what the CRM changed since the last run, and returns the contact IDs to write back.
func importPeople(_ client: Client, groupId: GroupId, folder: URL) async throws -> [String: ContactId] {
    let people = [
        (crmId: "A-1", email: "grace@shop.example", phone: "+393331230001", name: "Grace"),
        (crmId: "A-2", email: "alan@shop.example", phone: "+393331230002", name: "Alan"),
    ]
    var stored: [String: ContactId] = [:]
    let report = try await client.contacts.importRows(
        people.map { ImportRow(email: $0.email, phoneNumber: $0.phone, firstName: $0.name) },
        groupId: groupId,
        options: ImportOptions(
            results: folder.appendingPathComponent("crm-\(groupId).results.jsonl").path,
            errors: folder.appendingPathComponent("crm.errors.csv").path,
            phoneRegion: "IT"
        ),
        onRow: { result in
            if let id = result.id { stored[people[Int(result.row) - 1].crmId] = id }
        }
    )
    print(report.created, "created,", report.exists, "already existed,", report.invalid, "invalid")
    return stored
}
// endregion

func keys(_ client: Client, keys: [String: String]) async throws {
    // region many_keys
    for (shop, apiKey) in keys {
        let its = try client.with(apiKey: apiKey)  // shares the connections
        print(shop, try await its.flows.list().count, "campaigns")
    }
    // endregion

    let newKey = try XCTUnwrap(keys["north"])
    // region rotate
    try client.setAPIKey(newKey)  // calls that start later use the new key
    // endregion

    // region messages
    let pattern = MessagePattern("Il contatto non esiste", code: .contactNotFound, operation: "get_contact")
    let translated = try client.with(options: ClientOptions(messagePatterns: [pattern]))
    // endregion
    let contact = try await translated.contacts.get(233)
    XCTAssertEqual(contact.id, 233)
}

// region migrate
func findContact(_ client: Client, _ contactId: ContactId) async throws -> Contact? {
    do {
        return try await client.contacts.get(contactId)
    } catch Chat44mpError.notFound {
        return nil
    }
}
// endregion

func networks(apiKey: String) throws {
    // region proxy
    let proxy = "http://user:password@proxy.example.com:3128"
    let behindProxy = try Client(apiKey: apiKey, options: ClientOptions(proxy: proxy))
    let direct = try Client(apiKey: apiKey, options: ClientOptions(proxy: ""))  // ignores HTTPS_PROXY
    let privateCA = try Client(apiKey: apiKey, options: ClientOptions(caCerts: "company-ca.pem"))
    // endregion
    for client in [behindProxy, direct, privateCA] { client.close() }
}

func logs(_ client: Client) async throws {
    // region logging
    let logged = try client.with(options: ClientOptions(logHandler: { level, line, _ in print(level, line) }))
    // endregion
    _ = try await logged.contacts.get(233)

    // region structured
    let structured = ClientOptions(logHandler: { level, line, fields in
        print(level, fields.operation, fields.attempt ?? 0, fields.code ?? "ok", fields.elapsedMs ?? 0)
    })
    // endregion
    _ = try await client.with(options: structured).contacts.get(233)

    // region hooks
    let measured = ClientOptions(onResponse: { response in
        print(response.operation, response.code ?? "ok", response.elapsed)
    })
    // endregion
    _ = try await client.with(options: measured).contacts.get(233)
}
