package com.chat44mp.scenarios

import kotlin.system.exitProcess
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.sync.withPermit
import kotlinx.coroutines.withTimeout
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

private val PATIENCE = 60.seconds
private const val AT_A_TIME = 8

/** Plays a scenario; says where it went wrong, if it did. */
suspend fun judge(scenario: Scenario, index: Int): Wrong? = try {
    withTimeout(PATIENCE) { play(scenario, index) }
    null
} catch (wrong: Wrong) {
    wrong
} catch (_: TimeoutCancellationException) {
    Wrong("the runner", listOf("it did not end"))
} catch (broken: Exception) {
    Wrong("the runner", listOf(broken.stackTraceToString()))
}

/** All scenarios, or those whose file and name have a text in them; with `json` a report like that of `cargo xtask scenarios`. */
fun main(arguments: Array<String>) = runBlocking(Dispatchers.Default) {
    val json = "--json" in arguments
    val filter = arguments.firstOrNull { it != "--json" }.orEmpty()
    val scenarios = scenarios().withIndex().filter { (_, scenario) -> filter in "${scenario.file} ${scenario.name}" }
    val places = Semaphore(AT_A_TIME)
    val failures = scenarios.map { (index, scenario) ->
        async { places.withPermit { judge(scenario, index)?.let { scenario to it } } }
    }.awaitAll().filterNotNull()
    for ((scenario, wrong) in failures) println("FAILED ${scenario.file}: ${scenario.name}\n${wrong.message!!.prependIndent("  ")}")
    println("scenarios (Kotlin): ${scenarios.size - failures.size} passed, ${failures.size} failed")
    if (json) println(report(scenarios.size - failures.size, failures))
    if (failures.isNotEmpty() || scenarios.isEmpty()) exitProcess(1)
}

private fun report(passed: Int, failures: List<Pair<Scenario, Wrong>>) = JsonObject(
    mapOf(
        "passed" to JsonPrimitive(passed),
        "failed" to JsonPrimitive(failures.size),
        "skipped" to JsonPrimitive(0),
        "failures" to JsonArray(
            failures.map { (scenario, wrong) ->
                JsonObject(
                    mapOf(
                        "file" to JsonPrimitive(scenario.file),
                        "scenario" to JsonPrimitive(scenario.name),
                        "at" to JsonPrimitive(wrong.at),
                        "problems" to JsonArray(wrong.problems.map(::JsonPrimitive)),
                    ),
                )
            },
        ),
    ),
)
