@file:JvmSynthetic

package com.chat44mp

import com.chat44mp.internal.blocking
import java.util.Spliterator.NONNULL
import java.util.Spliterator.ORDERED
import java.util.Spliterators.spliteratorUnknownSize
import java.util.stream.Stream
import java.util.stream.StreamSupport
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.FlowCollector
import kotlinx.coroutines.flow.emitAll
import kotlinx.coroutines.flow.flow

/** Rows that are streamed: nothing is sent before they are collected, and each collector sends a new request. */
public class RowFlow<out T> internal constructor(private val request: suspend () -> OpenRows<T>) :
    Flow<T> by flow({ request().use { emitAll(it) } }) {
    /** Creates a flow of [rows], for a fake. */
    public constructor(rows: List<T>) : this({ OpenRows(batches(rows)) {} })

    /**
     * Sends the request and waits for the start of its response, so that a call that fails does so here:
     *
     * ```
     * val rows = client.flows.answers(1).open()
     * call.respondTextWriter { rows.use { it.collect { row -> appendLine(row.subscriberId) } } }
     * ```
     */
    public suspend fun open(): OpenRows<T> = request()
}

/** The rows of a response that has started. They can be collected once; closing them closes the connection. */
public class OpenRows<out T> internal constructor(
    private val nextBatch: suspend () -> List<T>,
    private val onClose: () -> Unit,
) : Flow<T> by flow({ emitBatches(nextBatch) }), AutoCloseable {

    /** The rows for Java, which are received as the stream is consumed. */
    @JvmSynthetic
    internal fun stream(): Stream<@UnsafeVariance T> {
        val rows = generateSequence { blocking { nextBatch() }.ifEmpty { null } }.flatten().iterator()
        return StreamSupport.stream(spliteratorUnknownSize(rows, ORDERED or NONNULL), false).onClose(::close)
    }

    /** Closes the connection. Closing twice does nothing. */
    override fun close(): Unit = onClose()
}

private suspend fun <T> FlowCollector<T>.emitBatches(nextBatch: suspend () -> List<T>) {
    while (true) {
        val rows = nextBatch()
        if (rows.isEmpty()) break
        rows.forEach { emit(it) }
    }
}

/** All [rows] as one batch, and then none. */
private fun <T> batches(rows: List<T>): suspend () -> List<T> {
    val batches = listOf(rows).iterator()
    return { if (batches.hasNext()) batches.next() else emptyList() }
}
