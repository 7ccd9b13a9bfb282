package com.chat44mp

import com.chat44mp.internal.LogSink
import com.sun.jna.Native

/** Receives log lines: operation, attempt, status, milliseconds; never a query string, a body or a key. */
public fun interface Logger {
    /** Receives one line, on a dedicated thread. */
    public fun log(level: LogLevel, line: String)
}

internal class LoggerSink(private val logger: Logger) : LogSink {
    override fun log(level: LogLevel, line: String) {
        // Keeps the thread attached to the JVM, because the logger can make calls that log again.
        Native.detach(false)
        // An exception in the logger must not affect calls.
        runCatching { logger.log(level, line) }
    }
}
