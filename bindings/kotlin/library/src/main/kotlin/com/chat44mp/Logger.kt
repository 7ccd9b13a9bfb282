@file:JvmSynthetic

package com.chat44mp

import com.chat44mp.internal.LogSink
import com.sun.jna.Native
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
}

/** Passes log lines to a logger. */
internal fun Logger.sink(): LogSink = LoggerSink(this)

private class LoggerSink(private val logger: Logger) : LogSink {
    private val reported = AtomicBoolean()

    override fun log(level: LogLevel, line: String) {
        // Keeps the thread attached to the JVM, because the logger can make calls that log again.
        Native.detach(false)
        try {
            logger.log(level, line)
        } catch (thrown: Throwable) {
            // It must not affect calls. Printed once, because a broken logger fails with each line.
            if (reported.compareAndSet(false, true)) RuntimeException("the logger of chat44mp failed", thrown).printStackTrace()
        }
    }
}
