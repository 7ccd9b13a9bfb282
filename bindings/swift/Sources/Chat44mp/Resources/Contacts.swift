/// The calls for contacts: ``Client/contacts``.
public struct Contacts: ContactsAPI {
    let caller: Caller

    /// Finds a contact. `GET /get_contact`
    ///
    /// - Throws: `contact_not_found` if the contact is unknown or belongs to another user, and `contact_deleted`.
    public func get(_ contactId: ContactId) async throws -> Contact {
        try await caller.run { try await $0.contactsGet(contactId: contactId, control: $1) }
    }

    /// Creates a contact and returns its ID. `POST /create_contact`
    ///
    /// An e-mail address or a phone number is required. Most servers need both: they treat a missing one as an empty
    /// value, and reject the empty value as taken. Sent once: if the response is lost, `outcome` is `unknown`.
    ///
    /// - Throws: `email_taken` or `phone_taken` if any contact on the server has the value.
    public func create(_ contact: NewContact) async throws -> ContactId {
        try await caller.run { try await $0.contactsCreate(contact: contact, control: $1) }
    }

    /// Changes a contact; fields that are left out keep their values. `POST /update_contact/{contact_id}`
    ///
    /// Send only the fields that change: the server refuses the e-mail address or phone number that the contact already
    /// has. A field cannot be cleared.
    ///
    /// - Throws: `contact_not_found` if the contact is unknown or belongs to another user, and `email_taken` or
    ///   `phone_taken` if any contact has the value, including this one.
    @discardableResult
    public func update(_ contactId: ContactId, _ update: ContactUpdate) async throws -> Change {
        try await caller.run { try await $0.contactsUpdate(contactId: contactId, update: update, control: $1) }
    }

    /// Deletes a contact permanently. `POST /delete_contact`
    ///
    /// - Throws: `contact_not_found` if the contact is unknown or belongs to another user.
    public func delete(_ contactId: ContactId) async throws {
        try await caller.run { try await $0.contactsDelete(contactId: contactId, control: $1) }
    }
}
