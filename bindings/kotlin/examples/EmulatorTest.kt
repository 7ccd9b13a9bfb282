import com.chat44mp.ApiConnectionException
import com.chat44mp.Outcome
import com.chat44mp.testing.Emulator
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test

class EmulatorTest {
    @Test
    fun `a lost response leaves the outcome unknown`() = runBlocking {
        Emulator().use { emulator ->
            val client = emulator.client()
            emulator.addFault(mapOf("operation" to "create_contact_group", "nth" to 1, "at" to "after", "kind" to "reset"))
            val error = assertFailsWith<ApiConnectionException> { client.contactGroups.create("Spring sale") }
            assertEquals(Outcome.UNKNOWN, error.outcome)
            assertEquals("create_contact_group", emulator.journal.single().operation)
        }
    }
}
