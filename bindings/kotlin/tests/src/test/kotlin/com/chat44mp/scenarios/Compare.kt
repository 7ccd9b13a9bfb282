package com.chat44mp.scenarios

import java.time.LocalDate
import java.time.LocalDateTime
import java.time.format.DateTimeParseException

// Compares actual values with those that a scenario expects.

/** Returns all differences, each with its path. */
fun differences(path: String, expected: Any?, actual: Any?): List<String> = when {
    expected is Map<*, *> && expected.keys.any { MATCHER in it.toString() } ->
        expected.filterNot { (name, argument) -> matches(name.toString(), argument, actual) }
            .map { (name, argument) -> "$path: expected {$name: ${show(argument)}}, got ${show(actual)}" }
    expected is Map<*, *> && actual is Map<*, *> ->
        expected.flatMap { (key, value) -> differences("$path.$key", value, actual[key]) }
    expected is List<*> && actual is List<*> && expected.size != actual.size ->
        listOf("$path: expected a list of ${expected.size}, got a list of ${actual.size}: ${show(actual)}")
    expected is List<*> && actual is List<*> ->
        expected.indices.flatMap { differences("$path[$it]", expected[it], actual[it]) }
    // Converting to `Double` would round large integers.
    expected is Number && actual is Number && expected.toString().toBigDecimal().compareTo(actual.toString().toBigDecimal()) == 0 ->
        emptyList()
    expected == actual -> emptyList()
    else -> listOf("$path: expected ${show(expected)}, got ${show(actual)}")
}

/** Like [differences], for an error whose `server_message` is a regular expression. */
fun errorDifferences(path: String, expected: Map<String, Any?>, actual: Map<String, Any?>): List<String> {
    val message = expected["server_message"]
    val pattern = if (message is String) mapOf("server_message" to mapOf("\$matches" to message)) else emptyMap()
    return differences(path, expected + pattern, actual)
}

private val MATCHER = Regex("^\\$(?!\\{)")

private fun matches(name: String, argument: Any?, actual: Any?): Boolean = when (name) {
    "\$type" -> hasType(argument.toString(), actual)
    "\$length" -> argument == when (actual) {
        is String -> actual.codePointCount(0, actual.length).toLong()
        is Collection<*> -> actual.size.toLong()
        is Map<*, *> -> actual.size.toLong()
        else -> null
    }
    "\$matches" -> actual is String && Regex(argument.toString()).containsMatchIn(actual)
    "\$contains" -> when (actual) {
        is String -> argument is String && argument in actual
        is List<*> -> (argument as? List<*> ?: listOf(argument)).all { part -> actual.any { same(part, it) } }
        else -> false
    }
    "\$not" -> !same(argument, actual)
    else -> error("there is no matcher $name")
}

private fun same(expected: Any?, actual: Any?) = differences("", expected, actual).isEmpty()

private fun hasType(type: String, value: Any?) = when (type) {
    "int" -> value is Long
    "number" -> value is Number
    "text" -> value is String
    "bool" -> value is Boolean
    "list" -> value is List<*>
    "map" -> value is Map<*, *>
    "date" -> parses(value, LocalDate::parse)
    "datetime" -> parses(value, LocalDateTime::parse)
    else -> error("there is no type $type")
}

private fun parses(value: Any?, parse: (String) -> Any) = try {
    value is String && parse(value) != value
} catch (_: DateTimeParseException) {
    false
}

/** Formats a value for a message. */
fun show(value: Any?): String = value.toString().let { if (it.length <= 300) it else it.take(300) + "…" }
