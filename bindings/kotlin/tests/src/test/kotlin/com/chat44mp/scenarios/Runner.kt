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

/** Where a scenario went wrong, and how. */
class Wrong(val at: String, val problems: List<String>) : AssertionError((listOf(at) + problems).joinToString("\n"))

/** What was run and skipped of one scenario. */
class Tally {
    var stepsRun = 0
    var stepsSkipped = 0
    val skips = mutableMapOf<String, Int>()

    fun skip(reason: String, count: Int = 1) = skips.merge(reason, count, Int::plus)
}

/** A part of a scenario that the target cannot play, with the reason. */
private class Skipped(reason: String) : Exception(reason)

/** The server that a scenario runs on. */
private class Stage(val fixtures: Map<String, Any?>, val options: Map<String, Any?>, val emulator: Emulator? = null) :
    AutoCloseable {
    override fun close() {
        emulator?.close()
    }
}

/** Plays one scenario on an emulator of its own or on the target. */
suspend fun play(scenario: Scenario, index: Int, target: Map<String, Any?>? = null): Tally {
    val tally = Tally()
    try {
        val stage = if (target == null) emulatorStage(scenario, index) else targetStage(scenario, index, target)
        stage.use {
            // Nobody answers here.
            ServerSocket(0, 50, InetAddress.getLoopbackAddress()).use { silent ->
                val folder = createTempDirectory("chat44mp-")
                try {
                    Play(scenario.text, stage, silent, folder, tally).run()
                } finally {
                    folder.toFile().deleteRecursively()
                }
            }
        }
    } catch (skipped: Skipped) {
        tally.stepsSkipped = scenario.text["steps"].list().size - tally.stepsRun
        tally.skip(skipped.message!!, tally.stepsSkipped)
    }
    return tally
}

private fun emulatorStage(scenario: Scenario, index: Int): Stage {
    val phpErrors = scenario.text["php_errors"] as Boolean? ?: false
    val emulator = Emulator(Profile.valueOf(scenario.profile.uppercase()), phpErrors = phpErrors)
    scenario.text["seed"]?.let { seed ->
        // Additions can name what the default seed has, such as the member's id.
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

private class Play(
    private val text: Map<String, Any?>,
    private val stage: Stage,
    silent: ServerSocket,
    private val folder: Path,
    private val tally: Tally,
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
            ?: OF_THE_EMULATOR.filterKeys { it in text }.values.forEach { tally.skip(it) }
    }

    private suspend fun step(at: String, step: Map<String, Any?>) {
        val where = "$at, ${step["call"]}"
        val (expect, call) = try {
            names.resolve(step["expect"]).map() to Call(step)
        } catch (missing: MissingName) {
            // What follows depends on the effect of this step.
            throw if (stage.emulator == null) Skipped(missing.message!!) else missing
        }
        tally.stepsRun++
        val value = try {
            make(call)
        } catch (error: Chat44mpException) {
            return judge(where, expect, error)
        }
        if ("error" in expect) throw Wrong(where, listOf("expected an error, got the value ${show(value)}"))
        val problems = if ("value" in expect) differences("value", expect["value"], value) else emptyList()
        if (problems.isNotEmpty()) throw Wrong(where, problems)
        step["save"]?.let { names.save(it.toString(), value) }
    }

    private fun judge(where: String, expect: Map<String, Any?>, error: Chat44mpException) {
        val actual = fields(error)
        if ("error" !in expect) throw Wrong(where, listOf("expected a value, got the error ${show(actual)}"))
        val problems = errorDifferences("error", expect["error"].map(), actual)
        if (problems.isNotEmpty()) throw Wrong(where, problems)
    }

    /** A step's call with every name replaced. */
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

    /** Makes a call with the client of its key, which is created when it is first needed. */
    private suspend fun make(made: Call): Any? {
        if (made.name == "client.new") return newClient(made.key, made.client + made.args).close()
        val client = clients.getOrPut(made.key) { newClient(made.key, made.client) }
        if (!made.raw) return call(client, made.name, made.args, made.options)
        return rawCall(client, made.name, made.args, made.options, made.keepBody)
    }

    private fun checkFiles() {
        for ((name, expected) in names.resolve(text["written"]).map()) {
            val problems = differences(name, expected, folder.resolve(name).takeIf { it.exists() }?.readText())
            if (problems.isNotEmpty()) throw Wrong("written", problems)
        }
    }

    /** Compares what the emulator saw and what it holds now. */
    private fun check(emulator: Emulator) {
        val journal = plain(emulator.journal).list()
        val requests = text["requests"]
        if (requests is Long && requests != journal.size.toLong()) {
            throw Wrong("requests", listOf("expected $requests, the emulator saw ${journal.size}"))
        }
        if (requests is Map<*, *>) {
            val seen = journal.groupingBy { (it.map()["operation"] ?: "unknown").toString() }.eachCount()
                .mapValues { it.value.toLong() }
            val expected = requests.filterValues { it != 0L }
            val wrong = differences("requests", expected, seen) + differences("requests", seen, expected)
            if (wrong.isNotEmpty()) throw Wrong("requests", wrong)
        }
        for ((what, actual) in mapOf("journal" to { journal }, "state" to { emulator.state })) {
            if (what !in text) continue
            val problems = differences(what, names.resolve(text[what]), actual())
            if (problems.isNotEmpty()) throw Wrong(what, problems)
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
