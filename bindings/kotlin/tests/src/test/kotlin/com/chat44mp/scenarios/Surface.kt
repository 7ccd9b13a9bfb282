package com.chat44mp.scenarios

import com.chat44mp.CallKind
import com.chat44mp.CallOptions
import com.chat44mp.Chat44mpClient
import com.chat44mp.Chat44mpException
import com.chat44mp.ClientOptions
import com.chat44mp.ContactUpdate
import com.chat44mp.ErrorKind
import com.chat44mp.ExportFormat
import com.chat44mp.ImportOptions
import com.chat44mp.ImportRow
import com.chat44mp.MessagePattern
import com.chat44mp.NewContact
import com.chat44mp.NewUser
import com.chat44mp.Password
import com.chat44mp.RawResponse
import com.chat44mp.RowLayout
import com.chat44mp.UserUpdate
import java.nio.file.Path
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.format.DateTimeFormatter
import kotlin.reflect.KProperty1
import kotlin.reflect.KVisibility
import kotlin.reflect.full.declaredMemberProperties
import kotlin.reflect.full.memberProperties
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlin.time.DurationUnit
import kotlinx.coroutines.flow.toList

// Runs calls of scenarios with this package, and converts their values.

/** Creates a client with the options of a scenario. */
fun newClient(key: String, options: Map<String, Any?>): Chat44mpClient = withArguments(options) {
    val arguments = this
    Chat44mpClient(key) {
        arguments.find("base_url")?.let { baseUrl = it as String }
        arguments.find("allow_http")?.let { allowHttp = it as Boolean }
        arguments.find("timeout")?.let { timeout = seconds(it) }
        arguments.find("connect_timeout")?.let { connectTimeout = seconds(it) }
        arguments.find("head_timeout")?.let { headTimeout = seconds(it) }
        arguments.find("stall_timeout")?.let { stallTimeout = seconds(it) }
        arguments.find("max_retries")?.let { maxRetries = (it as Long).toInt() }
        arguments.find("max_concurrency")?.let { maxConcurrency = (it as Long).toInt() }
        arguments.find("backoff")?.let { backoff = seconds(it) }
        arguments.find("settle_delay")?.let { settleDelay = seconds(it) }
        arguments.find("max_response_bytes")?.let { maxResponseBytes = it as Long }
        arguments.find("proxy")?.let { proxy = it as String }
        arguments.find("ca_certs")?.let { caCerts = it as String }
        arguments.find("user_agent_suffix")?.let { userAgentSuffix = it as String }
        arguments.find("message_patterns")?.let { patterns -> messagePatterns = patterns.list().map { pattern(it.map()) } }
    }
}

private fun pattern(of: Map<String, Any?>) = withArguments(of) {
    MessagePattern(
        text = text("text"),
        code = text("code"),
        operation = optionalText("operation"),
        kind = optionalText("kind")?.let { ErrorKind.valueOf(it.uppercase()) },
    )
}

/** Runs a call and converts its value to the form used in scenarios. */
suspend fun call(client: Chat44mpClient, name: String, args: Map<String, Any?>, options: CallOptions?): Any? =
    plain(withArguments(args) { client.call(name, this, options) }, json = name == "call")

/** Like [call], for the raw variant. */
suspend fun rawCall(
    client: Chat44mpClient,
    name: String,
    args: Map<String, Any?>,
    options: CallOptions?,
    keepBody: Boolean,
): Any? {
    val raw: RawResponse<Any?> = client.raw(keepBody) {
        withArguments(args) { call(name, this, options) }
    }
    val value = plain(raw.value, json = name == "call")
    val body = raw.body?.decodeToString()
    return mapOf("value" to value, "status" to raw.status.toLong(), "headers" to raw.headers, "body" to body)
}

private suspend fun Chat44mpClient.call(name: String, args: Arguments, options: CallOptions?): Any? = with(args) {
    when (name) {
        "users.get" -> users.get(optionalId("user_id"), optionalText("email"), options)
        "users.create" -> users.create(newUser(), options)
        "users.update" -> users.update(
            id("user_id"),
            UserUpdate(
                name = optionalText("name"),
                mobile = optionalText("mobile"),
                address = optionalText("address"),
                packageId = optionalId("package_id"),
                expiresOn = optionalText("expires_on")?.let(LocalDate::parse),
            ),
            options,
        )
        "users.provision" -> users.provision(newUser(), options)
        "packages.list" -> packages.list(options)
        "subscribers.get" -> subscribers.get(text("subscriber_id"), options)
        "labels.list" -> labels.list(text("page_id"), options)
        "labels.create" -> labels.create(text("page_id"), text("name"), options)
        "labels.assign" ->
            labels.assign(text("page_id"), text("subscriber_id"), take("label_ids").list().map { it as String }, options)
        "contact_groups.get" -> contactGroups.get(id("group_id"), options)
        "contact_groups.create" -> contactGroups.create(text("name"), options)
        "contact_groups.update" -> contactGroups.update(id("group_id"), text("name"), options)
        "contact_groups.delete" -> contactGroups.delete(id("group_id"), options)
        "contacts.get" -> contacts.get(id("contact_id"), options)
        "contacts.create" -> contacts.create(
            NewContact(
                groupId = id("group_id"),
                email = optionalText("email"),
                phoneNumber = optionalText("phone_number"),
                firstName = optionalText("first_name"),
                lastName = optionalText("last_name"),
            ),
            options,
        )
        "contacts.update" -> contacts.update(
            id("contact_id"),
            ContactUpdate(
                email = optionalText("email"),
                phoneNumber = optionalText("phone_number"),
                firstName = optionalText("first_name"),
                lastName = optionalText("last_name"),
            ),
            options,
        )
        "contacts.delete" -> contacts.delete(id("contact_id"), options)
        "contacts.import_rows" -> contacts.importRows(
            take("rows").list().map { row -> withArguments(row.map()) { importRow() } },
            id("group_id"),
            importOptions(),
            options,
        )
        "contacts.import_file" -> contacts.importFile(Path.of(text("path")), id("group_id"), importOptions(), options)
        "flows.list" -> flows.list(options)
        "flows.get" -> flows.get(id("flow_id"), options)
        "flows.subscriber_answers" -> flows.subscriberAnswers(id("flow_id"), text("subscriber_id"), options)
        "flows.answers" -> flows.answers(id("flow_id"), options).toList()
        "flows.rows" ->
            flows.rows(id("flow_id"), optionalText("layout")?.let { RowLayout.valueOf(it.uppercase()) }, options).toList()
                .map { row -> row.mapKeys { (column, _) -> FIXED_COLUMNS[column] ?: column } }
        "flows.export" -> flows.export(
            id("flow_id"),
            Path.of(text("path")),
            optionalText("format")?.let { ExportFormat.valueOf(it.uppercase()) },
            flag("raw_cells"),
            options,
        )
        "call" -> call(
            text("name"),
            find("params").map().mapValues { it.value.toString() },
            CallKind.valueOf(text("kind").uppercase()),
            optionalText("path_id"),
            options,
        )
        else -> error("this runner does not know the call $name")
    }
}

