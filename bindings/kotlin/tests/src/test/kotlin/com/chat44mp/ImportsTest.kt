package com.chat44mp

import com.chat44mp.testing.Emulator
import com.chat44mp.testing.Fault
import com.chat44mp.testing.FaultKind
import java.nio.file.Path
import java.util.concurrent.ConcurrentLinkedQueue
import kotlin.io.path.readLines
import kotlin.io.path.readText
import kotlin.io.path.writeText
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.flow
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class ImportsTest {
    @TempDir
    lateinit var folder: Path

    private fun row(n: Int) = ImportRow(email = "row$n@example.org", phoneNumber = "55500$n")

    private val Emulator.group get() = fixtures["group"] as Long

    private val Emulator.created get() = journal.count { it.operation == "create_contact" && it.applied }

    @Test
    suspend fun `rows can be a list, a sequence or a flow`() = emulator { emulator ->
        val contacts = emulator.client().contacts
        val rows = List(90, ::row)
        assertEquals(30, contacts.importRows(rows.take(30), emulator.group).created)
        assertEquals(30, contacts.importRows(rows.subList(30, 60).asSequence(), emulator.group).created)
        val report = contacts.importRows(rows.subList(60, 90).asFlow(), emulator.group)
        assertTrue(report.isSuccess && report.end == ImportEnd.COMPLETE && !report.elapsed.isZero)
        assertEquals(90, emulator.created)
    }

    @Test
    suspend fun `imports a file and reports progress`() = emulator { emulator ->
        val people = folder.resolve("people.csv")
        people.writeText("E-mail;Phone\n" + List(50) { "file$it@example.org;66600$it\n" }.joinToString(""))
        val seen = ConcurrentLinkedQueue<ImportProgress>()
        val results = folder.resolve("results.jsonl")
        val report = emulator.client().contacts.importFile(people, emulator.group, ImportOptions(results)) { seen += it }
        assertEquals(50, report.created)
        assertEquals(";", report.delimiter)
        assertEquals(50, seen.last().created)
        assertTrue(results.readLines().size > 50)
    }

    @Test
    suspend fun `an import can be stopped gracefully`() = emulator { emulator ->
        val endless = generateSequence(0) { it + 1 }.map(::row)
        val report = emulator.client().contacts.importRows(endless, emulator.group) { progress ->
            if (progress.created > 20) stop()
        }
        assertEquals(ImportEnd.STOPPED, report.end)
        assertEquals(report.created, emulator.created.toLong())
    }

    @Test
    suspend fun `an exception of the rows or the watcher is rethrown after the rows in flight`() = emulator { emulator ->
        val results = folder.resolve("results.jsonl")
        emulator.addFault(Fault(FaultKind.Latency(ms = 200), operation = "create_contact"))
        val broken = flow {
            repeat(4) { emit(row(it)) }
            emulator.await { it.size == 4 }
            error("the table ended")
        }
        val contacts = emulator.client().contacts
        val thrown = failure<IllegalStateException> { contacts.importRows(broken, emulator.group, ImportOptions(results)) }
        assertEquals("the table ended", thrown.message)
        assertEquals(4, emulator.created)
        // The header line, and two lines per row: sending and created.
        assertEquals(1 + 2 * 4, results.readLines().size)
        emulator.clearFaults()
        val iterator = Iterable { iterator<ImportRow> { yield(row(10)); error("so did this one") } }
        assertEquals("so did this one", failure<IllegalStateException> { contacts.importRows(iterator, emulator.group) }.message)
        val endless = generateSequence(100) { it + 1 }.map(::row)
        failure<NoSuchElementException> {
            contacts.importRows(endless, emulator.group) { throw NoSuchElementException() }
        }
    }

    @Test
    suspend fun `a cancelled import stops immediately, and the next one resumes`() = emulator { emulator ->
        val results = ImportOptions(folder.resolve("results.jsonl"), concurrency = 1)
        emulator.addFault(Fault(FaultKind.Hang, operation = "create_contact", nth = 3))
        val contacts = emulator.client().contacts
        val rows = List(6, ::row)
        coroutineScope {
            val running = async { contacts.importRows(rows, emulator.group, results) }
            emulator.await { it.size == 3 }
            running.cancel()
            assertFailsWith<CancellationException> { running.await() }
        }
        emulator.awaitDisconnect()
        val report = contacts.importRows(rows, emulator.group, results)
        assertEquals(listOf(5L, 1L, 3L), listOf(report.created, report.unknown, report.earlier))
    }

    @Test
    suspend fun `errors name the invalid option or file`() = emulator { emulator ->
        val contacts = emulator.client().contacts
        fun options(concurrency: Int) = ImportOptions(concurrency = concurrency)
        for (wrong in listOf(0, -1)) {
            val error = failure<ConfigException> { contacts.importRows(emptyList(), emulator.group, options(wrong)) }
            assertEquals("concurrency", error.field)
        }
        assertEquals("groupId", failure<ValidationException> { contacts.importRows(emptyList(), 0) }.field)
        failure<Chat44mpException> { contacts.importFile(folder.resolve("nothing.csv"), emulator.group) }
    }

    @Test
    suspend fun `answers are exported`() = emulatorWithRows(ROWS) { emulator ->
        val file = folder.resolve("answers.csv")
        val report = emulator.client().flows.export(77, file, ExportFormat.WIDE_CSV)
        assertEquals(ROWS.toLong(), report.subscribers)
        assertEquals(ROWS + 1, file.readLines().size)
        assertContains(file.readText().lineSequence().first(), "subscriber_id")
    }

    @Test
    suspend fun `onRow receives the result of each row, and readImportResults reads them`() = emulator { emulator ->
        val contacts = emulator.client().contacts
        val results = folder.resolve("rows.results.jsonl")
        val seen = mutableListOf<RowResult>()
        val rows = List(100, ::row) + ImportRow(email = "wrong", phoneNumber = "1")
        contacts.importRows(rows, emulator.group, ImportOptions(results), onRow = { seen += it })
        seen.sortBy { it.row }
        assertEquals((1L..101L).toList(), seen.map { it.row })
        assertEquals("row0@example.org", contacts.get(seen.first().id!!).email)
        assertEquals(RowStatus.INVALID to "invalid_value", seen.last().status to seen.last().code)
        assertEquals(seen, readImportResults(results).rows)
        val notes = folder.resolve("notes.txt").apply { writeText("my notes\n") }
        assertEquals("results_file_refused", assertFailsWith<Chat44mpException> { readImportResults(notes) }.code)
    }

    @Test
    suspend fun `an exception of onRow stops the import gracefully`() = emulator { emulator ->
        val contacts = emulator.client().contacts
        assertFailsWith<NoSuchElementException> {
            contacts.importRows(generateSequence(0) { it + 1 }.map(::row), emulator.group, onRow = { throw NoSuchElementException() })
        }
        assertTrue(emulator.created < 1_000)
    }

    @Test
    suspend fun `a dry run has a preview`() = emulator { emulator ->
        val people = folder.resolve("preview.csv")
        people.writeText("E-mail,Phone,City\nada@example.org,p:+39 1,Roma\n")
        val report = emulator.client().contacts.importFile(people, emulator.group, ImportOptions(dryRun = true))
        val row = report.preview.single()
        assertEquals(listOf("ada@example.org", "+39 1"), listOf(row.email, row.phoneNumber))
        assertEquals(listOf("phone_number" to "p:+39 1"), row.before.map { it.field to it.text })
        assertEquals(listOf("City"), report.unusedColumns)
    }
}
