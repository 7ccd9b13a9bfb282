@file:JvmSynthetic

package com.chat44mp

import com.chat44mp.internal.CallControl
import com.chat44mp.internal.Futures
import com.chat44mp.internal.Language
import com.chat44mp.internal.NativeAnswers
import com.chat44mp.internal.NativeCell
import com.chat44mp.internal.NativeClient
import com.chat44mp.internal.NativeImport
import com.chat44mp.internal.NativeRawResponse
import com.chat44mp.internal.NativeRowBatch
import com.chat44mp.internal.NativeRows
import com.chat44mp.internal.models.UserFilter
import com.chat44mp.internal.requireResponse
import java.nio.file.Path
import java.util.concurrent.Executor
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import com.chat44mp.internal.CallOptions as NativeCallOptions
import com.chat44mp.internal.ClientOptions as NativeClientOptions

/** The client whose calls run in the native library. */
private class NativeChat44mpClient(private val caller: Caller) : Chat44mpClient {
    override val users: Users = NativeUsers(caller)
    override val packages: Packages = NativePackages(caller)
    override val subscribers: Subscribers = NativeSubscribers(caller)
    override val labels: Labels = NativeLabels(caller)
    override val contactGroups: ContactGroups = NativeContactGroups(caller)
    override val contacts: Contacts = NativeContacts(caller)
    override val flows: Flows = NativeFlows(caller)

    override val baseUrl: String get() = translated { caller.native.baseUrl() }

    override suspend fun call(
        name: String,
        params: Map<String, String>,
        kind: CallKind,
        pathId: String?,
        options: CallOptions?,
    ): String = caller.call(options) { call(name, params, kind, pathId, it) }

    override suspend fun <T> raw(keepBody: Boolean, call: suspend Chat44mpClient.() -> T): RawResponse<T> {
        var response: NativeRawResponse? = null
        return translated { caller.native.withOptions(NativeClientOptions(keepBody = keepBody)) }.use { native ->
            val value = NativeChat44mpClient(Caller(native) { response = it }).call()
            val (status, headers, body) = translated { requireResponse(response) }
            RawResponse(value, status, headers, body)
        }
    }

    override fun withOptions(options: CallOptions): Chat44mpClient = withOptions {
        timeout = options.timeout
        maxRetries = options.maxRetries
    }

    override fun withOptions(setup: ClientSetup): Chat44mpClient = derived(null, setup)

    override fun withOptions(apiKey: String, setup: ClientSetup): Chat44mpClient = derived(apiKey, setup)

    private fun derived(apiKey: String?, setup: ClientSetup): Chat44mpClient {
        val options = ClientOptions().apply { with(setup) { set() } }
        val (log, hooks) = options.logger?.sink() to options.hooks?.sink()
        return NativeChat44mpClient(Caller(translated { caller.native.withOptions(options.native(), apiKey, log, hooks) }))
    }

    override fun setApiKey(apiKey: String): Unit = translated { caller.native.setApiKey(apiKey) }

    override val isClosed: Boolean get() = caller.native.isShut()

    override fun async(): Chat44mpAsyncClient = Chat44mpAsyncClient(this, Futures(null))

    override fun async(executor: Executor): Chat44mpAsyncClient = Chat44mpAsyncClient(this, Futures(executor))

    override fun blocking(): Chat44mpBlockingClient = Chat44mpBlockingClient(this)

    override fun close(): Unit = caller.native.shut()

    override fun toString(): String = "Chat44mpClient"
}

/** Creates a client. */
internal fun nativeClient(apiKey: String?, setup: ClientSetup): Chat44mpClient {
    val options = ClientOptions().apply { with(setup) { set() } }
    val native = withNativeLibrary {
        translated {
            NativeClient(Language.KOTLIN, apiKey, options.native(), options.logger?.sink(), options.hooks?.sink())
        }
    }
    return NativeChat44mpClient(Caller(native))
}

private class NativeUsers(private val caller: Caller) : Users {
    override suspend fun get(userId: UserId?, email: String?, options: CallOptions?): User =
        caller.call(options) { usersGet(UserFilter(userId, email), it) }

    override suspend fun create(user: NewUser, options: CallOptions?): UserId =
        caller.call(options) { usersCreate(user, it) }

    override suspend fun update(userId: UserId, update: UserUpdate, options: CallOptions?): Unit =
        caller.call(options) { usersUpdate(userId, update, it) }

    override suspend fun provision(user: NewUser, options: CallOptions?): Provisioned =
        caller.call(options) { usersProvision(user, it) }
}

