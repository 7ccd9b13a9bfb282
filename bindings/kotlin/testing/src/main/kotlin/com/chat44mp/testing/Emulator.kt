package com.chat44mp.testing

import com.chat44mp.Chat44mpClient
import com.chat44mp.ClientSetup
import com.chat44mp.testing.internal.EmulatorException
import com.chat44mp.testing.internal.NativeEmulator
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.delay
import kotlinx.coroutines.withTimeoutOrNull

/** How an emulator behaves. */
public enum class Profile {
    /** As real servers do, traps included. */
    OBSERVED,

    /** As the reference says. */
    DOCUMENTED,
}

/** One request that the emulator saw; key and passwords are masked. */
public data class JournalEntry(
    /** Its number, from 1. */
    val sequence: Long,
    /** The operation, if there is one at this path. */
    val operation: String?,
    /** The HTTP method. */
    val method: String,
    /** The path, without the query. */
    val path: String,
    /** The query's parameters. */
    val query: Map<String, String>,
    /** The form's fields. */
    val form: Map<String, String>,
    /** The User-Agent header. */
    val userAgent: String?,
    /** The fault that it met, if any. */
    val fault: String?,
    /** Whether the operation was carried out. */
    val applied: Boolean,
    /** The HTTP status of the answer, if there was one. */
    val status: Long?,
    /** Whether the client disconnected before the response was complete. */
    val disconnected: Boolean,
)

/**
 * A running emulator of the API on 127.0.0.1: stateful, in this process, no account, no network.
 *
 * ```
 * Emulator().use { emulator ->
 *     val client = emulator.client()
 *     emulator.addFault(mapOf("operation" to "create_contact", "nth" to 1, "at" to "after", "kind" to "reset"))
 * }
 * ```
 *
 * It starts with [seed], YAML or JSON text of the emulator's own shape (one that says `extends: default` adds to the
 * built-in seed), listens on [port] (a free one unless told otherwise), and with [phpErrors] shows PHP's errors before the
 * JSON, as an install left in development mode does.
 */
public class Emulator @JvmOverloads constructor(
    private var profile: Profile = Profile.OBSERVED,
    seed: String? = null,
    port: Int = 0,
    phpErrors: Boolean = false,
) : AutoCloseable {
    private val native = checked { NativeEmulator(profile.word(), seed, port, phpErrors) }

    /** What to give to a client. */
    public val baseUrl: String get() = checked { native.baseUrl() }

    /** Where other processes control it, over HTTP. */
    public val controlUrl: String get() = checked { native.controlUrl() }

    /** The seed's names for its keys, ids and values. Not secret: they are made up. */
    public val fixtures: Map<String, Any?> get() = map(checked { native.fixtures() })

    /** The rows and their numbers, without any secret. */
    public val state: Map<String, Any?> get() = map(checked { native.state() })

    /** The requests so far, oldest first. */
    public val journal: List<JournalEntry>
        get() = (parse(checked { native.journal() }) as List<*>).map { entry(it) }

    /** A client with the member's key (or the admin's) and these options. */
    @JvmOverloads
    public fun client(admin: Boolean = false, setup: ClientSetup = ClientSetup {}): Chat44mpClient =
        Chat44mpClient(fixtures[if (admin) "admin_key" else "member_key"] as String) {
            baseUrl = this@Emulator.baseUrl
            with(setup) { set() }
        }

    /**
     * Adds a rule by which requests go wrong, such as `mapOf("operation" to "create_contact", "nth" to 1, "kind" to
     * "reset")`. The first of the rules that fires for a request decides what happens to it.
     */
    public fun addFault(fault: Map<String, Any?>): Unit = checked { native.addFault(text(fault)) }

    /** Drops all rules. */
    public fun clearFaults(): Unit = checked { native.clearFaults() }

    /** Forgets the requests so far. */
    public fun clearJournal(): Unit = checked { native.clearJournal() }

    /** Waits until the journal is as wished, at most so long; says whether it got so. */
    public suspend fun waitFor(timeout: Duration = 5.seconds, condition: (List<JournalEntry>) -> Boolean): Boolean =
        withTimeoutOrNull(timeout) {
            while (!condition(journal)) delay(5.milliseconds)
            true
        } ?: false

    /** Starts over with another seed (and profile); faults and journal are empty then. */
    @JvmOverloads
    public fun load(seed: Map<String, Any?>, profile: Profile = this.profile) {
        checked { native.load(profile.word(), text(seed)) }
        this.profile = profile
    }

    /** Starts over with what it was started or loaded with: state, clock and ids, no faults, empty journal. */
    public fun reset(): Unit = checked { native.reset() }

    /** Stops it. Stopping twice does nothing. */
    override fun close(): Unit = native.stop()
}

private fun Profile.word() = name.lowercase()

private inline fun <T> checked(made: () -> T): T = try {
    made()
} catch (refused: EmulatorException) {
    throw IllegalArgumentException(refused.message, refused)
}

@Suppress("UNCHECKED_CAST")
private fun map(json: String) = parse(json) as Map<String, Any?>

private fun entry(value: Any?): JournalEntry {
    val entry = value as Map<*, *>
    return JournalEntry(
        sequence = entry["sequence"] as Long,
        operation = entry["operation"] as String?,
        method = entry["method"] as String,
        path = entry["path"] as String,
        query = texts(entry["query"]),
        form = texts(entry["form"]),
        userAgent = entry["user_agent"] as String?,
        fault = entry["fault"] as String?,
        applied = entry["applied"] as Boolean,
        status = entry["status"] as Long?,
        disconnected = entry["disconnected"] as Boolean,
    )
}

private fun texts(value: Any?) = (value as Map<*, *>).entries.associate { (name, text) -> "$name" to "$text" }
