@file:JvmSynthetic

package com.chat44mp

import com.chat44mp.internal.HookSink
import com.chat44mp.internal.LogSink
import java.util.concurrent.atomic.AtomicBoolean

/**
 * Receives log lines: operation, attempt, status, milliseconds; never a query string, a body or a key. With SLF4J:
 *
 * ```
 * logger = Logger { level, line -> log.atLevel(Level.valueOf(level.name)).log(line) }
 * ```
 */
public fun interface Logger {
    /** Receives one line, on a dedicated thread. */
    public fun log(level: LogLevel, line: String)

    /** Receives one line and its values, for structured logs. By default, only the line is logged. */
    public fun log(level: LogLevel, line: String, fields: LogFields): Unit = log(level, line)
}

/** Receives the requests of a client, for metrics and traces. Its methods are called on a dedicated thread. */
public interface RequestHooks {
    /** Called before each request, retries included. */
    public fun onRequest(event: RequestEvent) {}

    /** Called at the end of each request, with its HTTP status and duration, and for a failed one the error code and outcome. */
    public fun onResponse(event: ResponseEvent) {}
}

/** Passes log lines to a logger. */
internal fun Logger.sink(): LogSink = LoggerSink(this)

/** Passes events to hooks. */
internal fun RequestHooks.sink(): HookSink = HooksSink(this)

private class LoggerSink(private val logger: Logger) : LogSink {
    private val guard = Guard("logger")

    override fun log(level: LogLevel, line: String, fields: LogFields) = guard.run { logger.log(level, line, fields) }
}

private class HooksSink(private val hooks: RequestHooks) : HookSink {
    private val guard = Guard("hooks")

    override fun onRequest(event: RequestEvent) = guard.run { hooks.onRequest(event) }

    override fun onResponse(event: ResponseEvent) = guard.run { hooks.onResponse(event) }
}

/** Calls code of the program, whose exceptions must not affect calls. */
private class Guard(private val what: String) {
    private val reported = AtomicBoolean()

    fun run(call: () -> Unit) {
        try {
            call()
        } catch (thrown: Throwable) {
            // Printed once, because a broken logger fails with each line.
            if (reported.compareAndSet(false, true)) RuntimeException("the $what of chat44mp failed", thrown).printStackTrace()
        }
    }
}
