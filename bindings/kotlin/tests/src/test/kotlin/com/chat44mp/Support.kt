package com.chat44mp

import com.chat44mp.testing.Emulator
import kotlin.test.assertNotNull

// Helpers of the tests.

/** A key that does not exist. */
const val SECRET = "39-s3cr3ts3cr3ts3cr3ts3cr3t"

/** The number of rows of a response that sockets cannot buffer. */
const val ROWS = 30_000

/** Starts an emulator for one test. */
inline fun emulator(test: (Emulator) -> Unit): Unit = Emulator().use(test)

/** Starts an emulator whose campaign 77 has many rows. */
inline fun emulatorWithRows(rows: Int = ROWS, test: (Emulator) -> Unit): Unit = emulator { emulator ->
    val answers = mapOf("subscribers" to rows, "questions" to 5)
    val flow = mapOf("id" to 77, "user_id" to 39, "flow_name" to "many", "synthetic_answers" to answers)
    emulator.load(mapOf("extends" to "default", "flows" to listOf(flow)))
    test(emulator)
}

/** Waits until a client has disconnected. */
suspend fun Emulator.sawDisconnect() = waitFor { journal -> journal.any { it.disconnected } }

/** Returns the exception that [call] throws. */
inline fun <reified E : Throwable> failure(call: () -> Unit): E {
    val thrown = runCatching(call).exceptionOrNull()
    assertNotNull(thrown, "nothing was thrown")
    if (thrown !is E) throw AssertionError("another exception than ${E::class.simpleName}", thrown)
    return thrown
}
