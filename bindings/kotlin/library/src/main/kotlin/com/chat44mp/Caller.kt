package com.chat44mp

import com.chat44mp.internal.CallControl
import com.chat44mp.internal.ImportStep
import com.chat44mp.internal.NativeAnswers
import com.chat44mp.internal.NativeCell
import com.chat44mp.internal.NativeClient
import com.chat44mp.internal.NativeImport
import com.chat44mp.internal.NativeException
import com.chat44mp.internal.NativeRawResponse
import com.chat44mp.internal.NativeRowBatch
import com.chat44mp.internal.NativeRows
import com.chat44mp.internal.uniffiRustFutureContinuationCallbackImpl
import com.sun.jna.CallbackThreadInitializer
import com.sun.jna.Native
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import com.chat44mp.internal.CallOptions as NativeCallOptions

/** A client and how its calls run: for their value only, or also passing the raw response to [keep]. */
internal class Caller(val native: NativeClient, private val keep: ((NativeRawResponse) -> Unit)? = null) {
    /** Makes a call. */
    suspend fun <T> call(options: CallOptions?, make: suspend NativeClient.(CallControl) -> T): T {
        // Otherwise a coroutine that was cancelled before would still start the call.
        currentCoroutineContext().ensureActive()
        return controlled(options) { control ->
            translated { native.make(control) }.also { keepResponseOf(control) }
        }
    }

    /** Rows of a stream. Nothing is sent before they are collected, and each collector sends a new request. */
    fun answers(options: CallOptions?, open: NativeClient.(CallControl) -> NativeAnswers): Flow<SubscriberAnswers> =
        stream(options, open, { it.open(this) }, { it.nextBatch(this) }, NativeAnswers::stop)

    /** Rows of a table: see [answers]. */
    fun rows(options: CallOptions?, open: NativeClient.(CallControl) -> NativeRows): Flow<Map<String, Any?>> =
        stream(options, open, {}, { it.nextBatch(this).maps() }, NativeRows::stop)

    private fun <S : AutoCloseable, T> stream(
        options: CallOptions?,
        create: NativeClient.(CallControl) -> S,
        open: suspend CallControl.(S) -> Unit,
        next: suspend CallControl.(S) -> List<T>,
        stop: S.() -> Unit,
    ): Flow<T> = flow {
        currentCoroutineContext().ensureActive()
        controlled(options) { control ->
            translated { native.create(control) }.use { source ->
                try {
                    translated { control.open(source) }
                    keepResponseOf(control)
                    while (true) {
                        val rows = translated { control.next(source) }
                        if (rows.isEmpty()) break
                        rows.forEach { emit(it) }
                    }
                } finally {
                    source.stop()
                }
            }
        }
    }

    /** Starts an import and runs [drive] with it; when [drive] returns or fails, the import stops at once. */
    suspend fun <T> begun(
        options: CallOptions?,
        start: NativeClient.(CallControl) -> NativeImport,
        drive: suspend (NativeImport, next: suspend () -> ImportStep) -> T,
    ): T {
        currentCoroutineContext().ensureActive()
        return controlled(options) { control ->
            translated { native.start(control) }.use { import ->
                drive(import) { translated { import.next(control) } }
            }
        }
    }

    /** The control handle: shared by default, a fresh one if the call has options or keeps its raw response. */
    private inline fun <T> controlled(options: CallOptions?, made: (CallControl) -> T): T {
        if (options == null && keep == null) return made(plain)
        return CallControl(options?.native() ?: NativeCallOptions(), keep != null).use(made)
    }

    private fun keepResponseOf(control: CallControl) {
        if (keep != null) control.response()?.let(keep)
    }

    private companion object {
        /** The control handle of calls without options. */
        val plain by lazy { CallControl(NativeCallOptions()) }

        init {
            // Otherwise the JVM would attach and detach the I/O thread with each call.
            val stays = CallbackThreadInitializer(true, false, "chat44mp-io")
            Native.setCallbackThreadInitializer(uniffiRustFutureContinuationCallbackImpl, stays)
        }
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

/** The result of [made]; its failures become exceptions of this package. */
internal inline fun <T> translated(made: () -> T): T = try {
    made()
} catch (failed: NativeException.Failed) {
    throw failed.failure.exception()
} catch (_: NativeException.Cancelled) {
    throw CancellationException("the call was stopped")
}
