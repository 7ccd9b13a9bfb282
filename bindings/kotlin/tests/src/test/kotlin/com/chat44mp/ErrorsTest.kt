package com.chat44mp

import com.chat44mp.testing.Fault
import com.chat44mp.testing.FaultKind
import com.chat44mp.testing.Position
import java.time.Duration
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import org.junit.jupiter.api.Test

class ErrorsTest {
    @Test
    suspend fun `an error has all fields`() = emulator { emulator ->
        val contact = NewContact(
            groupId = emulator.fixtures["group"] as Long,
            email = emulator.fixtures["contact_email"] as String,
            phoneNumber = "3330000001",
        )
        val taken = failure<ConflictException> { emulator.client().contacts.create(contact) }
        assertEquals("email_taken", taken.code)
        assertEquals(ErrorKind.CONFLICT, taken.kind)
        assertEquals(Outcome.REJECTED, taken.outcome)
        assertEquals("contacts.create", taken.operation)
        assertEquals(200, taken.httpStatus)
        assertEquals(1, taken.attempts)
        assertNotNull(taken.hint)
        assertContains(taken.message!!, taken.serverMessage)
        assertContains(taken.message!!, "email_taken")
        assertContains(taken.toString(), "com.chat44mp.ConflictException: contacts.create")
    }

    @Test
    suspend fun `a read has no outcome, and a lost write has an unknown one`() = emulator { emulator ->
        val client = emulator.client { maxRetries = 0 }
        assertNull(failure<NotFoundException> { client.contacts.get(999_999) }.outcome)
        emulator.addFault(Fault(FaultKind.Reset, operation = "create_contact_group", at = Position.AFTER))
        val lost = failure<ApiConnectionException> { client.contactGroups.create("Spring sale") }
        assertEquals(Outcome.UNKNOWN, lost.outcome)
        assertEquals(Phase.SEND, lost.phase)
        assertTrue(generateSequence(lost.cause) { it.cause }.all { it.message!!.isNotEmpty() })
        assertNotNull(lost.cause)
    }

    @Test
    fun `messages and hints name options as in Kotlin`() {
        val refused = assertFailsWith<ConfigException> {
            Chat44mpClient("39-AbCdEfG1234567890QwErTyU") { baseUrl = "http://chat.example.com" }
        }
        assertEquals("baseUrl", refused.field)
        assertEquals(
            "`baseUrl` is plain http; use https, or set `allowHttp` to send the key unencrypted",
            refused.serverMessage,
        )
        assertContains(refused.hint!!, "`allowHttp`")
    }

    @Test
    suspend fun `times are durations`() = emulator { emulator ->
        emulator.addFault(Fault(FaultKind.RateLimit(retryAfter = "999")))
        val limited = failure<RateLimitException> { emulator.client().flows.list() }
        assertEquals(Duration.ofSeconds(999), limited.retryAfter)
    }

    @Test
    suspend fun `a timeout is also a connection error`() = emulator { emulator ->
        emulator.addFault(Fault(FaultKind.Hang, operation = "flows.list"))
        val client = emulator.client { maxRetries = 0 }
        val late = failure<ApiConnectionException> { client.flows.list(CallOptions(timeout = 30.milliseconds)) }
        assertIs<ApiTimeoutException>(late)
    }

    @Test
    suspend fun `errors name the invalid argument`() = emulator { emulator ->
        val client = emulator.client()
        suspend fun assertInvalid(field: String, call: suspend () -> Any?) {
            val error = failure<ValidationException> { call() }
            assertEquals(field, error.field)
            assertTrue(error.outcome in setOf(null, Outcome.NOT_SENT))
        }
        assertInvalid("contactId") { client.contacts.get(0) }
        assertInvalid("contactId") { client.contacts.get(Long.MIN_VALUE) }
        assertInvalid("pageId") { client.labels.list("page") }
        assertInvalid("labelIds") { client.labels.assign("1", "1", emptyList()) }
        assertInvalid("name") { client.contactGroups.create(" ") }
        assertInvalid("email") { client.contacts.create(NewContact(groupId = 1)) }
        assertInvalid("userId") { client.users.get() }
        assertInvalid("call") { client.raw { contactGroups } }
        assertInvalid("subscriberId") { client.subscribers.get("\u0000💥") }
        assertEquals(0, emulator.journal.size)
    }

    @Test
    fun `errors name the invalid option`() {
        fun assertInvalid(field: String, setup: ClientOptions.() -> Unit) =
            assertEquals(field, failure<ConfigException> { Chat44mpClient(SECRET) { setup() } }.field)
        assertInvalid("baseUrl") { baseUrl = "ftp://x.io" }
        assertInvalid("timeout") { timeout = 0.seconds }
        assertInvalid("timeout") { timeout = (-1).seconds }
        assertInvalid("maxConcurrency") { maxConcurrency = 0 }
        assertInvalid("maxRetries") { maxRetries = -1 }
        assertInvalid("caCerts") { caCerts = "no certificate" }
        assertEquals("apiKey", failure<ConfigException> { Chat44mpClient("") }.field)
    }

    @Test
    suspend fun `a when over all errors needs no else`() = emulator { emulator ->
        assertEquals("gone", advice(failure<Chat44mpException> { emulator.client().contacts.get(999_999) }))
    }

    /** Compiles without an `else` only if the classes are sealed and complete. */
    private fun advice(error: Chat44mpException): String = when (error) {
        is ConfigException -> "set up"
        is ValidationException -> "correct"
        is ApiTimeoutException -> "wait longer"
        is ApiConnectionException -> "check the network"
        is MalformedResponseException -> "check the address"
        is ApiException -> when (error) {
            is AuthenticationException -> "check the key"
            is NotFoundException -> "gone"
            is ConflictException -> "already exists"
            is PreconditionException -> "enable the bot"
            is UpstreamException -> "ask Facebook"
            is RateLimitException -> "slow down"
            is ServerException -> "ask the operator"
            is UnknownApiException -> "read the message"
        }
    }
}
