import Chat44mp

let client = try Client()  // CHAT44MP_API_KEY, and CHAT44MP_BASE_URL for your own server

let groupId = try await client.contactGroups.create(name: "Spring sale")
do {
    let contact = NewContact(
        groupId: groupId,
        email: "ada@example.com",
        phoneNumber: "+393331234567",
        firstName: "Ada"
    )
    print("created contact", try await client.contacts.create(contact))
} catch Chat44mpError.conflict(let info) {
    print("already exists:", info.code)
}

for try await row in client.flows.answers(1) {
    print(row.subscriberId, row.answers.count, "answers")
}
