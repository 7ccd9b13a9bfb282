package com.chat44mp.scenarios

import com.chat44mp.Chat44mpClient
import com.chat44mp.Chat44mpException
import com.chat44mp.testing.Emulator
import com.chat44mp.testing.Profile
import java.net.InetAddress
import java.net.ServerSocket
import java.nio.file.Path
import kotlin.io.path.createTempDirectory
import kotlin.io.path.exists
import kotlin.io.path.readText
import kotlin.io.path.writeBytes

/** A mismatch in a scenario: the step, and the differences. */
class Mismatch(val at: String, val problems: List<String>) : AssertionError((listOf(at) + problems).joinToString("\n"))

/** The counts of run and skipped steps of a scenario. */
class Counts {
    var stepsRun = 0
    var stepsSkipped = 0
    val skips = mutableMapOf<String, Int>()

    fun skip(reason: String, count: Int = 1) = skips.merge(reason, count, Int::plus)
}

/** A part of a scenario that cannot run against the target, with the reason. */
private class Skipped(reason: String) : Exception(reason)

/** The server that a scenario runs on. */
private class Stage(val fixtures: Map<String, Any?>, val options: Map<String, Any?>, val emulator: Emulator? = null) :
    AutoCloseable {
    override fun close() {
        emulator?.close()
    }
}

/** Runs a scenario on a separate emulator or against the target. */
suspend fun run(scenario: Scenario, index: Int, target: Map<String, Any?>? = null): Counts {
    val counts = Counts()
    try {
        val stage = if (target == null) emulatorStage(scenario, index) else targetStage(scenario, index, target)
        stage.use {
            // A host that never responds.
            ServerSocket(0, 50, InetAddress.getLoopbackAddress()).use { silent ->
                val folder = createTempDirectory("chat44mp-")
                try {
                    ScenarioRun(scenario.text, stage, silent, folder, counts).run()
                } finally {
                    folder.toFile().deleteRecursively()
                }
            }
        }
    } catch (skipped: Skipped) {
        counts.stepsSkipped = scenario.text["steps"].list().size - counts.stepsRun
        counts.skip(skipped.message!!, counts.stepsSkipped)
    }
    return counts
}

private fun emulatorStage(scenario: Scenario, index: Int): Stage {
    val phpErrors = scenario.text["php_errors"] as Boolean? ?: false
    val emulator = Emulator(Profile.valueOf(scenario.profile.uppercase()), phpErrors = phpErrors)
    scenario.text["seed"]?.let { seed ->
        // Additions can refer to fixtures of the default seed, such as the member's ID.
        emulator.load(Variables(emulator.fixtures).resolve(seed).map() + ("extends" to "default"))
    }
    val fixtures = emulator.fixtures + mapOf(
        "unique" to "u$index",
        "unique_digits" to (3_330_000_000 + index).toString(),
        "emulator_host" to emulator.baseUrl.removePrefix("http://").substringBefore("/"),
    )
    return Stage(fixtures, mapOf("base_url" to emulator.baseUrl, "backoff" to 0.005, "settle_delay" to 0.02), emulator)
}

private fun targetStage(scenario: Scenario, index: Int, target: Map<String, Any?>): Stage {
    val text = scenario.text
    if (text["faults"] != null) throw Skipped("only the emulator injects faults")
    if (text["seed"] != null || text["php_errors"] == true) throw Skipped("the scenario needs a specific state")
    if (scenario.profile != (target["profile"] ?: "observed")) throw Skipped("the scenario is for another profile")
    val now = System.currentTimeMillis()
    val unique = mapOf("unique" to "u${now}x$index", "unique_digits" to "$now${index.toString().padStart(4, '0')}")
    return Stage(target["fixtures"].map() + unique, target["client"].map() + ("base_url" to target["base_url"]))
}

