@file:JvmSynthetic

package com.chat44mp

import com.chat44mp.internal.NativeThreads
import com.sun.jna.Platform
import java.io.File

/**
 * The native library of a package cannot be loaded. The message says why, and what to do.
 *
 * It is no [Chat44mpException], because it cannot be handled at run time: the deployment must change.
 */
public class NativeLibraryException(artifact: String, cause: LinkageError) :
    IllegalStateException("the native library of $artifact cannot be loaded on ${Platform.RESOURCE_PREFIX}: ${reason(cause)}", cause)

/** Runs [use], which loads the native library if it is not loaded yet. */
internal inline fun <T> withNativeLibrary(use: () -> T): T = try {
    NativeThreads.prepare()
    use()
} catch (error: LinkageError) {
    throw NativeLibraryException("com.chat44mp:chat44mp", error)
}

/** Parts of the messages of the JVM, JNA and the dynamic linker, and what to do. Later attempts repeat the first message. */
private val ADVICE = listOf(
    "IllegalCallerException" to "Java denies native access; start it with --enable-native-access=ALL-UNNAMED",
    "native access" to "Java denies native access; start it with --enable-native-access=ALL-UNNAMED",
    "failed to map segment" to "the temporary folder does not allow programs to be executed (noexec); " +
        "start Java with -Djna.tmpdir=DIR, where DIR is a folder that does",
    "create temporary file" to "the temporary folder cannot be written to; start Java with -Djna.tmpdir=DIR",
    "mismatch" to "its version is not that of the classes; the class path has two versions of the package",
    "Native library (${Platform.RESOURCE_PREFIX}/" to "the class path has no library for this platform; add the jar that contains " +
        "${Platform.RESOURCE_PREFIX}/, or use a platform that the README names",
)

private fun reason(error: Throwable): String {
    val causes = generateSequence(error) { it.cause }.map { it.toString() }.toList()
    if (hasMusl()) return "this system uses musl (Alpine Linux), and the library needs glibc; use an image of Debian or Ubuntu"
    val advice = ADVICE.find { (part, _) -> causes.any { part in it } }?.second
    // Without the class path, which JNA appends.
    return advice ?: causes.last().substringBefore("Native library (").split(Regex("\\s+")).joinToString(" ").take(MAX_LENGTH)
}

private const val MAX_LENGTH = 300

private fun hasMusl(): Boolean {
    val loaders = listOf("/lib", "/lib64").flatMap { File(it).list().orEmpty().toList() }
    return Platform.isLinux() && loaders.any { it.startsWith("ld-musl-") } && loaders.none { it.startsWith("ld-linux-") }
}
