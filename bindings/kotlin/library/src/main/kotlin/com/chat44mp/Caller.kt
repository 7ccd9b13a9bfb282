@file:JvmSynthetic

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
import com.chat44mp.internal.CallOptions as NativeCallOptions

/** Runs the calls of a client. If [onResponse] is set, it receives the raw responses. */
internal class Caller(val native: NativeClient, private val onResponse: ((NativeRawResponse) -> Unit)? = null) {
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

    /** Starts an import and runs [drive] with it. When [drive] returns or throws, the import stops immediately. */
    suspend fun <T> withImport(
        options: CallOptions?,
        start: NativeClient.(CallControl) -> NativeImport,
        drive: suspend (NativeImport, next: suspend () -> ImportStep) -> T,
    ): T {
        currentCoroutineContext().ensureActive()
        return withControl(options) { control ->
            translated { native.start(control) }.use { import ->
                drive(import) { translated { import.next(control) } }
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

        init {
            // Keeps the I/O thread attached to the JVM; by default JNA attaches and detaches it with each call.
            val initializer = CallbackThreadInitializer(true, false, "chat44mp-io")
            Native.setCallbackThreadInitializer(uniffiRustFutureContinuationCallbackImpl, initializer)
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

/** Runs [call] and converts its exceptions to those of this package. */
internal inline fun <T> translated(call: () -> T): T = try {
    call()
} catch (failed: NativeException.Failed) {
    throw failed.failure.exception()
} catch (_: NativeException.Cancelled) {
    throw CancellationException("the call was cancelled")
}
