@file:JvmSynthetic

package com.chat44mp

import com.chat44mp.internal.Futures
import com.chat44mp.internal.blocking
import java.nio.file.Path
import java.util.concurrent.CompletableFuture
import java.util.function.BiConsumer
import java.util.function.Consumer
import kotlinx.coroutines.flow.Flow

/** The calls for contacts: `client.contacts`. */
public interface Contacts {
    /**
     * Finds a contact. `GET /get_contact`
     *
     * Fails with `contact_not_found` if the contact is unknown or belongs to another user, and with `contact_deleted`.
     */
    public suspend fun get(contactId: ContactId, options: CallOptions? = null): Contact

    /**
     * Creates a contact and returns its ID. `POST /create_contact`
     *
     * An e-mail address or a phone number is required. Most servers need both: they treat a missing one as an empty
     * value, and reject the empty value as taken. Sent once: if the response is lost, `outcome` is `unknown`.
     *
     * Fails with `email_taken` or `phone_taken` if any contact on the server has the value.
     */
    public suspend fun create(contact: NewContact, options: CallOptions? = null): ContactId

    /**
     * Changes a contact; fields that are left out keep their values. `POST /update_contact/{contact_id}`
     *
     * Send only the fields that change: the server refuses the e-mail address or phone number that the contact already
     * has. A field cannot be cleared.
     *
     * Fails with `contact_not_found` if the contact is unknown or belongs to another user, and with `email_taken` or
     * `phone_taken` if any contact has the value, including this one.
     */
    public suspend fun update(contactId: ContactId, update: ContactUpdate, options: CallOptions? = null): Change

    /**
     * Deletes a contact permanently. `POST /delete_contact`
     *
     * Fails with `contact_not_found` if the contact is unknown or belongs to another user.
     */
    public suspend fun delete(contactId: ContactId, options: CallOptions? = null): Unit

    /**
     * Imports contacts from a CSV or JSON Lines file or a workbook into a group. `POST /create_contact` for each row
     *
     * The file is read twice: first to validate every row before anything is sent, then to send the rows. Several rows
     * are in flight at a time (`concurrency`, 4 by default), and each is sent once: a row whose response is lost is
     * `unknown`, because it may have been created. With a results file (`results`), an interrupted import resumes when
     * it is run again.
     *
     * A row that fails does not fail the import; the report counts it and says why.
     *
     * Fails with `invalid_file` if the file cannot be parsed (the message names the row and the column), and with
     * `file_failed`, `results_file_refused`, `invalid_option` or `invalid_value`; in each case before anything is sent.
     *
     * [onRow] receives the result of each row: its number, status and contact ID. Rows that an earlier run finished are
     * reported again; rows that a dry run would send are not.
     *
     * [watcher] receives the progress and can stop the import gracefully:
     * `importFile(path, groupId) { progress -> if (progress.failed > 100) stop() }`. Cancelling the coroutine stops the
     * import immediately; rows in flight may have been created, and the next run with the same results file treats them
     * as unknown.
     */
    public suspend fun importFile(
        path: Path,
        groupId: GroupId,
        import: ImportOptions = ImportOptions(),
        options: CallOptions? = null,
        onRow: RowListener? = null,
        watcher: ImportWatcher? = null,
    ): ImportReport

    /**
     * Imports contacts from a sequence of rows into a group. `POST /create_contact` for each row
     *
     * Rows are taken from the sequence as there is capacity to send them and are validated one at a time, so memory use
     * stays constant. An invalid row does not fail the import: the report counts it and says why. Rows are numbered
     * from 1. Otherwise like `importFile`.
     *
     * Fails like `importFile`.
     *
     * Values are cleaned like the cells of a file. Convert a `Double` with `toLong().toString()`: its own text has an
     * exponent, like a number that a spreadsheet rounded, so the row would be invalid.
     *
     * If [rows] throws, rows in flight are awaited before the exception is rethrown.
     */
    public suspend fun importRows(
        rows: Iterable<ImportRow>,
        groupId: GroupId,
        import: ImportOptions = ImportOptions(),
        options: CallOptions? = null,
        onRow: RowListener? = null,
        watcher: ImportWatcher? = null,
    ): ImportReport

    /** Imports contacts from a sequence of rows. `POST /create_contact` */
    public suspend fun importRows(
        rows: Sequence<ImportRow>,
        groupId: GroupId,
        import: ImportOptions = ImportOptions(),
        options: CallOptions? = null,
        onRow: RowListener? = null,
        watcher: ImportWatcher? = null,
    ): ImportReport

