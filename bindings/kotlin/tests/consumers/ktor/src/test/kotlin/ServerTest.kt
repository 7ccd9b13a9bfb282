package com.example

import com.chat44mp.testing.Emulator
import io.ktor.client.request.get
import io.ktor.client.statement.bodyAsText
import io.ktor.http.HttpStatusCode
import io.ktor.server.testing.testApplication
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue

class ServerTest {
    @Test
    fun `streams answers, and reports an unknown campaign before the response starts`() = Emulator().use { emulator ->
        emulator.client().use { chat44mp ->
            testApplication {
                application { server(chat44mp) }
                val answers = client.get("/flows/${emulator.fixtures["flow"]}/answers").bodyAsText()
                assertTrue(answers.lines().size > 1, answers)
                val unknown = client.get("/flows/999999/answers")
                assertEquals(HttpStatusCode.NotFound, unknown.status)
                assertEquals("flow_not_found", unknown.bodyAsText())
            }
        }
    }
}
