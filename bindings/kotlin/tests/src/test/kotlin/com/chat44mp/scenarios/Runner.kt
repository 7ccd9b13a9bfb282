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

/** Plays one scenario, on an emulator of its own. */
suspend fun play(scenario: Scenario, index: Int) {
    val phpErrors = scenario.text["php_errors"] as Boolean? ?: false
    Emulator(Profile.valueOf(scenario.profile.uppercase()), phpErrors = phpErrors).use { emulator ->
        // Never accepts a connection.
        ServerSocket(0, 50, InetAddress.getLoopbackAddress()).use { silent ->
            val folder = createTempDirectory("chat44mp-")
            try {
                Play(scenario, emulator, silent, folder, index).run()
            } finally {
                folder.toFile().deleteRecursively()
            }
        }
    }
}

private class Play(
    scenario: Scenario,
    private val emulator: Emulator,
    silent: ServerSocket,
    private val folder: Path,
    index: Int,
) {
    private val text = scenario.text
    private val clients = mutableMapOf<String, Chat44mpClient>()
    private val names: Variables
    private val options: Map<String, Any?>

    init {
        text["seed"]?.let { seed ->
            // Additions can name what the default seed has, such as the member's id.
            emulator.load(Variables(emulator.fixtures).resolve(seed).map() + ("extends" to "default"))
        }
        names = Variables(
            emulator.fixtures + mapOf(
                "folder" to folder.toString(),
                "unique" to "u$index",
                "unique_digits" to (3_330_000_000 + index).toString(),
                "emulator_host" to emulator.baseUrl.removePrefix("http://").substringBefore("/"),
                "silent_host" to "127.0.0.1:${silent.localPort}",
            ),
        )
        text["faults"]?.list()?.forEach { emulator.addFault(names.resolve(it).map()) }
        for ((name, content) in text["files"].map()) folder.resolve(name).writeBytes(bytes(content))
        options = mapOf("base_url" to emulator.baseUrl, "backoff" to 0.005, "settle_delay" to 0.02) +
            names.resolve(text["client"]).map()
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
        check()
    }

    private suspend fun step(at: String, step: Map<String, Any?>) {
        val where = "$at, ${step["call"]}"
        val expect = names.resolve(step["expect"]).map()
        val value = try {
            make(step)
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

    /** Makes the call of a step with the client of its key, which is created on first use. */
    private suspend fun make(step: Map<String, Any?>): Any? {
        val name = step["call"].toString()
        val admin = name.startsWith("users.") || name.startsWith("packages.")
        val key = names.resolve(step["key"] ?: if (admin) "\$admin_key" else "\$member_key").toString()
        val args = names.resolve(step["args"]).map()
        if (name == "client.new") return newClient(key, options + args).close()
        val client = clients.getOrPut(key) { newClient(key, options) }
        val own = callOptions(names.resolve(step["options"]).map())
        if (step["raw"] != true) return call(client, name, args, own)
        return rawCall(client, name, args, own, step["keep_body"] as Boolean? ?: false)
    }

    /** What was written, what the emulator saw, and what it holds now. */
    private fun check() {
        for ((name, expected) in names.resolve(text["written"]).map()) {
            val problems = differences(name, expected, folder.resolve(name).takeIf { it.exists() }?.readText())
            if (problems.isNotEmpty()) throw Wrong("written", problems)
        }
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
}
