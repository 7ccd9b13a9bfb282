// The code of the guides in Kotlin. A test runs it from top to bottom on the emulator.

package docs

import com.chat44mp.CallOptions
import com.chat44mp.Chat44mpClient
import com.chat44mp.Chat44mpException
import com.chat44mp.Contact
import com.chat44mp.ImportOptions
import com.chat44mp.ImportRow
import com.chat44mp.LogFields
import com.chat44mp.LogLevel
import com.chat44mp.Logger
import com.chat44mp.MessagePattern
import com.chat44mp.NotFoundException
import com.chat44mp.Outcome
import com.chat44mp.RequestHooks
import com.chat44mp.ResponseEvent
import java.nio.file.Path
import kotlin.time.Duration.Companion.minutes

suspend fun outcomes(client: Chat44mpClient) {
    // region outcome
    try {
        client.contactGroups.create("Spring sale")
    } catch (error: Chat44mpException) {
        when {
            error.outcome == Outcome.UNKNOWN -> println("check before you repeat it: ${error.code}") // the group may exist
            error.retryable -> println("try again in ${error.retryAfter}") // nothing was changed
            else -> println(error.hint)
        }
    }
    // endregion

    // region per_call
    val flows = client.flows.list(CallOptions(timeout = 5.minutes, maxRetries = 5))
    // endregion
    check(flows.isNotEmpty())
}

// region crm_import
class Person(val crmId: String, val email: String, val phoneNumber: String, val firstName: String)

/** Imports what the CRM changed since the last run, and writes the contact IDs back. */
suspend fun importPeople(client: Chat44mpClient, groupId: Long, folder: Path, store: MutableMap<String, Long>) {
    val people = listOf(
        Person("A-1", "grace@shop.example", "+393331230001", "Grace"),
        Person("A-2", "alan@shop.example", "+393331230002", "Alan"),
    )
    val report = client.contacts.importRows(
        people.map { ImportRow(it.email, it.phoneNumber, it.firstName) },
        groupId,
        ImportOptions(
            results = folder.resolve("crm-$groupId.results.jsonl"),
            errors = folder.resolve("crm.errors.csv"),
            phoneRegion = "IT",
        ),
        onRow = { result -> result.id?.let { store[people[result.row.toInt() - 1].crmId] = it } },
    )
    println("${report.created} created, ${report.exists} already existed, ${report.invalid} invalid")
}
// endregion

suspend fun keys(client: Chat44mpClient) {
    // region many_keys
    for ((shop, name) in mapOf("north" to "CHAT44MP_API_KEY", "south" to "CHAT44MP_ADMIN_KEY")) {
        val its = client.withOptions(System.getenv(name)) // shares the connections
        println("$shop: ${its.flows.list().size} campaigns")
    }
    // endregion

    // region rotate
    client.setApiKey(System.getenv("CHAT44MP_API_KEY")) // calls that start later use the new key
    // endregion

    // region messages
    val pattern = MessagePattern("Il contatto non esiste", "contact_not_found", operation = "get_contact")
    val translated = client.withOptions { messagePatterns = listOf(pattern) }
    // endregion
    check(translated.contacts.get(233).id == 233L)
}

// region migrate
suspend fun findContact(client: Chat44mpClient, contactId: Long): Contact? =
    try {
        client.contacts.get(contactId)
    } catch (_: NotFoundException) {
        null
    }
// endregion

fun networks() {
    // region proxy
    val behindProxy = Chat44mpClient { proxy = "http://user:password@proxy.example.com:3128" }
    val direct = Chat44mpClient { proxy = "" } // ignores HTTPS_PROXY
    val privateCa = Chat44mpClient { caCerts = "company-ca.pem" }
    // endregion
    listOf(behindProxy, direct, privateCa).forEach(Chat44mpClient::close)
}

suspend fun logs(client: Chat44mpClient) {
    // region logging
    val logged = client.withOptions { logger = Logger { level, line -> println("$level $line") } }
    // endregion
    logged.contacts.get(233)

    // region structured
    class Structured : Logger {
        override fun log(level: LogLevel, line: String) = println("$level $line")

        override fun log(level: LogLevel, line: String, fields: LogFields) =
            println("""{"level": "$level", "operation": "${fields.operation}", "elapsed_ms": ${fields.elapsedMs}}""")
    }
    val structured = client.withOptions { logger = Structured() }
    // endregion
    structured.contacts.get(233)

    // region hooks
    class Metrics : RequestHooks {
        override fun onResponse(event: ResponseEvent) =
            println("${event.operation} ${event.code ?: "ok"} ${event.elapsed.toMillis()} ms")
    }
    val measured = client.withOptions { hooks = Metrics() }
    // endregion
    measured.contacts.get(233)
}
