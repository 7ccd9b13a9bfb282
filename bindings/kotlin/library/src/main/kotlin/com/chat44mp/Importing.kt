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

// Drives an import: the library returns the next step.

/** Returns the next rows, at most `room`; none at the end. */
internal typealias RowSource = suspend (room: Int) -> List<ImportRow>

/** The rows of a file import. */
internal val noRows: RowSource = { emptyList() }

/** Time slice for collecting a batch: a slow source must not delay the rows that have arrived. */
private val TIME_SLICE = 10.milliseconds

internal fun rowsOf(rows: Iterable<ImportRow>): RowSource {
    // Created when the first row is requested: a failure fails the import.
    val left by lazy(LazyThreadSafetyMode.NONE) { rows.iterator() }
    return { room ->
        val began = markNow()
        buildList { while (size < room && left.hasNext() && (isEmpty() || began.elapsedNow() < TIME_SLICE)) add(left.next()) }
    }
}

/** Collects [rows] while [use] runs. */
internal suspend fun <T> withRowsOf(rows: Flow<ImportRow>, use: suspend (RowSource) -> T): T = coroutineScope {
    // A flow that fails must not cancel the import: rows in flight are awaited first.
    val told = rows.map { Result.success(it) }.catch { emit(Result.failure(it)) }
    val channel = told.buffer(RENDEZVOUS).produceIn(this)
    try {
        use { listOfNotNull(channel.receiveCatching().getOrNull()?.getOrThrow()) }
    } finally {
        channel.cancel()
    }
}

/** Runs an import until it finishes. */
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
                    return step.report
                }
            }
        }
    }

    private fun give(rows: List<ImportRow>) = if (rows.isEmpty()) import.end() else import.give(rows)

    /** Runs code of the program; if it fails, the import stops gracefully before the failure is thrown. */
    private suspend inline fun guarded(program: () -> Unit) = try {
        program()
    } catch (thrown: Throwable) {
        currentCoroutineContext().ensureActive()
        broken = broken ?: thrown
        stop()
    }
}
