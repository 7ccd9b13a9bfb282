import com.chat44mp.Chat44mpClient
import com.chat44mp.ConflictException
import com.chat44mp.NewContact
import com.chat44mp.Outcome
import io.mockk.coEvery
import io.mockk.mockk
import kotlin.test.assertFailsWith
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.parallel.Isolated

@Isolated
class FakeTest {
    @Test
    fun `an address that is taken`() = runBlocking<Unit> {
        val client = mockk<Chat44mpClient>()
        coEvery { client.contacts.create(any()) } throws ConflictException("email_taken") { outcome = Outcome.REJECTED }
        assertFailsWith<ConflictException> { client.contacts.create(NewContact(groupId = 1, email = "ada@example.com")) }
    }
}