private class ScenarioRun(
    private val text: Map<String, Any?>,
    private val stage: Stage,
    silent: ServerSocket,
    private val folder: Path,
    private val counts: Counts,
) {
    private val clients = mutableMapOf<String, Chat44mpClient>()
    private val names = Variables(
        stage.fixtures + mapOf("folder" to folder.toString(), "silent_host" to "127.0.0.1:${silent.localPort}"),
    )

    init {
        text["faults"]?.list()?.forEach { stage.emulator?.addFault(names.resolve(it).map()) }
        for ((name, content) in text["files"].map()) folder.resolve(name).writeBytes(bytes(content))
    }

    private fun bytes(content: Any?): ByteArray =
        when (val filled = names.resolve(content)) {
            is Map<*, *> -> filled["latin_1"].toString().toByteArray(Charsets.ISO_8859_1)
            else -> filled.toString().toByteArray()
        }

    suspend fun run() {
        try {
            text["steps"].list().forEachIndexed { number, step -> step("step ${number + 1}", step.map()) }
        } finally {
            clients.values.forEach { it.close() }
        }
        checkFiles()
        stage.emulator?.let(::check)
            ?: OF_THE_EMULATOR.filterKeys { it in text }.values.forEach { counts.skip(it) }
    }

    private suspend fun step(at: String, step: Map<String, Any?>) {
        val where = "$at, ${step["call"]}"
        val (expect, call) = try {
            names.resolve(step["expect"]).map() to Call(step)
        } catch (missing: MissingName) {
            // The next steps depend on the effect of this one.
            throw if (stage.emulator == null) Skipped(missing.message!!) else missing
        }
        counts.stepsRun++
        val value = try {
            runCall(call)
        } catch (error: Chat44mpException) {
            return checkError(where, expect, error)
        }
        if ("error" in expect) throw Mismatch(where, listOf("expected an error, got the value ${show(value)}"))
        val problems = if ("value" in expect) differences("value", expect["value"], value) else emptyList()
        if (problems.isNotEmpty()) throw Mismatch(where, problems)
        step["save"]?.let { names.save(it.toString(), value) }
    }

    private fun checkError(where: String, expect: Map<String, Any?>, error: Chat44mpException) {
        val actual = fields(error)
        if ("error" !in expect) throw Mismatch(where, listOf("expected a value, got the error ${show(actual)}"))
        val problems = errorDifferences("error", expect["error"].map(), actual)
        if (problems.isNotEmpty()) throw Mismatch(where, problems)
    }

    /** A call of a step, with all variables replaced. */
    private inner class Call(step: Map<String, Any?>) {
        val name = step["call"].toString()
        val key = names.resolve(step["key"] ?: if (isAdmin) "\$admin_key" else "\$member_key").toString()
        val args = names.resolve(step["args"]).map()
        val client = stage.options + names.resolve(text["client"]).map()
        val options = callOptions(names.resolve(step["options"]).map())
        val raw = step["raw"] == true
        val keepBody = step["keep_body"] as Boolean? ?: false

        private val isAdmin get() = name.startsWith("users.") || name.startsWith("packages.")
    }

    /** Runs a call with the client for its key, created on first use. */
    private suspend fun runCall(step: Call): Any? {
        if (step.name == "client.new") return newClient(step.key, step.client + step.args).close()
        val client = clients.getOrPut(step.key) { newClient(step.key, step.client) }
        if (!step.raw) return call(client, step.name, step.args, step.options)
        return rawCall(client, step.name, step.args, step.options, step.keepBody)
    }

    private fun checkFiles() {
        for ((name, expected) in names.resolve(text["written"]).map()) {
            val problems = differences(name, expected, folder.resolve(name).takeIf { it.exists() }?.readText())
            if (problems.isNotEmpty()) throw Mismatch("written", problems)
        }
    }

    /** Checks the journal and the state of the emulator. */
    private fun check(emulator: Emulator) {
        val journal = plain(emulator.journal).list()
        val requests = text["requests"]
        if (requests is Long && requests != journal.size.toLong()) {
            throw Mismatch("requests", listOf("expected $requests, the emulator saw ${journal.size}"))
        }
        if (requests is Map<*, *>) {
            val seen = journal.groupingBy { (it.map()["operation"] ?: "unknown").toString() }.eachCount()
                .mapValues { it.value.toLong() }
            val expected = requests.filterValues { it != 0L }
            val problems = differences("requests", expected, seen) + differences("requests", seen, expected)
            if (problems.isNotEmpty()) throw Mismatch("requests", problems)
        }
        for ((what, actual) in mapOf("journal" to { journal }, "state" to { emulator.state })) {
            if (what !in text) continue
            val problems = differences(what, names.resolve(text[what]), actual())
            if (problems.isNotEmpty()) throw Mismatch(what, problems)
        }
    }

    private companion object {
        val OF_THE_EMULATOR = mapOf(
            "requests" to "only the emulator counts requests",
            "journal" to "only the emulator has a journal",
            "state" to "only the emulator exposes its state",
        )
    }
}
