package com.chat44mp

import com.chat44mp.testing.Fault
import com.chat44mp.testing.FaultKind
import java.lang.reflect.Modifier
import java.time.LocalDate
import java.util.IdentityHashMap
import java.util.concurrent.ConcurrentLinkedQueue
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNotEquals
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.nanoseconds
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test

class ClientTest {
    @Test
    suspend fun `many coroutines share a client`() = emulator { emulator ->
        val client = emulator.client { maxConcurrency = 32 }
        val group = emulator.fixtures["group"] as Long
        val ids = coroutineScope {
            List(200) { n ->
                async(Dispatchers.IO) { client.contacts.create(NewContact(group, "many$n@example.org", "4420000$n")) }
            }.awaitAll()
        }
        assertEquals(200, ids.toSet().size)
        coroutineScope {
            ids.map { id -> async(Dispatchers.Default) { assertEquals(id, client.contacts.get(id).id) } }.awaitAll()
        }
    }

    @Test
    suspend fun `values have native types`() = emulator { emulator ->
        val admin = emulator.client(admin = true)
        val plan = admin.packages.list().first { it.priceDecimal() != null }
        assertEquals(plan.price.toBigDecimal(), plan.priceDecimal())
        val end = LocalDate.of(2030, 12, 31)
        val buyer = NewUser("Ada", "ada@shop.example", Password("correct horse"), plan.id, end)
        val user = admin.users.provision(buyer).user
        assertEquals(User.MEMBER, user.userType)
        assertEquals(end, user.expiresAt?.toLocalDate())
        assertEquals(user, admin.users.get(user.id))
    }

    @Test
    suspend fun `options of a client and of a call`() = emulator { emulator ->
        emulator.addFault(Fault(FaultKind.Hang, operation = "get_flow_campaigns"))
        val client = emulator.client { maxRetries = 0 }
        val quick = CallOptions(timeout = 30.milliseconds)
        failure<ApiTimeoutException> { client.flows.list(quick) }
        failure<ApiTimeoutException> { client.withOptions(quick).flows.list() }
        emulator.clearFaults()
        assertTrue(client.flows.list(CallOptions(timeout = WATCHDOG, maxRetries = 1)).isNotEmpty())
    }

    @Test
    suspend fun `an infinite timeout is no limit`() = emulator { emulator ->
        val patient = emulator.client {
            timeout = Duration.INFINITE
            connectTimeout = Duration.INFINITE
            headTimeout = Duration.INFINITE
            stallTimeout = Duration.INFINITE
        }
        assertTrue(patient.flows.list().isNotEmpty())
        val hasty = emulator.client { timeout = 1.nanoseconds }
        failure<ApiTimeoutException> { hasty.flows.list() }
        assertTrue(hasty.flows.list(CallOptions(timeout = Duration.INFINITE)).isNotEmpty())
    }

    @Test
    suspend fun `the raw variant returns the complete response`() = emulator { emulator ->
        val client = emulator.client()
        val raw = client.raw(keepBody = true) { flows.list() }
        assertEquals(client.flows.list(), raw.value)
        assertEquals(200, raw.status)
        assertContains(raw.body!!.decodeToString(), raw.value.first().name)
        assertNull(client.raw { flows.list(CallOptions(maxRetries = 0)) }.body)
        val error = failure<ValidationException> { client.raw { 5 } }
        assertEquals("call", error.field)
        assertContains(error.message!!, "with the client that it receives")
    }

    @Test
    suspend fun `calls of a closed client fail`() = emulator { emulator ->
        val client = emulator.client()
        val other = client.withOptions(CallOptions(maxRetries = 0))
        client.close()
        client.close()
        for (closed in listOf(client, other)) {
            assertEquals("client_closed", failure<ConfigException> { closed.flows.list() }.code)
            assertEquals("client_closed", failure<ConfigException> { closed.flows.answers(1).collect {} }.code)
        }
    }

    @Test
    suspend fun `a logger receives lines, and one that throws does not affect calls`() = emulator { emulator ->
        val lines = ConcurrentLinkedQueue<String>()
        emulator.client { logger = Logger { level, line -> lines.add("$level $line") } }.flows.list()
        emulator.await { lines.isNotEmpty() }
        assertTrue(Regex("DEBUG flows.list: attempt 1, HTTP 200, \\d+ ms").matches(lines.first()), lines.first())
        val broken = emulator.client { logger = Logger { _, _ -> error("no") } }
        repeat(3) { assertTrue(broken.flows.list().isNotEmpty()) }
    }

