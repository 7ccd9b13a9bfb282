package com.chat44mp

import com.chat44mp.testing.Emulator
import java.io.File
import kotlin.system.exitProcess
import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.condition.EnabledOnOs
import org.junit.jupiter.api.condition.OS

class LeaksTest {
    /** Runs in a separate process with a fixed heap, so that growth is a leak of the SDK. */
    @Test
    @EnabledOnOs(OS.LINUX)
    fun `opening and closing clients does not leak`() {
        val heap = listOf("-XX:+UseSerialGC", "-Xms48m", "-Xmx48m", "-XX:+AlwaysPreTouch")
        val compiler = listOf("-XX:TieredStopAtLevel=1", "-XX:-UseDynamicNumberOfCompilerThreads")
        runProgram("com.chat44mp.LeaksTestKt", options = heap + compiler)
    }
}

/** The names of threads, the number of descriptors, and resident memory in KiB. */
private data class Resources(val threads: List<String>, val descriptors: Int, val memory: Int)

private fun resources(): Resources {
    System.gc()
    fun entries(folder: String) = File("/proc/self", folder).listFiles()!!
    val memory = File("/proc/self/status").readLines().first { it.startsWith("VmRSS:") }.filter { it.isDigit() }
    val threads = entries("task").mapNotNull { runCatching { it.resolve("comm").readText().trim() }.getOrNull() }
    return Resources(threads.sorted(), entries("fd").size, memory.toInt())
}

private suspend fun openAndClose(emulator: Emulator, times: Int) = repeat(times) {
    emulator.client().use { client -> check(client.flows.list().isNotEmpty()) }
    emulator.clearJournal()
}

fun main() = runBlocking {
    Emulator().use { emulator ->
        openAndClose(emulator, 100)
        // Starts the timer thread of the coroutine library.
        emulator.waitFor { true }
        delay(1)
        val before = resources()
        openAndClose(emulator, 1_000)
        var after = resources()
        // The emulator, in this process, closes its ends of the connections a moment later.
        emulator.waitFor(1.minutes) {
            after = resources()
            after.threads.size <= before.threads.size && after.descriptors <= before.descriptors
        }
        println("before: $before, after: $after")
        val leaked = after.threads.size > before.threads.size || after.descriptors > before.descriptors
        if (leaked || after.memory - before.memory > 8 * 1024) exitProcess(1)
    }
}
