// A complete sale on the built-in emulator.

package sale

import com.chat44mp.ApiConnectionException
import com.chat44mp.Chat44mpClient
import com.chat44mp.ConflictException
import com.chat44mp.ContactUpdate
import com.chat44mp.NewContact
import com.chat44mp.NewUser
import com.chat44mp.Password
import com.chat44mp.UserUpdate
import com.chat44mp.testing.Emulator
import com.chat44mp.testing.Fault
import com.chat44mp.testing.FaultKind
import com.chat44mp.testing.Position
import java.time.LocalDate
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.runBlocking

private fun show(call: String, result: Any?) = println("  ${call.padEnd(24)} $result")

/** Creates a user for the buyer; safe to repeat after any failure. */
private suspend fun sell(admin: Chat44mpClient) {
    val plan = admin.packages.list().first()
    show("packages.list", "${plan.name} for ${plan.price}")
    val buyer = NewUser(
        name = "Ada Bruni",
        email = "ada@shop.example",
        password = Password("correct horse battery"),
        packageId = plan.id,
        expiresOn = LocalDate.of(2030, 12, 31),
    )
    repeat(2) { time ->
        val (user, result) = admin.users.provision(buyer)
        show("users.provision", "user ${user.id} ${result.name.lowercase()}")
        admin.users.update(user.id, UserUpdate(mobile = "333123456$time"))
    }
    show("users.get", admin.users.get(email = buyer.email).mobile)
}

/** Assigns a label to a subscriber. */
private suspend fun greet(client: Chat44mpClient, pageId: String, subscriberId: String) {
    show("subscribers.get", client.subscribers.get(subscriberId).fullName)
    val label = client.labels.create(pageId, "Bought in spring")
    client.labels.assign(pageId, subscriberId, listOf(label))
    show("labels.assign", "label $label (the page has ${client.labels.list(pageId).size})")
}

/** Creates contacts concurrently; the client limits the number of requests in flight. */
private suspend fun importContacts(client: Chat44mpClient) = coroutineScope {
    val groupId = client.contactGroups.create("Spring sale")
    val contactIds = List(50) { n ->
        async { client.contacts.create(NewContact(groupId, "buyer$n@example.com", "33311${"$n".padStart(5, '0')}")) }
    }.awaitAll()
    show("contacts.create", "${contactIds.size} contacts in group $groupId")
    show("contacts.update", client.contacts.update(contactIds[0], ContactUpdate(firstName = "Ada")))
    show("contacts.get", client.contacts.get(contactIds[0]))
}

/** Streams the answers of all subscribers in constant memory. */
private suspend fun ask(client: Chat44mpClient, flowId: Long) {
    show("flows.get", client.flows.get(flowId).questions)
    client.flows.answers(flowId).collect { (subscriberId, answers) ->
        show("flows.answers", "$subscriberId: ${answers.joinToString(" | ") { it.answer }}")
    }
}

/** Shows the errors of a rejected and of a lost request. */
private suspend fun showErrors(emulator: Emulator, client: Chat44mpClient) {
    val groupId = client.contactGroups.create("Autumn sale")
    try {
        client.contacts.create(NewContact(groupId, email = emulator.fixtures["contact_email"] as String, phoneNumber = "1"))
    } catch (rejected: ConflictException) {
        println("\n${rejected.message}\n  ${rejected.hint}")
    }
    emulator.addFault(Fault(FaultKind.Reset, operation = "create_contact", at = Position.AFTER))
    try {
        client.contacts.create(NewContact(groupId, email = "lost@example.com", phoneNumber = "3339999999"))
    } catch (lost: ApiConnectionException) {
        println("\n${lost.message}\n  It may have happened: outcome is ${lost.outcome?.name?.lowercase()}.")
    }
}

fun main() = runBlocking {
    Emulator().use { emulator ->
        println("A sale, in Kotlin:")
        val fixtures = emulator.fixtures
        val client = emulator.client()
        sell(emulator.client(admin = true))
        greet(client, fixtures["page_with_bot"] as String, fixtures["subscriber"] as String)
        importContacts(client)
        ask(client, fixtures["flow"] as Long)
        showErrors(emulator, client)
        val counts = emulator.state["counts"] as Map<*, *>
        check(counts["contacts"] as Long >= 51) { "contacts are missing" }
    }
}
