package com.chat44mp.scenarios

import com.chat44mp.WATCHDOG
import java.nio.file.Path
import kotlin.io.path.readText
import kotlin.system.exitProcess
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

private const val CONCURRENCY = 8

/** The result of a scenario. */
class Result(val scenario: Scenario, val counts: Counts, val mismatch: Mismatch?)

/** Runs a scenario, with a timeout. */
suspend fun resultOf(scenario: Scenario, index: Int, target: Map<String, Any?>? = null): Result = try {
    Result(scenario, withTimeout(WATCHDOG) { run(scenario, index, target) }, null)
} catch (mismatch: Mismatch) {
    Result(scenario, Counts(), mismatch)
} catch (_: TimeoutCancellationException) {
    Result(scenario, Counts(), Mismatch("the runner", listOf("the scenario timed out")))
} catch (error: Exception) {
    Result(scenario, Counts(), Mismatch("the runner", listOf(error.stackTraceToString())))
}

/**
 * Runs all scenarios, or those whose file or name contains a text; `--json` prints a report like `cargo xtask scenarios`.
 * With `CHAT44MP_SCENARIO_TARGET` set to the path of a target file, they run against the server that it names.
 */
fun main(arguments: Array<String>) = runBlocking(Dispatchers.Default) {
    val json = "--json" in arguments
    val filter = arguments.firstOrNull { it != "--json" }.orEmpty()
    val target = System.getenv("CHAT44MP_SCENARIO_TARGET")?.let { read(Path.of(it).readText()).map() }
    val scenarios = scenarios().withIndex().filter { (_, scenario) -> filter in "${scenario.file} ${scenario.name}" }
    val permits = Semaphore(if (target == null) CONCURRENCY else 1)
    val results = scenarios.map { (index, scenario) ->
        async { permits.withPermit { resultOf(scenario, index, target) } }
    }.awaitAll()
    val failures = results.filter { it.mismatch != null }
    val skipped = results.count { it.mismatch == null && it.counts.stepsRun == 0 }
    for (failed in failures) {
        println("FAILED ${failed.scenario.file}: ${failed.scenario.name}\n${failed.mismatch!!.message!!.prependIndent("  ")}")
    }
    val passed = scenarios.size - failures.size - skipped
    println("scenarios (Kotlin): $passed passed, ${failures.size} failed, $skipped skipped")
    if (json) println(report(passed, skipped, results))
    if (failures.isNotEmpty() || scenarios.isEmpty()) exitProcess(1)
}

private fun report(passed: Int, skipped: Int, results: List<Result>): JsonObject {
    val failures = results.filter { it.mismatch != null }
    val skips = results.flatMap { it.counts.skips.entries }.groupingBy { it.key }.fold(0) { sum, entry -> sum + entry.value }
    return JsonObject(
        mapOf(
            "passed" to JsonPrimitive(passed),
            "failed" to JsonPrimitive(failures.size),
            "skipped" to JsonPrimitive(skipped),
            "skipped_steps" to JsonPrimitive(results.sumOf { it.counts.stepsSkipped }),
            "skips" to JsonObject(skips.mapValues { JsonPrimitive(it.value) }),
            "failures" to JsonArray(failures.map(::failure)),
        ),
    )
}

private fun failure(failed: Result) = JsonObject(
    mapOf(
        "file" to JsonPrimitive(failed.scenario.file),
        "scenario" to JsonPrimitive(failed.scenario.name),
        "at" to JsonPrimitive(failed.mismatch!!.at),
        "problems" to JsonArray(failed.mismatch.problems.map(::JsonPrimitive)),
    ),
)
