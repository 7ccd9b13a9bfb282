import Chat44mp

let client = try Client()  // CHAT44MP_API_KEY, and CHAT44MP_BASE_URL for your own install

let groupId = try await client.contactGroups.create(name: "Spring sale")
do {
    let contact = NewContact(
        groupId: groupId,
        email: "ada@example.com",
        phoneNumber: "+393331234567",
        firstName: "Ada"
    )
    print("made contact", try await client.contacts.create(contact))
} catch Chat44mpError.conflict(let info) {
    print("there already:", info.code)
}

for try await row in client.flows.answers(1) {
    print(row.subscriberId, row.answers.count, "answers")
}
