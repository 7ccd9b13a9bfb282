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

/** Every scenario, in the order of the files' names. */
fun scenarios(): List<Scenario> = FOLDER.listDirectoryEntries("*.yaml").sortedBy { it.name }.flatMap { file ->
    read(file.readText()).list().flatMap { text ->
        val (name, profile) = text.map()["name"].toString() to (text.map()["profile"] ?: "observed").toString()
        if (profile != "both") return@flatMap listOf(Scenario(file.name, name, profile, text.map()))
        listOf("observed", "documented").map { Scenario(file.name, "$name [$it]", it, text.map()) }
    }
}

/** Reads YAML, of which JSON is a part. Integers become `Long`; a date stays text. */
fun read(yaml: String): Any? = plain(Load(SETTINGS).loadFromString(yaml))

/** The cases of `tests/matchers.json`, which every language's runner shares. */
fun matcherCases(): List<Map<String, Any?>> = read(FOLDER.resolveSibling("matchers.json").readText()).list().map { it.map() }

/** A value of YAML or JSON that is a mapping; what is left out is an empty one. */
@Suppress("UNCHECKED_CAST")
fun Any?.map(): Map<String, Any?> = this as Map<String, Any?>? ?: emptyMap()

/** A value of YAML or JSON that is a list. */
fun Any?.list(): List<Any?> = this as List<Any?>

private fun plain(value: Any?): Any? = when (value) {
    is Int -> value.toLong()
    is BigInteger -> value.toString()
    is Map<*, *> -> value.entries.associate { (key, item) -> key.toString() to plain(item) }
    is List<*> -> value.map(::plain)
    else -> value
}

private val SETTINGS = LoadSettings.builder().setCodePointLimit(Int.MAX_VALUE).build()

/** The repository's, from where Maven runs the tests: `bindings/kotlin/tests`. */
private val FOLDER: Path = Path.of(System.getProperty("chat44mp.scenarios", "../../../tests/scenarios"))
