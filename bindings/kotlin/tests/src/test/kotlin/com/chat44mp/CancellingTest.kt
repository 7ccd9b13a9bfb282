package com.chat44mp

import com.chat44mp.testing.Fault
import com.chat44mp.testing.FaultKind
import java.util.concurrent.CompletableFuture
import kotlin.coroutines.Continuation
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.startCoroutine
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.cancel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Test

class CancellingTest {
    @Test
    suspend fun `cancelling a call aborts its request`() = emulator { emulator ->
        emulator.addFault(Fault(FaultKind.Hang, operation = "create_contact_group"))
        coroutineScope {
            val call = async { emulator.client().contactGroups.create("Spring sale") }
            emulator.await { it.size == 1 }
            call.cancel()
            assertFailsWith<CancellationException> { call.await() }
        }
        emulator.awaitDisconnect()
    }

    @Test
    suspend fun `a call that is already cancelled sends nothing`() = emulator { emulator ->
        val client = emulator.client()
        coroutineScope {
            launch {
                currentCoroutineContext().cancel()
                assertFailsWith<CancellationException> { client.contactGroups.create("Spring sale") }
                assertFailsWith<CancellationException> { client.flows.answers(1).collect {} }
            }
        }
        // An earlier request would be in the journal before this one.
        client.flows.list()
        assertEquals(listOf<String?>("get_flow_campaigns"), emulator.journal.map { it.operation })
    }

    @Test
    suspend fun `withTimeout aborts the request`() = emulator { emulator ->
        emulator.addFault(Fault(FaultKind.Hang, operation = "get_contact"))
        assertFailsWith<TimeoutCancellationException> {
            withTimeout(50.milliseconds) { emulator.client().contacts.get(1) }
        }
        emulator.await { journal -> journal.all { it.disconnected } }
    }

    @Test
    suspend fun `cancelling in the middle of the answers closes the connection`() = emulatorWithRows(100 * UNBUFFERED_ROWS) { emulator ->
        var rows = 0
        val reached = CompletableDeferred<Unit>()
        coroutineScope {
            val reader = launch {
                emulator.client().flows.answers(77).collect {
                    if (++rows == 1_000) reached.complete(Unit).also { currentCoroutineContext().cancel() }
                }
            }
            reached.await()
            reader.join()
            assertTrue(reader.isCancelled)
        }
        assertEquals(1_000, rows)
        emulator.awaitDisconnect()
    }

    @Test
    suspend fun `cancelling while rows are awaited closes the connection`() = emulatorWithRows { emulator ->
        emulator.addFault(Fault(FaultKind.Hang, operation = "get_all_subscriber_flow_info"))
        coroutineScope {
            val reader = launch { emulator.client().flows.answers(77).collect {} }
            emulator.await { it.size == 1 }
            reader.cancel()
        }
        emulator.awaitDisconnect()
    }

    @Test
    suspend fun `cancelling calls does not affect others`() = emulator { emulator ->
        emulator.addFault(Fault(FaultKind.Hang, operation = "get_contact"))
        val client = emulator.client { maxConcurrency = 100 }
        coroutineScope {
            val hanging = List(20) { async { client.contacts.get(1) } }
            emulator.await { it.size == 20 }
            val other = async { client.flows.list() }
            hanging.forEach { it.cancel() }
            assertTrue(other.await().isNotEmpty())
        }
        emulator.await { journal -> journal.count { it.disconnected } == 20 }
    }

    @Test
    fun `a coroutine without a dispatcher does not block others`() = emulator { emulator ->
        val client = emulator.client()
        val finished = CompletableFuture<Int>()
        // Like `suspend fun main`. If this resumed on the I/O thread, the second call would wait forever.
        val program: suspend () -> Int = {
            client.flows.list()
            runBlocking { client.flows.list().size }
        }
        program.startCoroutine(
            Continuation(EmptyCoroutineContext) { it.fold(finished::complete, finished::completeExceptionally) },
        )
        assertTrue(finished.get() > 0)
    }
}