private class NativePackages(private val caller: Caller) : Packages {
    override suspend fun list(options: CallOptions?): List<UserPackage> = caller.call(options) { packagesList(it) }
}

private class NativeSubscribers(private val caller: Caller) : Subscribers {
    override suspend fun get(subscriberId: Psid, options: CallOptions?): Subscriber =
        caller.call(options) { subscribersGet(subscriberId, it) }
}

private class NativeLabels(private val caller: Caller) : Labels {
    override suspend fun list(pageId: PageId, options: CallOptions?): List<Label> =
        caller.call(options) { labelsList(pageId, it) }

    override suspend fun create(pageId: PageId, name: String, options: CallOptions?): LabelId =
        caller.call(options) { labelsCreate(pageId, name, it) }

    override suspend fun assign(
        pageId: PageId,
        subscriberId: Psid,
        labelIds: List<LabelId>,
        options: CallOptions?,
    ): Unit = caller.call(options) { labelsAssign(pageId, subscriberId, labelIds, it) }
}

private class NativeContactGroups(private val caller: Caller) : ContactGroups {
    override suspend fun get(groupId: GroupId, options: CallOptions?): ContactGroup =
        caller.call(options) { contactGroupsGet(groupId, it) }

    override suspend fun create(name: String, options: CallOptions?): GroupId =
        caller.call(options) { contactGroupsCreate(name, it) }

    override suspend fun update(groupId: GroupId, name: String, options: CallOptions?): Change =
        caller.call(options) { contactGroupsUpdate(groupId, name, it) }

    override suspend fun delete(groupId: GroupId, options: CallOptions?): Unit =
        caller.call(options) { contactGroupsDelete(groupId, it) }
}

private class NativeContacts(private val caller: Caller) : Contacts {
    override suspend fun get(contactId: ContactId, options: CallOptions?): Contact =
        caller.call(options) { contactsGet(contactId, it) }

    override suspend fun create(contact: NewContact, options: CallOptions?): ContactId =
        caller.call(options) { contactsCreate(contact, it) }

    override suspend fun update(contactId: ContactId, update: ContactUpdate, options: CallOptions?): Change =
        caller.call(options) { contactsUpdate(contactId, update, it) }

    override suspend fun delete(contactId: ContactId, options: CallOptions?): Unit =
        caller.call(options) { contactsDelete(contactId, it) }

    override suspend fun importFile(
        path: Path,
        groupId: GroupId,
        import: ImportOptions,
        options: CallOptions?,
        onRow: RowListener?,
        watcher: ImportWatcher?,
    ): ImportReport =
        caller.import(options, noRows, watcher, onRow) {
            contactsImportFile(path.toString(), groupId, import.native(), onRow != null, watcher != null, it)
        }

    override suspend fun importRows(
        rows: Iterable<ImportRow>,
        groupId: GroupId,
        import: ImportOptions,
        options: CallOptions?,
        onRow: RowListener?,
        watcher: ImportWatcher?,
    ): ImportReport = importFrom(rowsOf(rows), groupId, import, options, onRow, watcher)

    override suspend fun importRows(
        rows: Sequence<ImportRow>,
        groupId: GroupId,
        import: ImportOptions,
        options: CallOptions?,
        onRow: RowListener?,
        watcher: ImportWatcher?,
    ): ImportReport = importRows(rows.asIterable(), groupId, import, options, onRow, watcher)

    override suspend fun importRows(
        rows: Flow<ImportRow>,
        groupId: GroupId,
        import: ImportOptions,
        options: CallOptions?,
        onRow: RowListener?,
        watcher: ImportWatcher?,
    ): ImportReport = withRowsOf(rows) { source -> importFrom(source, groupId, import, options, onRow, watcher) }

    private suspend fun importFrom(
        source: RowSource,
        groupId: GroupId,
        import: ImportOptions,
        options: CallOptions?,
        onRow: RowListener?,
        watcher: ImportWatcher?,
    ): ImportReport = caller.import(options, source, watcher, onRow) {
        contactsImportRows(groupId, import.native(), onRow != null, watcher != null, it)
    }
}

private class NativeFlows(private val caller: Caller) : Flows {
    override suspend fun list(options: CallOptions?): List<FlowCampaign> = caller.call(options) { flowsList(it) }

    override suspend fun get(flowId: FlowId, options: CallOptions?): FlowDetail =
        caller.call(options) { flowsGet(flowId, it) }

