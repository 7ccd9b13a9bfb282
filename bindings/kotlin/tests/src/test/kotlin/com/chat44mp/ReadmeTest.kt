package com.chat44mp

import java.io.File
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.jupiter.api.Test
import proxy.signUpServer

class ReadmeTest {
    @Test
    fun `every program is one of the compiled examples`() {
        val programs = Regex("```(?:kotlin|java)\n(.*?)```", RegexOption.DOT_MATCHES_ALL).findAll(File("../README.md").readText()).toList()
        val examples = (File("../examples").walk() + File("consumers").walk()).filter { it.isFile }.map { it.readText() }.toList()
        for (program in programs) assertTrue(examples.any { program.groupValues[1] in it }, program.value)
        assertEquals(6, programs.size)
    }

    @Test
    fun `the first program runs`() = emulator { emulator ->
        val environment = mapOf(
            "CHAT44MP_API_KEY" to emulator.fixtures["member_key"] as String,
            "CHAT44MP_BASE_URL" to emulator.baseUrl,
            "CHAT44MP_LOG" to "debug",
        )
        val printed = runProgram("QuickstartKt", environment = environment)
        assertContains(printed, Regex("created contact \\d+"))
        assertContains(printed, "contacts.create: attempt 1, HTTP 200")
    }

    @Test
    fun `the server for an app creates contacts`() = emulator { emulator ->
        val server = signUpServer(emulator.client(), emulator.fixtures["group"] as Long, port = 0)
        try {
            fun signUp(email: String): Int {
                val uri = URI("http://127.0.0.1:${server.address.port}/sign-up")
                val request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(email)).build()
                return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode()
            }
            assertEquals(204, signUp("ada@example.org"))
            assertEquals(422, signUp("ada@example.org"))
        } finally {
            server.stop(0)
        }
    }
}