    /** Imports contacts from a flow, which is collected as rows are sent. `POST /create_contact` */
    public suspend fun importRows(
        rows: Flow<ImportRow>,
        groupId: GroupId,
        import: ImportOptions = ImportOptions(),
        options: CallOptions? = null,
        onRow: RowListener? = null,
        watcher: ImportWatcher? = null,
    ): ImportReport
}

/** [Contacts] for Java, as futures. */
public class AsyncContacts internal constructor(private val contacts: Contacts, private val futures: Futures) {
    /** [Contacts.get] */
    @JvmOverloads
    public fun get(contactId: ContactId, options: CallOptions? = null): CompletableFuture<Contact> =
        futures.call { contacts.get(contactId, options) }

    /** [Contacts.create] */
    @JvmOverloads
    public fun create(contact: NewContact, options: CallOptions? = null): CompletableFuture<ContactId> =
        futures.call { contacts.create(contact, options) }

    /** [Contacts.update] */
    @JvmOverloads
    public fun update(contactId: ContactId, update: ContactUpdate, options: CallOptions? = null): CompletableFuture<Change> =
        futures.call { contacts.update(contactId, update, options) }

    /** [Contacts.delete] */
    @JvmOverloads
    public fun delete(contactId: ContactId, options: CallOptions? = null): CompletableFuture<Void?> =
        futures.callVoid { contacts.delete(contactId, options) }

    /** [Contacts.importFile]; [progress] receives the progress and can stop the import gracefully, [onRow] the result of each row. */
    @JvmOverloads
    public fun importFile(
        path: Path,
        groupId: GroupId,
        import: ImportOptions = ImportOptions(),
        options: CallOptions? = null,
        progress: BiConsumer<RunningImport, ImportProgress>? = null,
        onRow: Consumer<RowResult>? = null,
    ): CompletableFuture<ImportReport> =
        futures.callWithCallbacks { contacts.importFile(path, groupId, import, options, onRow?.listener(), progress?.watcher()) }

    /** [Contacts.importRows]; [progress] receives the progress and can stop the import gracefully, [onRow] the result of each row. */
    @JvmOverloads
    public fun importRows(
        rows: Iterable<ImportRow>,
        groupId: GroupId,
        import: ImportOptions = ImportOptions(),
        options: CallOptions? = null,
        progress: BiConsumer<RunningImport, ImportProgress>? = null,
        onRow: Consumer<RowResult>? = null,
    ): CompletableFuture<ImportReport> =
        futures.callWithCallbacks { contacts.importRows(rows, groupId, import, options, onRow?.listener(), progress?.watcher()) }
}

/** [Contacts] for Java; each call blocks until it has finished. */
public class BlockingContacts internal constructor(private val contacts: Contacts) {
    /** [Contacts.get] */
    @JvmOverloads
    public fun get(contactId: ContactId, options: CallOptions? = null): Contact =
        blocking { contacts.get(contactId, options) }

    /** [Contacts.create] */
    @JvmOverloads
    public fun create(contact: NewContact, options: CallOptions? = null): ContactId =
        blocking { contacts.create(contact, options) }

    /** [Contacts.update] */
    @JvmOverloads
    public fun update(contactId: ContactId, update: ContactUpdate, options: CallOptions? = null): Change =
        blocking { contacts.update(contactId, update, options) }

    /** [Contacts.delete] */
    @JvmOverloads
    public fun delete(contactId: ContactId, options: CallOptions? = null): Unit =
        blocking { contacts.delete(contactId, options) }

    /** [Contacts.importFile]; [progress] receives the progress and can stop the import gracefully, [onRow] the result of each row. */
    @JvmOverloads
    public fun importFile(
        path: Path,
        groupId: GroupId,
        import: ImportOptions = ImportOptions(),
        options: CallOptions? = null,
        progress: BiConsumer<RunningImport, ImportProgress>? = null,
        onRow: Consumer<RowResult>? = null,
    ): ImportReport =
        blocking { contacts.importFile(path, groupId, import, options, onRow?.listener(), progress?.watcher()) }

    /** [Contacts.importRows]; [progress] receives the progress and can stop the import gracefully, [onRow] the result of each row. */
    @JvmOverloads
    public fun importRows(
        rows: Iterable<ImportRow>,
        groupId: GroupId,
        import: ImportOptions = ImportOptions(),
        options: CallOptions? = null,
        progress: BiConsumer<RunningImport, ImportProgress>? = null,
        onRow: Consumer<RowResult>? = null,
    ): ImportReport =
        blocking { contacts.importRows(rows, groupId, import, options, onRow?.listener(), progress?.watcher()) }
}

private fun Consumer<RowResult>.listener() = RowListener { accept(it) }

private fun BiConsumer<RunningImport, ImportProgress>.watcher() = ImportWatcher { this@watcher.accept(this, it) }