    override suspend fun subscriberAnswers(flowId: FlowId, subscriberId: Psid, options: CallOptions?): SubscriberFlow =
        caller.call(options) { flowsSubscriberAnswers(flowId, subscriberId, it) }

    override fun answers(flowId: FlowId, options: CallOptions?): RowFlow<SubscriberAnswers> =
        caller.answers(options) { flowsAnswers(flowId, it) }

    override fun rows(
        flowId: FlowId,
        layout: RowLayout?,
        options: CallOptions?,
    ): RowFlow<Map<String, Any?>> = caller.rows(options) { flowsRows(flowId, layout, it) }

    override suspend fun export(
        flowId: FlowId,
        path: Path,
        format: ExportFormat?,
        bom: Boolean,
        rawCells: Boolean,
        options: CallOptions?,
    ): ExportReport = caller.call(options) { flowsExport(flowId, path.toString(), format, bom, rawCells, it) }
}

// Private, because Java sees internal classes.
/** Runs the calls of a client. If [onResponse] is set, it receives the raw responses. */
private class Caller(val native: NativeClient, private val onResponse: ((NativeRawResponse) -> Unit)? = null) {
    /** Runs a call. */
    suspend fun <T> call(options: CallOptions?, block: suspend NativeClient.(CallControl) -> T): T {
        // A coroutine that is already cancelled must not start the call.
        currentCoroutineContext().ensureActive()
        return withControl(options) { control ->
            translated { native.block(control) }.also { reportResponse(control) }
        }
    }

    /** Streams rows. Nothing is sent before they are collected, and each collector sends a new request. */
    fun answers(options: CallOptions?, create: NativeClient.(CallControl) -> NativeAnswers): RowFlow<SubscriberAnswers> =
        RowFlow { openRows(options, create, { it.open(this).let { null } }, { it.nextBatch(this) }, NativeAnswers::stop) }

    /** Streams the rows of a table, like [answers]. */
    fun rows(options: CallOptions?, create: NativeClient.(CallControl) -> NativeRows): RowFlow<Map<String, Any?>> =
        RowFlow { openRows(options, create, { it.nextBatch(this).maps() }, { it.nextBatch(this).maps() }, NativeRows::stop) }

    /** Creates a stream and runs [open], which can return the first rows. */
    private suspend fun <S : AutoCloseable, T> openRows(
        options: CallOptions?,
        create: NativeClient.(CallControl) -> S,
        open: suspend CallControl.(S) -> List<T>?,
        next: suspend CallControl.(S) -> List<T>,
        stop: S.() -> Unit,
    ): OpenRows<T> {
        currentCoroutineContext().ensureActive()
        val control = control(options)
        val source = translated { native.create(control) }
        val close = { source.stop(); source.close(); release(control) }
        try {
            var first = translated { control.open(source) }
            reportResponse(control)
            return OpenRows({ first?.also { first = null } ?: translated { control.next(source) } }, close)
        } catch (thrown: Throwable) {
            close()
            throw thrown
        }
    }

    /** Runs an import until it finishes; it stops immediately if this throws. */
    suspend fun import(
        options: CallOptions?,
        source: RowSource,
        watcher: ImportWatcher?,
        onRow: RowListener?,
        start: NativeClient.(CallControl) -> NativeImport,
    ): ImportReport {
        currentCoroutineContext().ensureActive()
        return withControl(options) { control ->
            translated { native.start(control) }.use { import ->
                driveImport(import, source, watcher, onRow) { translated { import.next(control) } }
            }
        }
    }

    private inline fun <T> withControl(options: CallOptions?, use: (CallControl) -> T): T {
        val control = control(options)
        try {
            return use(control)
        } finally {
            release(control)
        }
    }

    /** Returns a control handle: a shared one, or a new one if the call has options or reports its response. */
    private fun control(options: CallOptions?): CallControl =
        if (options == null && onResponse == null) shared
        else CallControl(options?.native() ?: NativeCallOptions(), onResponse != null)

    private fun release(control: CallControl) {
        if (control !== shared) control.close()
    }

    private fun reportResponse(control: CallControl) {
        if (onResponse != null) control.response()?.let(onResponse)
    }

    private companion object {
        /** The control handle of calls without options. */
        val shared by lazy { CallControl(NativeCallOptions()) }
    }
}

private fun NativeRowBatch.maps(): List<Map<String, Any?>> = rows.map { cells ->
    columns.zip(cells).associate { (column, cell) -> column to cell.value() }
}

private fun NativeCell.value(): Any? = when (this) {
    is NativeCell.Absent -> null
    is NativeCell.Text -> text
    is NativeCell.Integer -> number
}
