/// The calls for contacts: ``Client/contacts``.
public struct Contacts: Sendable {
    let caller: Caller

    /// Finds a contact. `GET /get_contact`
    ///
    /// - Throws: `contact_not_found` for an unknown contact or another user's, and `contact_deleted`.
    public func get(_ contactId: ContactId) async throws -> Contact {
        try await caller.run { try await $0.contactsGet(contactId: contactId, control: $1) }
    }

    /// Makes a contact; gives its id. At least an e-mail address or a phone number is needed, and most installs want both:
    /// they count an empty one as taken, too. `POST /create_contact`
    ///
    /// Sent once: when its answer is lost, `outcome` is `.unknown`.
    ///
    /// - Throws: `email_taken` or `phone_taken` when any contact of the install has it.
    public func create(_ contact: NewContact) async throws -> ContactId {
        try await caller.run { try await $0.contactsCreate(contact: contact, control: $1) }
    }

    /// Changes a contact; what is left out stays. `POST /update_contact/{contact_id}`
    ///
    /// Send only what changes: the server refuses the e-mail address or phone number that the contact already has. A field
    /// cannot be cleared.
    ///
    /// - Throws: `contact_not_found` for an unknown contact or another user's, and `email_taken` or `phone_taken`, also when
    ///   the contact itself has it.
    @discardableResult
    public func update(_ contactId: ContactId, _ update: ContactUpdate) async throws -> Change {
        try await caller.run { try await $0.contactsUpdate(contactId: contactId, update: update, control: $1) }
    }

    /// Deletes a contact for good. `POST /delete_contact`
    ///
    /// - Throws: `contact_not_found` for an unknown contact or another user's.
    public func delete(_ contactId: ContactId) async throws {
        try await caller.run { try await $0.contactsDelete(contactId: contactId, control: $1) }
    }
}