/** Columns that are not questions. */
private val FIXED_COLUMNS = mapOf("subscriberId" to "subscriber_id", "questionId" to "question_id")

private fun Arguments.importRow() = ImportRow(
    email = optionalText("email"),
    phoneNumber = optionalText("phone_number"),
    firstName = optionalText("first_name"),
    lastName = optionalText("last_name"),
)

private fun Arguments.importOptions() = ImportOptions(
    results = optionalText("results")?.let(Path::of),
    errors = optionalText("errors")?.let(Path::of),
    map = find("map").map().mapValues { it.value as String },
    delimiter = optionalText("delimiter"),
    encoding = optionalText("encoding"),
    concurrency = (find("concurrency") as Long?)?.toInt(),
    dryRun = flag("dry_run"),
    resendUnknown = flag("resend_unknown"),
)

private fun Arguments.newUser() = NewUser(
    name = text("name"),
    email = text("email"),
    password = Password(text("password")),
    packageId = id("package_id"),
    expiresOn = LocalDate.parse(text("expires_on")),
    mobile = optionalText("mobile"),
    address = optionalText("address"),
)

/** Options of one call. */
fun callOptions(of: Map<String, Any?>): CallOptions? = if (of.isEmpty()) null else withArguments(of) {
    CallOptions(
        timeout = find("timeout")?.let(::seconds),
        maxRetries = find("max_retries")?.let { (it as Long).toInt() },
    )
}

private fun seconds(value: Any?): Duration = (value as Number).toDouble().seconds

/** Arguments in a scenario. */
class Arguments(of: Map<String, Any?>) {
    val left = of.toMutableMap()

    fun find(name: String): Any? = left.remove(name)

    fun take(name: String): Any = checkNotNull(find(name)) { "$name is missing" }

    fun text(name: String) = take(name) as String

    fun optionalText(name: String) = find(name) as String?

    fun id(name: String) = take(name) as Long

    fun flag(name: String) = find(name) as Boolean? ?: false

    fun optionalId(name: String) = find(name) as Long?
}

/** Passes [values] to [use], and checks that all of them were read. */
private inline fun <T> withArguments(values: Map<String, Any?>, use: Arguments.() -> T): T {
    val arguments = Arguments(values)
    return arguments.use().also { check(arguments.left.isEmpty()) { "this runner does not know ${arguments.left.keys}" } }
}

/** Converts a value to the form used in scenarios. The server's JSON keeps its keys. */
fun plain(value: Any?, json: Boolean = false): Any? = when (value) {
    null, is Boolean, is Long, is Double -> value
    is String -> if (json) read(value) else value
    is Unit -> null
    is Int -> value.toLong()
    is Enum<*> -> value.name.lowercase()
    is LocalDateTime -> value.format(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
    is LocalDate -> value.toString()
    is Chat44mpException -> fields(value)
    is Duration -> value.toDouble(DurationUnit.SECONDS)
    is List<*> -> value.map { plain(it) }
    is Map<*, *> -> value.mapValues { plain(it.value) }
    else -> properties(value)
}

private fun properties(value: Any) = properties(value, value::class.memberProperties)

private fun properties(value: Any, of: Collection<KProperty1<*, *>>) = of.associate { property ->
    @Suppress("UNCHECKED_CAST")
    snake(property.name) to plain((property as KProperty1<Any, *>).get(value))
}

/** Converts an error to the form used in scenarios. */
fun fields(error: Chat44mpException): Map<String, Any?> {
    val public = Chat44mpException::class.declaredMemberProperties.filter { it.visibility == KVisibility.PUBLIC }
    return properties(error, public) + ("field" to error.field?.let(::snake))
}

private fun snake(name: String) = name.replace(Regex("[A-Z]")) { "_" + it.value.lowercase() }
