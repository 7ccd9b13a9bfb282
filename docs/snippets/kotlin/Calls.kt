// The examples of the calls in Kotlin. A test runs them from top to bottom on the emulator.

package docs

import com.chat44mp.Chat44mpClient
import com.chat44mp.ConflictException
import com.chat44mp.ContactUpdate
import com.chat44mp.ExportFormat
import com.chat44mp.ImportOptions
import com.chat44mp.ImportRow
import com.chat44mp.NewContact
import com.chat44mp.NewUser
import com.chat44mp.Password
import com.chat44mp.ProvisionResult
import com.chat44mp.RowLayout
import com.chat44mp.UserUpdate
import java.nio.file.Path
import java.time.LocalDate

suspend fun users(admin: Chat44mpClient) {
    // region users.get
    val user = admin.users.get(email = "anna.rossi@example.org") // or userId = 41
    println("${user.id} ${user.name} ${user.active} ${user.expiresAt}")
    // endregion
    check(user.id == 41L)

    // region users.create
    val userId = admin.users.create(
        NewUser(
            name = "Ada Bruni",
            email = "ada@shop.example",
            password = Password("correct horse battery"),
            packageId = 16,
            expiresOn = LocalDate.of(2030, 12, 31),
        ),
    )
    println("created user $userId")
    // endregion
    check(userId == 100L)

    // region users.update
    admin.users.update(41, UserUpdate(packageId = 16, expiresOn = LocalDate.of(2031, 12, 31)))
    // endregion

    // region users.provision
    val (provisioned, result) = admin.users.provision(
        NewUser(
            name = "Grace Hopper",
            email = "grace@shop.example",
            password = Password("correct horse battery"),
            packageId = 16,
            expiresOn = LocalDate.of(2030, 12, 31),
        ),
    )
    if (result == ProvisionResult.CREATED) println("created user ${provisioned.id}")
    // endregion
    check(provisioned.id == 101L)

    // region packages.list
    for (plan in admin.packages.list()) println("${plan.id} ${plan.name} ${plan.price}")
    // endregion
}

suspend fun labels(client: Chat44mpClient) {
    // region subscribers.get
    val subscriber = client.subscribers.get("24994546734902201")
    println("${subscriber.fullName} ${subscriber.pageName} ${subscriber.subscribedAt}")
    // endregion

    // region labels.list
    for (label in client.labels.list("10215000000000101")) println("${label.id} ${label.name}")
    // endregion

    // region labels.create
    val labelId = client.labels.create("10215000000000101", "Spring sale")
    println("created label $labelId") // keep it: labels.list does not return it
    // endregion

    // region labels.assign
    client.labels.assign("10215000000000101", "24994546734902201", listOf(labelId))
    // endregion
}

suspend fun contacts(client: Chat44mpClient) {
    // region contact_groups.get
    val group = client.contactGroups.get(67)
    println("${group.name} ${group.createdAt}")
    // endregion
    check(group.name == "Customers")

    // region contact_groups.create
    val groupId = client.contactGroups.create("Spring sale")
    println("created group $groupId")
    // endregion
    check(groupId == 276L)

    // region contact_groups.update
    val renamed = client.contactGroups.update(67, "Regular customers")
    println(renamed) // APPLIED, or UNCHANGED if the group has this name
    // endregion

    // region contact_groups.delete
    client.contactGroups.delete(68) // its contacts remain
    // endregion

    // region contacts.get
    val contact = client.contacts.get(233)
    println("${contact.firstName} ${contact.email} ${contact.groupIds}")
    // endregion
    check(contact.firstName == "Ada")

    // region contacts.create
    try {
        val contactId = client.contacts.create(
            NewContact(67, email = "ada@example.com", phoneNumber = "+393331234567", firstName = "Ada"),
        )
        println("created contact $contactId")
    } catch (error: ConflictException) {
        println("already exists: ${error.code}") // email_taken or phone_taken
    }
    // endregion

    // region contacts.update
    val change = client.contacts.update(233, ContactUpdate(firstName = "Ada Maria")) // only fields that change
    println(change) // APPLIED or UNCHANGED
    // endregion

    // region contacts.delete
    client.contacts.delete(234)
    // endregion

    // region call
    val json = client.call("get_contact", mapOf("contact_id" to "233"))
    println(json)
    // endregion
    check("Ada Maria" in json)
}

/** [folder] has the file to import. */
suspend fun imports(client: Chat44mpClient, folder: Path) {
    // region contacts.import_file
    val files = ImportOptions(
        results = folder.resolve("people.results.jsonl"),
        errors = folder.resolve("people.errors.csv"),
    )
    val report = client.contacts.importFile(folder.resolve("people.csv"), groupId = 67, files)
    println("${report.created} created, ${report.exists} already existed, ${report.invalid} invalid")
    // endregion
    check(report.created == 2L)

    // region contacts.import_rows
    val rows = (0 until 100).asSequence().map { n ->
        ImportRow(email = "buyer$n@example.com", phoneNumber = "+39333" + "$n".padStart(7, '0'))
    }
    val options = ImportOptions(results = folder.resolve("buyers.results.jsonl"))
    val imported = client.contacts.importRows(rows, groupId = 67, options)
    for (reason in imported.reasons) println("${reason.rows} rows: ${reason.message} ${reason.firstRows}")
    // endregion
    check(imported.created == 100L)
}

suspend fun flows(client: Chat44mpClient, folder: Path) {
    // region flows.list
    for (campaign in client.flows.list()) println("${campaign.id} ${campaign.name}")
    // endregion

    // region flows.get
    val flow = client.flows.get(1)
    println("${flow.name} ${flow.questions}")
    // endregion
    check(flow.questions.size == 3)

    // region flows.subscriber_answers
    val answers = client.flows.subscriberAnswers(1, "24994546734902201").answers
    for (answer in answers) println("${answer.question} ${answer.answer}")
    // endregion
    check(answers.size == 3)

    // region flows.answers
    client.flows.answers(1).collect { row -> println("${row.subscriberId}: ${row.answers.size} answers") }
    // endregion

    // region flows.rows
    client.flows.rows(1, RowLayout.WIDE).collect { row -> println(row) } // a map from column to value
    // endregion

    // region flows.export
    val report = client.flows.export(1, folder.resolve("answers.xlsx"), ExportFormat.WIDE_EXCEL)
    println("${report.answers} answers of ${report.subscribers} subscribers")
    // endregion
    check(report.answers == 6L)
}

/** Creates the clients as a program does. */
fun clients(): List<Chat44mpClient> {
    // region client
    val client = Chat44mpClient() // CHAT44MP_API_KEY, and CHAT44MP_BASE_URL for your own server
    // endregion

    // region admin
    val admin = Chat44mpClient(System.getenv("CHAT44MP_ADMIN_KEY"))
    // endregion
    return listOf(client, admin)
}
