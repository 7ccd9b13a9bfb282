package com.chat44mp.internal

import java.util.concurrent.CancellationException
import kotlinx.coroutines.runBlocking

/** Runs a call on the current thread until it has finished. Interrupting the thread aborts the call. */
internal fun <T> blocking(call: suspend () -> T): T = try {
    runBlocking { call() }
} catch (interrupted: InterruptedException) {
    // Java does not allow to catch checked exceptions that are not declared.
    Thread.currentThread().interrupt()
    throw CancellationException("the thread was interrupted; the call was aborted").apply { initCause(interrupted) }
}
