package com.chat44mp.scenarios

import java.nio.file.Path
import kotlin.io.path.readText
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

/** What was run and skipped of a scenario, and where it went wrong, if it did. */
class Played(val scenario: Scenario, val tally: Tally, val wrong: Wrong?)

/** Plays a scenario. */
suspend fun judge(scenario: Scenario, index: Int, target: Map<String, Any?>? = null): Played = try {
    Played(scenario, withTimeout(PATIENCE) { play(scenario, index, target) }, null)
} catch (wrong: Wrong) {
    Played(scenario, Tally(), wrong)
} catch (_: TimeoutCancellationException) {
    Played(scenario, Tally(), Wrong("the runner", listOf("it did not end")))
} catch (broken: Exception) {
    Played(scenario, Tally(), Wrong("the runner", listOf(broken.stackTraceToString())))
}

/**
 * All scenarios, or those whose file and name contain a text; with `--json` a report like that of `cargo xtask scenarios`.
 * With `CHAT44MP_SCENARIO_TARGET` set to the path of a target file, they run on the server that it names.
 */
fun main(arguments: Array<String>) = runBlocking(Dispatchers.Default) {
    val json = "--json" in arguments
    val filter = arguments.firstOrNull { it != "--json" }.orEmpty()
    val target = System.getenv("CHAT44MP_SCENARIO_TARGET")?.let { read(Path.of(it).readText()).map() }
    val scenarios = scenarios().withIndex().filter { (_, scenario) -> filter in "${scenario.file} ${scenario.name}" }
    val permits = Semaphore(if (target == null) AT_A_TIME else 1)
    val played = scenarios.map { (index, scenario) ->
        async { permits.withPermit { judge(scenario, index, target) } }
    }.awaitAll()
    val failures = played.filter { it.wrong != null }
    val skipped = played.count { it.wrong == null && it.tally.stepsRun == 0 }
    for (failed in failures) {
        println("FAILED ${failed.scenario.file}: ${failed.scenario.name}\n${failed.wrong!!.message!!.prependIndent("  ")}")
    }
    val passed = scenarios.size - failures.size - skipped
    println("scenarios (Kotlin): $passed passed, ${failures.size} failed, $skipped skipped")
    if (json) println(report(passed, skipped, played))
    if (failures.isNotEmpty() || scenarios.isEmpty()) exitProcess(1)
}

private fun report(passed: Int, skipped: Int, played: List<Played>): JsonObject {
    val failures = played.filter { it.wrong != null }
    val skips = played.flatMap { it.tally.skips.entries }.groupingBy { it.key }.fold(0) { sum, entry -> sum + entry.value }
    return JsonObject(
        mapOf(
            "passed" to JsonPrimitive(passed),
            "failed" to JsonPrimitive(failures.size),
            "skipped" to JsonPrimitive(skipped),
            "skipped_steps" to JsonPrimitive(played.sumOf { it.tally.stepsSkipped }),
            "skips" to JsonObject(skips.mapValues { JsonPrimitive(it.value) }),
            "failures" to JsonArray(failures.map(::failure)),
        ),
    )
}

private fun failure(failed: Played) = JsonObject(
    mapOf(
        "file" to JsonPrimitive(failed.scenario.file),
        "scenario" to JsonPrimitive(failed.scenario.name),
        "at" to JsonPrimitive(failed.wrong!!.at),
        "problems" to JsonArray(failed.wrong.problems.map(::JsonPrimitive)),
    ),
)
