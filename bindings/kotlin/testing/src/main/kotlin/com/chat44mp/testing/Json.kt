@file:JvmSynthetic

package com.chat44mp.testing

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.booleanOrNull
import kotlinx.serialization.json.doubleOrNull
import kotlinx.serialization.json.longOrNull

// Converts JSON from and to maps, lists, `String`, `Long`, `Double`, `Boolean` and null.

internal fun parse(json: String): Any? = Json.parseToJsonElement(json).value()

internal fun text(value: Any?): String = value.element().toString()

private fun JsonElement.value(): Any? = when (this) {
    is JsonNull -> null
    is JsonPrimitive -> if (isString) content else booleanOrNull ?: longOrNull ?: doubleOrNull ?: content
    is JsonArray -> map { it.value() }
    is JsonObject -> mapValues { it.value.value() }
}

private fun Any?.element(): JsonElement = when (this) {
    null -> JsonNull
    is Boolean -> JsonPrimitive(this)
    is Number -> JsonPrimitive(this)
    is Iterable<*> -> JsonArray(map { it.element() })
    is Map<*, *> -> JsonObject(entries.associate { (key, value) -> key.toString() to value.element() })
    else -> JsonPrimitive(toString())
}
