package com.chat44mp

import com.chat44mp.internal.CallControl
import com.chat44mp.internal.ImportStep
import com.chat44mp.internal.NativeClient
import com.chat44mp.internal.NativeImport
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.TimeSource.Monotonic.markNow
import kotlinx.coroutines.channels.Channel.Factory.RENDEZVOUS
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.produceIn

// How an import is driven: Rust says what it needs next.

/** Where rows come from: some, at most so many; none at the end. */
internal typealias RowSource = suspend (room: Int) -> List<ImportRow>

/** For a file, whose rows nobody is asked for. */
internal val noRows: RowSource = { emptyList() }

/** So long rows are gathered before they are sent: a slow source shall not hold up those that are there. */
private val GATHERING = 10.milliseconds

internal fun rowsOf(rows: Iterable<ImportRow>): RowSource {
    // Made when the first row is asked for: what fails there fails the import.
    val left by lazy(LazyThreadSafetyMode.NONE) { rows.iterator() }
    return { room ->
        val began = markNow()
        buildList { while (size < room && left.hasNext() && (isEmpty() || began.elapsedNow() < GATHERING)) add(left.next()) }
    }
}

/** Collects [rows] while [use] runs. */
internal suspend fun <T> withRowsOf(rows: Flow<ImportRow>, use: suspend (RowSource) -> T): T = coroutineScope {
    // A flow that fails must not take the import along: rows in flight are waited for first.
    val told = rows.map { Result.success(it) }.catch { emit(Result.failure(it)) }
    val channel = told.buffer(RENDEZVOUS).produceIn(this)
    try {
        use { listOfNotNull(channel.receiveCatching().getOrNull()?.getOrThrow()) }
    } finally {
        channel.cancel()
    }
}

/** Makes an import from its start to its end. */
internal suspend fun Caller.import(
    options: CallOptions?,
    source: RowSource,
    watcher: ImportWatcher?,
    start: NativeClient.(CallControl) -> NativeImport,
): ImportReport = begun(options, start) { import, next -> Running(import).drive(next, source, watcher) }

private class Running(private val import: NativeImport) : RunningImport {
    private var broken: Throwable? = null

    override fun stop() = import.stop()

    suspend fun drive(next: suspend () -> ImportStep, source: RowSource, watcher: ImportWatcher?): ImportReport {
        while (true) {
            when (val step = next()) {
                is ImportStep.Rows -> guarded { give(source(step.room)) }
                is ImportStep.Progress -> watcher?.let { guarded { with(it) { progress(step.progress) } } }
                is ImportStep.Done -> {
                    broken?.let { throw it }
                    return step.report.report()
                }
            }
        }
    }

    private fun give(rows: List<ImportRow>) = if (rows.isEmpty()) import.end() else import.give(rows)

    /** Runs what is the program's; should it fail, the import stops in good order before that is told. */
    private suspend inline fun guarded(program: () -> Unit) = try {
        program()
    } catch (thrown: Throwable) {
        currentCoroutineContext().ensureActive()
        broken = broken ?: thrown
        stop()
    }
}