    @Test
    suspend fun `hooks receive each request, also those of a derived client`() = emulator { emulator ->
        val events = ConcurrentLinkedQueue<ResponseEvent>()
        val attempts = ConcurrentLinkedQueue<Int>()
        val lines = ConcurrentLinkedQueue<LogFields>()
        val client = emulator.client {
            backoff = 1.milliseconds
            hooks = object : RequestHooks {
                override fun onRequest(event: RequestEvent) {
                    attempts.add(event.attempt.toInt())
                    error("a failing hook does not affect the call")
                }

                override fun onResponse(event: ResponseEvent) { events.add(event) }
            }
        }.withOptions {
            logger = object : Logger {
                override fun log(level: LogLevel, line: String) = error("not called")

                override fun log(level: LogLevel, line: String, fields: LogFields) { lines.add(fields) }
            }
        }
        emulator.addFault(Fault(FaultKind.Status(503), operation = "get_contact", nth = 1))
        failure<NotFoundException> { client.contacts.get(99_999) }
        emulator.await { events.size == 2 && lines.size == 3 }
        assertEquals(listOf(1, 2), attempts.toList())
        assertEquals(1, events.map { it.callId }.distinct().size)
        val last = events.last()
        assertEquals(listOf("contacts.get", "GET", "/get_contact", "contact_not_found"), with(last) { listOf(operation, method, template, code) })
        assertEquals(200, last.httpStatus?.toInt())
        assertEquals("contact_not_found", lines.last().code)
    }

    @Test
    suspend fun `loggers and hooks run on daemon threads, which do not keep the process running`() = emulator { emulator ->
        val threads = ConcurrentLinkedQueue<Thread>()
        val client = emulator.client {
            logger = Logger { _, _ -> threads.add(Thread.currentThread()) }
            hooks = object : RequestHooks {
                override fun onRequest(event: RequestEvent) { threads.add(Thread.currentThread()) }

                override fun onResponse(event: ResponseEvent) { threads.add(Thread.currentThread()) }
            }
        }
        client.flows.list()
        emulator.await { threads.size == 3 }
        assertTrue(threads.all { it.isDaemon }, "$threads")
    }

    @Test
    suspend fun `a logger can make calls`() = emulator { emulator ->
        val quiet = emulator.client()
        val lines = ConcurrentLinkedQueue<Int>()
        val client = emulator.client { logger = Logger { _, _ -> lines.add(runBlocking { quiet.flows.list().size }) } }
        repeat(3) { client.flows.list() }
        emulator.await { lines.size == 3 }
    }

    @Test
    suspend fun `the key appears nowhere`() = emulator { emulator ->
        val lines = ConcurrentLinkedQueue<String>()
        val password = Password("open s3cr3ts3cr3t")
        val client = Chat44mpClient(SECRET) {
            baseUrl = emulator.baseUrl
            backoff = 1.milliseconds
            logger = Logger { _, line -> lines.add(line) }
        }
        emulator.addFault(Fault(FaultKind.Status(503), operation = "get_contact"))
        val user = NewUser("Ada", "ada@example.org", password, 1, LocalDate.of(2030, 1, 1))
        val errors = listOf<suspend () -> Any?>(
            { client.contacts.get(1) },
            { client.flows.list() },
            { client.users.create(user) },
            { client.flows.answers(1).collect {} },
        ).map { call -> failure<Chat44mpException> { call() } }
        val shown = listOf(client, client.contacts, client.flows, client.async(), user, password).map { it.toString() } +
            errors.map { it.stackTraceToString() } + errors.map { it.toString() }
        emulator.await { lines.size >= 6 }
        val reachable = (errors + client).flatMap { reachable(it) }
        assertTrue(reachable.size > 20)
        for (text in shown + lines + reachable) assertFalse(SECRET.drop(5) in text || "s3cr3ts3cr3t" in text, text)
        assertEquals(password, Password("open s3cr3ts3cr3t"))
        assertNotEquals(password, Password("open"))
    }
}

/** Returns every text that is reachable from [root] through objects of this package. */
private fun reachable(root: Any): List<String> {
    val seen = IdentityHashMap<Any, Unit>()
    val texts = mutableListOf<String>()
    fun visit(value: Any?) {
        if (value == null || seen.put(value, Unit) != null) return
        when {
            value is CharSequence -> texts += value.toString()
            value is Iterable<*> -> value.forEach(::visit)
            value.javaClass.name.startsWith("com.chat44mp.") || value is Throwable -> {
                (value as? Throwable)?.let { visit(it.message); visit(it.cause) }
                generateSequence<Class<*>>(value.javaClass) { it.superclass }
                    .takeWhile { it.name.startsWith("com.chat44mp.") }
                    .flatMap { it.declaredFields.asSequence() }
                    .filterNot { Modifier.isStatic(it.modifiers) }
                    .forEach { field -> visit(field.apply { isAccessible = true }.get(value)) }
            }
        }
    }
    visit(root)
    return texts
}
