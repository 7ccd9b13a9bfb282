@file:JvmSynthetic

package com.chat44mp.testing

import com.chat44mp.Chat44mpClient
import com.chat44mp.ClientSetup
import com.chat44mp.NativeLibraryException
import com.chat44mp.testing.internal.EmulatorException
import com.chat44mp.testing.internal.NativeEmulator
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.delay
import kotlinx.coroutines.withTimeoutOrNull

/** The emulated behaviour. */
public enum class Profile {
    /** The behaviour of real servers. */
    OBSERVED,

    /** The behaviour described in the API reference. */
    DOCUMENTED,
}

/** A request that the emulator received; key and passwords are masked. */
public data class JournalEntry(
    /** The number of the request, from 1. */
    val sequence: Long,
    /** The number of the connection that it arrived on, from 1 since the start. */
    val connection: Long,
    /** The operation at this path, if any. */
    val operation: String?,
    /** The HTTP method. */
    val method: String,
    /** The path, without the query. */
    val path: String,
    /** The query parameters. */
    val query: Map<String, String>,
    /** The form fields. */
    val form: Map<String, String>,
    /** The User-Agent header. */
    val userAgent: String?,
    /** The fault that was applied, if any. */
    val fault: String?,
    /** Whether the operation was executed. */
    val applied: Boolean,
    /** The HTTP status of the response, if one was sent. */
    val status: Long?,
    /** The message of the API's error in the response, if it has one. */
    val error: String?,
    /** Whether the client disconnected before the response was complete. */
    val disconnected: Boolean,
)

/**
 * A running emulator of the API on 127.0.0.1: stateful, in this process, without an account or network access.
 *
 * ```
 * Emulator().use { emulator ->
 *     val client = emulator.client()
 *     emulator.addFault(Fault(FaultKind.Reset, operation = "create_contact", nth = 1, at = Position.AFTER))
 * }
 * ```
 *
 * [seed] is the initial state, as YAML or JSON text; `extends: default` adds to the built-in seed. [port] is a free one by
 * default. [phpErrors] prints PHP's errors before the JSON, like a server in development mode.
 */
public class Emulator @JvmOverloads constructor(
    private var profile: Profile = Profile.OBSERVED,
    seed: String? = null,
    port: Int = 0,
    phpErrors: Boolean = false,
) : AutoCloseable {
    private val native = try {
        checked { NativeEmulator(profile.wireName(), seed, port, phpErrors) }
    } catch (error: LinkageError) {
        throw NativeLibraryException("com.chat44mp:chat44mp-testing", error)
    }

    /** The base URL for clients. */
    public val baseUrl: String get() = checked { native.baseUrl() }

    /** The URL through which other processes control the emulator over HTTP. */
    public val controlUrl: String get() = checked { native.controlUrl() }

    /** Keys, IDs and other values of the seed, by name. They are not secret. */
    public val fixtures: Map<String, Any?> get() = map(checked { native.fixtures() })

    /** The records and their counts, without secrets. */
    public val state: Map<String, Any?> get() = map(checked { native.state() })

    /** The requests so far, oldest first. */
    public val journal: List<JournalEntry>
        get() = (parse(checked { native.journal() }) as List<*>).map { entry(it) }

    /** Creates a client with the member's key (or the admin's) and these options. */
    @JvmOverloads
    public fun client(admin: Boolean = false, setup: ClientSetup = ClientSetup {}): Chat44mpClient =
        Chat44mpClient(fixtures[if (admin) "admin_key" else "member_key"] as String) {
            baseUrl = this@Emulator.baseUrl
            with(setup) { set() }
        }

    /** Adds a fault. If several faults match a request, the first one added applies. */
    public fun addFault(fault: Fault): Unit = addFault(fault.wireFields)

    /** Adds a fault in the form of a seed file: `mapOf("operation" to "create_contact", "nth" to 1, "kind" to "reset")`. */
    public fun addFault(fault: Map<String, Any?>): Unit = checked { native.addFault(text(fault)) }

    /** Removes all faults. */
    public fun clearFaults(): Unit = checked { native.clearFaults() }

    /** Clears the journal. */
    public fun clearJournal(): Unit = checked { native.clearJournal() }

    /** Waits until [condition] holds for the journal; returns false after [timeout]. */
    public suspend fun waitFor(timeout: Duration = 5.seconds, condition: (List<JournalEntry>) -> Boolean): Boolean =
        withTimeoutOrNull(timeout) {
            while (!condition(journal)) delay(5.milliseconds)
            true
        } ?: false

    /** Resets the emulator to another seed and profile; removes all faults and clears the journal. */
    @JvmOverloads
    public fun load(seed: Map<String, Any?>, profile: Profile = this.profile) {
        checked { native.load(profile.wireName(), text(seed)) }
        this.profile = profile
    }

    /** Resets state, clock and IDs to the current seed, removes all faults and clears the journal. */
    public fun reset(): Unit = checked { native.reset() }

    /** Stops the emulator. Stopping twice does nothing. */
    override fun close(): Unit = native.stop()
}

private fun Profile.wireName() = name.lowercase()

private inline fun <T> checked(call: () -> T): T = try {
    call()
} catch (error: EmulatorException) {
    throw IllegalArgumentException(error.message, error)
}

@Suppress("UNCHECKED_CAST")
private fun map(json: String) = parse(json) as Map<String, Any?>

private fun entry(value: Any?): JournalEntry {
    val entry = value as Map<*, *>
    return JournalEntry(
        sequence = entry["sequence"] as Long,
        connection = entry["connection"] as Long,
        operation = entry["operation"] as String?,
        method = entry["method"] as String,
        path = entry["path"] as String,
        query = texts(entry["query"]),
        form = texts(entry["form"]),
        userAgent = entry["user_agent"] as String?,
        fault = entry["fault"] as String?,
        applied = entry["applied"] as Boolean,
        status = entry["status"] as Long?,
        error = entry["error"] as String?,
        disconnected = entry["disconnected"] as Boolean,
    )
}

private fun texts(value: Any?) = (value as Map<*, *>).entries.associate { (name, text) -> "$name" to "$text" }
