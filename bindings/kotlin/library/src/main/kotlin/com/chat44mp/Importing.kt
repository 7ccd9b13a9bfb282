@file:JvmSynthetic

package com.chat44mp

import com.chat44mp.internal.ImportStep
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

// Drives an import, whose steps the native library returns.

/** Returns the next rows, at most `capacity`; none at the end. */
internal typealias RowSource = suspend (capacity: Int) -> List<ImportRow>

/** The rows of a file import. */
internal val noRows: RowSource = { emptyList() }

/** Time slice for collecting a batch, so that a slow source does not delay rows that are ready. */
private val TIME_SLICE = 10.milliseconds

internal fun rowsOf(rows: Iterable<ImportRow>): RowSource {
    // Created when the first row is requested, so that an exception fails the import.
    val iterator by lazy(LazyThreadSafetyMode.NONE) { rows.iterator() }
    return { capacity ->
        val started = markNow()
        buildList { while (size < capacity && iterator.hasNext() && (isEmpty() || started.elapsedNow() < TIME_SLICE)) add(iterator.next()) }
    }
}

/** Collects [rows] while [use] runs. */
internal suspend fun <T> withRowsOf(rows: Flow<ImportRow>, use: suspend (RowSource) -> T): T = coroutineScope {
    // A flow that fails must not cancel the import: rows in flight are awaited first.
    val results = rows.map { Result.success(it) }.catch { emit(Result.failure(it)) }
    val channel = results.buffer(RENDEZVOUS).produceIn(this)
    try {
        use { listOfNotNull(channel.receiveCatching().getOrNull()?.getOrThrow()) }
    } finally {
        channel.cancel()
    }
}

/** Runs an import until it finishes; [next] returns its next step. */
internal suspend fun driveImport(
    import: NativeImport,
    source: RowSource,
    watcher: ImportWatcher?,
    onRow: RowListener?,
    next: suspend () -> ImportStep,
): ImportReport = ImportDriver(import, watcher, onRow).drive(next, source)

private class ImportDriver(
    private val import: NativeImport,
    private val watcher: ImportWatcher?,
    private val onRow: RowListener?,
) : RunningImport {
    private var failure: Throwable? = null

    override fun stop() = import.stop()

    suspend fun drive(next: suspend () -> ImportStep, source: RowSource): ImportReport {
        while (true) {
            when (val step = next()) {
                is ImportStep.Rows -> guarded { push(source(step.capacity)) }
                is ImportStep.Progress -> watcher?.let { guarded { with(it) { progress(step.progress) } } }
                is ImportStep.Results -> onRow?.let { guarded { if (failure == null) step.results.forEach { result -> it.onRow(result) } } }
                is ImportStep.Done -> {
                    failure?.let { throw it }
                    return step.report
                }
            }
        }
    }

    private fun push(rows: List<ImportRow>) = if (rows.isEmpty()) import.endRows() else import.push(rows)

    /** Runs user code. If it throws, the import stops gracefully before the exception is rethrown. */
    private suspend inline fun guarded(userCode: () -> Unit) = try {
        userCode()
    } catch (thrown: Throwable) {
        currentCoroutineContext().ensureActive()
        failure = failure ?: thrown
        stop()
    }
}
