package com.chat44mp

import com.chat44mp.internal.LogSink
import com.sun.jna.Native

/** Receives a client's log lines: operation, attempt, status, milliseconds; never a query, a body or a key. */
public fun interface Logger {
    /** One line. It comes from a thread that is there for nothing else. */
    public fun log(level: LogLevel, line: String)
}

internal class LoggerSink(private val logger: Logger) : LogSink {
    override fun log(level: LogLevel, line: String) {
        // The thread stays known to the JVM: what the logger does may lead back into Rust, and from there to here.
        Native.detach(false)
        // A logger that fails must not break the calls that it would be told of.
        runCatching { logger.log(level, line) }
    }
}
