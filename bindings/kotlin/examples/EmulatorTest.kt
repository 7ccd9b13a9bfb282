import com.chat44mp.ApiConnectionException
import com.chat44mp.Outcome
import com.chat44mp.testing.Emulator
import com.chat44mp.testing.Fault
import com.chat44mp.testing.FaultKind
import com.chat44mp.testing.Position
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test

class EmulatorTest {
    @Test
    fun `a lost response leaves the outcome unknown`() = runBlocking {
        Emulator().use { emulator ->
            val client = emulator.client()
            emulator.addFault(Fault(FaultKind.Reset, operation = "create_contact_group", nth = 1, at = Position.AFTER))
            val error = assertFailsWith<ApiConnectionException> { client.contactGroups.create("Spring sale") }
            assertEquals(Outcome.UNKNOWN, error.outcome)
            assertEquals("create_contact_group", emulator.journal.single().operation)
        }
    }
}
