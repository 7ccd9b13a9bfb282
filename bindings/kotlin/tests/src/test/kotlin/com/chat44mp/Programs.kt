package com.chat44mp

import java.io.File
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread
import kotlin.test.assertEquals

/** Runs a program on the class path of the tests in a separate process, and returns what it prints. [options] are those of Java. */
fun runProgram(
    main: String,
    vararg arguments: String,
    options: List<String> = emptyList(),
    environment: Map<String, String> = emptyMap(),
    directory: File? = null,
): String {
    val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
    val command = listOf(java) + options + listOf("-cp", System.getProperty("java.class.path"), main) + arguments
    val builder = ProcessBuilder(command).directory(directory).redirectErrorStream(true)
    builder.environment() += environment
    val process = builder.start()
    val printed = StringBuilder()
    val reader = thread(isDaemon = true) { process.inputStream.bufferedReader().forEachLine { printed.appendLine(it) } }
    if (!process.waitFor(WATCHDOG.inWholeSeconds, TimeUnit.SECONDS)) process.destroyForcibly().waitFor()
    reader.join()
    assertEquals(0, process.exitValue(), "$main hangs or failed:\n$printed")
    return printed.toString()
}
