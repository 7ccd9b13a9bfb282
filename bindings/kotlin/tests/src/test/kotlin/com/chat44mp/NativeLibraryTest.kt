package com.chat44mp

import com.sun.jna.Platform
import java.nio.file.Path
import kotlin.io.path.writeText
import kotlin.test.assertContains
import kotlin.test.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class NativeLibraryTest {
    /** Returns the messages of two attempts to create a client, in a process that loads [library]. */
    private fun messages(library: String): List<String> {
        val overridden = listOf("chat44mp", "chat44mp_native").map { "-Duniffi.component.$it.libraryOverride=$library" }
        return runProgram("com.chat44mp.NativeLibraryTestKt", options = overridden).lines().filter { it.isNotEmpty() }
    }

    @Test
    fun `a missing library is explained at each attempt`() {
        val messages = messages("chat44mp_missing")
        assertEquals(2, messages.size, messages.joinToString("\n"))
        for (message in messages) {
            assertContains(message, "com.chat44mp:chat44mp cannot be loaded on ${Platform.RESOURCE_PREFIX}: the class path has no library")
        }
    }

    @Test
    fun `the reason for a broken library is in the message`(@TempDir folder: Path) {
        val library = folder.resolve("libchat44mp_native.so").apply { writeText("no library") }
        for (message in messages(library.toString())) assertContains(message, Regex("cannot be loaded on .*: .*libchat44mp_native.so"))
    }

    @Test
    fun `advice depends on the reason`() {
        fun message(reason: Throwable) = NativeLibraryException("chat44mp", ExceptionInInitializerError(reason)).message!!
        val noExec = UnsatisfiedLinkError("/tmp/jna7.tmp: /tmp/jna7.tmp: failed to map segment from shared object")
        assertContains(message(noExec), "-Djna.tmpdir=DIR")
        val denied = IllegalArgumentException("Illegal native access from: unnamed module @1b28cdfa")
        assertContains(message(denied), "--enable-native-access=ALL-UNNAMED")
        assertContains(message(RuntimeException("UniFFI API checksum mismatch")), "two versions of the package")
    }
}

fun main() = repeat(2) {
    try {
        Chat44mpClient("key")
    } catch (error: NativeLibraryException) {
        println(error.message)
    }
}
