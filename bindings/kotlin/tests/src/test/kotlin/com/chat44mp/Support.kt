package com.chat44mp

import com.chat44mp.testing.Emulator
import com.chat44mp.testing.JournalEntry
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.minutes

// Helpers of the tests.

/** A key that does not exist. */
const val SECRET = "39-s3cr3ts3cr3ts3cr3ts3cr3t"

/** A test that waits longer fails. It is far more than any test needs, so that a slow machine changes no result. */
val WATCHDOG = 10.minutes

/** A number of rows that fills several batches. */
const val ROWS = 1_000

/** A number of rows that sockets cannot buffer. */
const val UNBUFFERED_ROWS = 30_000

/** Starts an emulator for one test. */
inline fun emulator(test: (Emulator) -> Unit): Unit = Emulator().use(test)

/** Starts an emulator whose campaign 77 has [rows]. */
inline fun emulatorWithRows(rows: Int = UNBUFFERED_ROWS, test: (Emulator) -> Unit): Unit = emulator { emulator ->
    val answers = mapOf("subscribers" to rows, "questions" to 5)
    val flow = mapOf("id" to 77, "user_id" to 39, "flow_name" to "many", "synthetic_answers" to answers)
    emulator.load(mapOf("extends" to "default", "flows" to listOf(flow)))
    test(emulator)
}

/** Waits until [condition] holds for the journal. */
suspend fun Emulator.await(condition: (List<JournalEntry>) -> Boolean) =
    assertTrue(waitFor(WATCHDOG, condition), "the condition never held")

/** Waits until a client has disconnected. */
suspend fun Emulator.awaitDisconnect() = await { journal -> journal.any { it.disconnected } }

/** Returns the exception that [call] throws. */
inline fun <reified E : Throwable> failure(call: () -> Unit): E {
    val thrown = runCatching(call).exceptionOrNull()
    assertNotNull(thrown, "nothing was thrown")
    if (thrown !is E) throw AssertionError("another exception than ${E::class.simpleName}", thrown)
    return thrown
}
