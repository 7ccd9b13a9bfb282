package com.chat44mp

import io.mockk.coEvery
import io.mockk.every
import io.mockk.mockk
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.ObjectInputStream
import java.io.ObjectOutputStream
import java.time.Duration
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlinx.coroutines.flow.toList
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.parallel.Isolated

/** Tests of programs without the emulator. Mocking transforms classes, for which the JVM stops all threads. */
@Isolated
class FakesTest {
    private val ada = Contact(
        id = 1, userId = 39, groupIds = listOf(67), email = "ada@example.com", phoneNumber = null, firstName = "Ada", lastName = "", notes = "",
        unsubscribed = false, active = true, deleted = false,
    )

    @Test
    suspend fun `clients and resources can be mocked`() {
        val client = mockk<Chat44mpClient>()
        coEvery { client.contacts.get(1) } returns ada
        coEvery { client.contacts.create(any()) } throws ConflictException("email_taken") { outcome = Outcome.REJECTED }
        every { client.flows.answers(1) } returns RowFlow(listOf(SubscriberAnswers("7", emptyList())))
        assertEquals(ada, client.contacts.get(1))
        val error = failure<ConflictException> { client.contacts.create(NewContact(67, "ada@example.com")) }
        assertEquals(Outcome.REJECTED, error.outcome)
        assertEquals("email_taken [email_taken]", error.message)
        assertEquals("7", client.flows.answers(1).toList().single().subscriberId)
        assertEquals("7", client.flows.answers(1).open().use { it.toList() }.single().subscriberId)
    }

    @Test
    suspend fun `resources can be replaced by hand`() {
        class FakeContacts(other: Contacts) : Contacts by other {
            override suspend fun get(contactId: ContactId, options: CallOptions?) = ada.copy(id = contactId)
        }
        val contacts: Contacts = FakeContacts(Chat44mpClient(SECRET).contacts)
        assertEquals(5, contacts.get(5).id)
    }

    @Test
    fun `errors and models are serializable`() {
        val error = RateLimitException("rate_limited") {
            operation = "flows.list"
            httpStatus = 429
            retryAfter = Duration.ofSeconds(30)
        }
        val copy = assertIs<RateLimitException>(serialized(error))
        assertEquals(listOf("rate_limited", "flows.list", 429), listOf(copy.code, copy.operation, copy.httpStatus))
        assertEquals(Duration.ofSeconds(30), copy.retryAfter)
        assertEquals("flows.list failed: rate_limited [rate_limited]", copy.message)
        assertEquals(ada, serialized(ada))
    }

    private fun serialized(value: Any): Any {
        val bytes = ByteArrayOutputStream().also { ObjectOutputStream(it).writeObject(value) }.toByteArray()
        return ObjectInputStream(ByteArrayInputStream(bytes)).readObject()
    }
}
