package com.chat44mp

import java.nio.file.Path
import kotlinx.coroutines.flow.Flow

/** The calls for contacts: `client.contacts`. */
public class Contacts internal constructor(private val caller: Caller) {
    /**
     * Finds a contact. `GET /get_contact`
     *
     * Fails with `contact_not_found` for an unknown contact or another user's, and `contact_deleted`.
     */
    public suspend fun get(contactId: ContactId, options: CallOptions? = null): Contact =
        caller.call(options) { contactsGet(contactId, it) }

    /**
     * Makes a contact; gives its id. At least an e-mail address or a phone number is needed, and most installs want both:
     * they count an empty one as taken, too. `POST /create_contact`
     *
     * Fails with `email_taken` or `phone_taken` when any contact of the install has it. Sent once: when its answer is
     * lost, the outcome is [Outcome.UNKNOWN].
     */
    public suspend fun create(contact: NewContact, options: CallOptions? = null): ContactId =
        caller.call(options) { contactsCreate(contact, it) }

    /**
     * Changes a contact; what is left out stays. `POST /update_contact/{contact_id}`
     *
     * Send only what changes: the server refuses the e-mail address or phone number that the contact already has. A field
     * cannot be cleared. Fails with `contact_not_found` for an unknown contact or another user's, and with `email_taken` or
     * `phone_taken`, also when the contact itself has it.
     */
    public suspend fun update(contactId: ContactId, update: ContactUpdate, options: CallOptions? = null): Change =
        caller.call(options) { contactsUpdate(contactId, update, it) }

    /**
     * Deletes a contact for good. `POST /delete_contact`
     *
     * Fails with `contact_not_found` for an unknown contact or another user's.
     */
    public suspend fun delete(contactId: ContactId, options: CallOptions? = null): Unit =
        caller.call(options) { contactsDelete(contactId, it) }

    /**
     * Makes a contact of each row of a CSV or JSON Lines file. `POST /create_contact`
     *
     * The file is read twice: all rows are checked before the first is sent. A row that fails does not fail the import: the
     * report counts it and says why. [watcher] is told how far it is and can stop it in good order:
     * `importFile(path, groupId) { progress -> if (progress.failed > 100) stop() }`. A coroutine that is cancelled stops it at
     * once; rows in flight may have been made, and the next run with the same results file knows them as unknown.
     *
     * Fails with `file_failed`, `invalid_file` or `results_file_refused` before anything is sent.
     */
    public suspend fun importFile(
        path: Path,
        groupId: GroupId,
        import: ImportOptions = ImportOptions(),
        options: CallOptions? = null,
        watcher: ImportWatcher? = null,
    ): ImportReport =
        caller.import(options, noRows, watcher) { contactsImportFile(path.toString(), import.native(groupId), it) }

    /**
     * Makes a contact of each row. `POST /create_contact`
     *
     * Rows are checked one by one as they are sent, so there can be any number of them. All else is as with [importFile]; when
     * [rows] fail, those in flight are waited for before that is thrown.
     */
    public suspend fun importRows(
        rows: Iterable<ImportRow>,
        groupId: GroupId,
        import: ImportOptions = ImportOptions(),
        options: CallOptions? = null,
        watcher: ImportWatcher? = null,
    ): ImportReport = caller.import(options, rowsOf(rows), watcher) { contactsImportRows(import.native(groupId), it) }

    /** Makes a contact of each row of a sequence. `POST /create_contact` */
    public suspend fun importRows(
        rows: Sequence<ImportRow>,
        groupId: GroupId,
        import: ImportOptions = ImportOptions(),
        options: CallOptions? = null,
        watcher: ImportWatcher? = null,
    ): ImportReport = importRows(rows.asIterable(), groupId, import, options, watcher)

    /** Makes a contact of each row of a flow, which is collected as rows are sent. `POST /create_contact` */
    public suspend fun importRows(
        rows: Flow<ImportRow>,
        groupId: GroupId,
        import: ImportOptions = ImportOptions(),
        options: CallOptions? = null,
        watcher: ImportWatcher? = null,
    ): ImportReport = withRowsOf(rows) { source ->
        caller.import(options, source, watcher) { contactsImportRows(import.native(groupId), it) }
    }
}
