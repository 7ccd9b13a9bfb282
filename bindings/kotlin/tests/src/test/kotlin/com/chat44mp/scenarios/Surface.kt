package com.chat44mp.scenarios

import com.chat44mp.CallOptions
import com.chat44mp.Chat44mpClient
import com.chat44mp.Chat44mpException
import com.chat44mp.ClientOptions
import com.chat44mp.RawResponse
import com.chat44mp.Secret
import java.lang.reflect.InvocationTargetException
import java.nio.file.Path
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.format.DateTimeFormatter
import kotlin.reflect.KCallable
import kotlin.reflect.KClass
import kotlin.reflect.KFunction
import kotlin.reflect.KMutableProperty1
import kotlin.reflect.KParameter
import kotlin.reflect.KProperty1
import kotlin.reflect.KType
import kotlin.reflect.KVisibility
import kotlin.reflect.full.callSuspendBy
import kotlin.reflect.full.declaredMemberFunctions
import kotlin.reflect.full.declaredMemberProperties
import kotlin.reflect.full.memberProperties
import kotlin.reflect.full.primaryConstructor
import kotlin.reflect.full.superclasses
import kotlin.reflect.full.valueParameters
import kotlin.reflect.jvm.jvmErasure
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.toList

// Runs calls of scenarios with this package, and converts their values. Calls are found by their names.

/** Creates a client with the options of a scenario. */
fun newClient(key: String, options: Map<String, Any?>) = Chat44mpClient(key) {
    for ((name, value) in options) {
        @Suppress("UNCHECKED_CAST")
        val option = ClientOptions::class.memberProperties.named(name) as KMutableProperty1<ClientOptions, Any?>
        option.set(this, converted(value, option.returnType))
    }
}

/** Options of one call. */
fun callOptions(of: Map<String, Any?>): CallOptions? =
    if (of.isEmpty()) null else converted(of, CallOptions::class) as CallOptions

/** Runs a call and converts its value to the form used in scenarios. */
suspend fun call(client: Chat44mpClient, name: String, args: Map<String, Any?>, options: CallOptions?): Any? =
    plain(client.run(name, args, options), json = name == "call")

/** Like [call], for the raw variant. */
suspend fun rawCall(
    client: Chat44mpClient,
    name: String,
    args: Map<String, Any?>,
    options: CallOptions?,
    keepBody: Boolean,
): Any? {
    val raw: RawResponse<Any?> = client.raw(keepBody) { run(name, args, options) }
    val value = plain(raw.value, json = name == "call")
    val body = raw.body?.decodeToString()
    return mapOf("value" to value, "status" to raw.status.toLong(), "headers" to raw.headers, "body" to body)
}

private suspend fun Chat44mpClient.run(name: String, args: Map<String, Any?>, options: CallOptions?): Any? {
    val path = name.split('.')
    val owner = path.dropLast(1).fold<String, Any>(this) { owner, property ->
        checkNotNull(surface(owner).memberProperties.named(property).getter.call(owner))
    }
    // Overloads for a flow or a sequence do the same as the one for an iterable.
    val isOverload = { call: KFunction<*> -> call.valueParameters.any { it.type.jvmErasure in LAZY } }
    val call = surface(owner).declaredMemberFunctions.filterNot(isOverload).named(path.last())
    val given = arguments(call, args) + call.valueParameters.filter { it.name == "options" }.associateWith { options }
    val value = try {
        call.callSuspendBy(given + (call.parameters.first() to owner))
    } catch (thrown: InvocationTargetException) {
        throw thrown.targetException
    }
    if (value !is Flow<*>) return value
    return value.toList().map { row ->
        if (row is Map<*, *>) row.mapKeys { (column, _) -> FIXED_COLUMNS[column] ?: column } else row
    }
}

private val LAZY = setOf(Flow::class, Sequence::class)

/** Columns that are not questions. */
private val FIXED_COLUMNS = mapOf("subscriberId" to "subscriber_id", "questionId" to "question_id")

/** The arguments of a call by name; those that are no parameter are the fields of the parameter that is a data class. */
private fun arguments(call: KFunction<*>, given: Map<String, Any?>): Map<KParameter, Any?> {
    val left = given.filterValues { it != null }.mapKeys { (name, _) -> camel(name) }.toMutableMap()
    val arguments = mutableMapOf<KParameter, Any?>()
    for (parameter in call.valueParameters) {
        left.remove(parameter.name)?.let { arguments[parameter] = converted(it, parameter.type) }
    }
    call.valueParameters.find { it.type.jvmErasure.isData && it !in arguments && it.name != "options" }?.let {
        arguments[it] = converted(left.toMap(), it.type)
        left.clear()
    }
    check(left.isEmpty()) { "${call.name} has no parameter ${left.keys}" }
    return arguments
}

private fun converted(value: Any?, type: KType): Any? = when (type.jvmErasure) {
    List::class, Iterable::class -> value.list().map { converted(it, checkNotNull(type.arguments.single().type)) }
    Map::class -> value.map().mapValues { it.value.toString() }
    else -> converted(value, type.jvmErasure)
}

private fun converted(value: Any?, type: KClass<*>): Any? = when {
    type == Int::class -> (value as Long).toInt()
    type == Duration::class -> (value as Number).toDouble().seconds
    type == Path::class -> Path.of(value as String)
    type == LocalDate::class -> LocalDate.parse(value as String)
    type == Secret::class -> Secret(value as String)
    type.java.isEnum -> type.java.enumConstants.single { (it as Enum<*>).name.equals(value as String, ignoreCase = true) }
    type.isData || type == CallOptions::class -> checkNotNull(type.primaryConstructor).let { it.callBy(arguments(it, value.map())) }
    else -> value
}

/** The public interface of a client or a resource. */
private fun surface(owner: Any): KClass<*> = owner::class.superclasses.single { it.java.isInterface }

private fun <T : KCallable<*>> Collection<T>.named(name: String): T =
    checkNotNull(singleOrNull { it.name == camel(name) }) { "there is no ${camel(name)}" }

private fun camel(name: String) = name.replace(Regex("_([a-z])")) { it.groupValues[1].uppercase() }

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
    is java.time.Duration -> value.toNanos() / 1e9
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
