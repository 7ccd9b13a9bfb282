import com.chat44mp.Chat44mpClient
import com.chat44mp.ConflictException
import com.chat44mp.NewContact

suspend fun main() {
    val client = Chat44mpClient() // CHAT44MP_API_KEY, and CHAT44MP_BASE_URL for your own server

    val groupId = client.contactGroups.create("Spring sale")
    try {
        val contactId = client.contacts.create(
            NewContact(groupId, email = "ada@example.com", phoneNumber = "+393331234567", firstName = "Ada"),
        )
        println("created contact $contactId")
    } catch (error: ConflictException) {
        println("already exists: ${error.code}")
    }

    client.flows.answers(1).collect { row -> println("${row.subscriberId}: ${row.answers.size} answers") }
    client.close()
}
