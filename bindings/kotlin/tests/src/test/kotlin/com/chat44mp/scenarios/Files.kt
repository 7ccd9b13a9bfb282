package com.chat44mp.scenarios

import java.math.BigInteger
import java.nio.file.Path
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readText
import org.snakeyaml.engine.v2.api.Load
import org.snakeyaml.engine.v2.api.LoadSettings

// Reads the scenario files. Their format is described in `tests/scenarios/README.md`.

/** A scenario in one profile. */
class Scenario(val file: String, val name: String, val profile: String, val text: Map<String, Any?>)

/** Returns all scenarios, ordered by file name. */
fun scenarios(): List<Scenario> = FOLDER.listDirectoryEntries("*.yaml").sortedBy { it.name }.flatMap { file ->
    read(file.readText()).list().flatMap { text ->
        val (name, profile) = text.map()["name"].toString() to (text.map()["profile"] ?: "observed").toString()
        if (profile != "both") return@flatMap listOf(Scenario(file.name, name, profile, text.map()))
        listOf("observed", "documented").map { Scenario(file.name, "$name [$it]", it, text.map()) }
    }
}

/** Reads YAML, of which JSON is a subset. Integers become `Long`; dates stay strings. */
fun read(yaml: String): Any? = plain(Load(SETTINGS).loadFromString(yaml))

/** The cases of `tests/matchers.json`, shared by the runners of all languages. */
fun matcherCases(): List<Map<String, Any?>> = read(FOLDER.resolveSibling("matchers.json").readText()).list().map { it.map() }

/** Casts a YAML or JSON value to a map; null is an empty map. */
@Suppress("UNCHECKED_CAST")
fun Any?.map(): Map<String, Any?> = this as Map<String, Any?>? ?: emptyMap()

/** Casts a YAML or JSON value to a list. */
fun Any?.list(): List<Any?> = this as List<Any?>

private fun plain(value: Any?): Any? = when (value) {
    is Int -> value.toLong()
    is BigInteger -> value.toString()
    is Map<*, *> -> value.entries.associate { (key, item) -> key.toString() to plain(item) }
    is List<*> -> value.map(::plain)
    else -> value
}

private val SETTINGS = LoadSettings.builder().setCodePointLimit(Int.MAX_VALUE).build()

/** The repository's scenarios, relative to `bindings/kotlin/tests`, where Maven runs the tests. */
private val FOLDER: Path = Path.of(System.getProperty("chat44mp.scenarios", "../../../tests/scenarios"))
