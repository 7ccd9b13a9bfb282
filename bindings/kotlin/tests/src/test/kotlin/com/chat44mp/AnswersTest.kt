package com.chat44mp

import com.chat44mp.testing.Fault
import com.chat44mp.testing.FaultKind
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import org.junit.jupiter.api.Test

class AnswersTest {
    @Test
    suspend fun `all rows arrive`() = emulatorWithRows(ROWS) { emulator ->
        val seen = HashSet<String>()
        emulator.client().flows.answers(77).collect { seen += it.subscriberId }
        assertEquals(ROWS, seen.size)
    }

    @Test
    suspend fun `leaving the collection closes the connection`() = emulatorWithRows { emulator ->
        assertTrue(emulator.client().flows.answers(77).first().answers.isNotEmpty())
        emulator.awaitDisconnect()
    }

    @Test
    suspend fun `a collector that throws closes the connection`() = emulatorWithRows { emulator ->
        val answers = emulator.client().flows.answers(77)
        failure<IllegalStateException> { answers.collect { error("no more, please") } }
        emulator.awaitDisconnect()
    }

    @Test
    suspend fun `nothing is sent before rows are collected, and each collector receives all rows`() = emulator { emulator ->
        val answers = emulator.client().flows.answers(emulator.fixtures["flow"] as Long)
        assertEquals(0, emulator.journal.size)
        assertEquals(answers.toList(), answers.toList())
        assertEquals(2, emulator.journal.size)
    }

    @Test
    suspend fun `a call per row does not deadlock on the permit`() = emulatorWithRows { emulator ->
        val client = emulator.client { maxConcurrency = 1 }
        client.flows.answers(77).take(100).collect { assertEquals("many", client.flows.get(77).name) }
    }

    @Test
    suspend fun `a truncated response returns its rows and then the error`() = emulatorWithRows { emulator ->
        emulator.addFault(Fault(FaultKind.Truncate(bytes = 5000), operation = "get_all_subscriber_flow_info"))
        var rows = 0
        val error = failure<ApiConnectionException> { emulator.client().flows.answers(77).collect { rows++ } }
        assertEquals("read_failed", error.code)
        assertTrue(rows > 0)
    }

    @Test
    suspend fun `returns the answers as rows of a table`() = emulator { emulator ->
        val flows = emulator.client().flows
        val flow = emulator.fixtures["flow"] as Long
        val long = flows.rows(flow).toList()
        assertEquals(listOf("subscriberId", "questionId", "question", "answer"), long[0].keys.toList())
        assertEquals(45L, long[0]["questionId"])
        assertEquals(flows.answers(flow).toList().sumOf { it.answers.size }, long.size)
        val wide = flows.rows(flow, RowLayout.WIDE).toList().last()
        assertEquals("subscriberId", wide.keys.first())
        assertEquals("Parrot", wide["What is your favorite pet?"])
        assertEquals(null, wide.values.toList()[1])
        failure<NotFoundException> { flows.rows(emulator.fixtures["other_flow"] as Long).collect {} }
    }

    @Test
    suspend fun `errors are thrown when rows are collected`() = emulator { emulator ->
        val flows = emulator.client().flows
        failure<NotFoundException> { flows.answers(emulator.fixtures["other_flow"] as Long).collect {} }
        assertEquals("flowId", failure<ValidationException> { flows.answers(0).collect {} }.field)
    }

    @Test
    suspend fun `the raw variant of a stream has the status and headers`() = emulatorWithRows { emulator ->
        val raw = emulator.client().raw(keepBody = true) { flows.answers(77).take(10).toList() }
        assertEquals(10, raw.value.size)
        assertEquals(200, raw.status)
        assertEquals("application/json", raw.headers["content-type"])
        assertEquals(null, raw.body)
    }
}
