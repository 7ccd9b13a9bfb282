package com.example

import com.chat44mp.testing.Emulator
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Test
import org.springframework.beans.factory.annotation.Autowired
import org.springframework.boot.test.context.SpringBootTest
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc
import org.springframework.http.MediaType
import org.springframework.test.context.DynamicPropertyRegistry
import org.springframework.test.context.DynamicPropertySource
import org.springframework.test.web.servlet.MockMvc
import org.springframework.test.web.servlet.post

// `asyncDispatch` waits as long as the server, by default 10 s.
@SpringBootTest(properties = ["spring.mvc.async.request-timeout=10m"])
@AutoConfigureMockMvc
class ShopTest(@Autowired private val http: MockMvc) {
    private val buyer = """
        {"name": "Ada", "email": "ada@shop.example", "password": "correct horse", "packageId": $packageId, "expiresOn": "2030-12-31"}
    """

    @Test
    fun `creates a user for a sale`() {
        repeat(2) { time ->
            val request = http.post("/sales") {
                contentType = MediaType.APPLICATION_JSON
                content = buyer
            }
            request.asyncDispatch().andExpect {
                status { isOk() }
                jsonPath("$.result") { value(if (time == 0) "CREATED" else "EXISTED") }
                jsonPath("$.user.expiresAt") { value("2030-12-31T00:00:00") }
            }
        }
    }

    companion object {
        private val emulator = Emulator()
        private val packageId get() = emulator.fixtures["package"]

        @JvmStatic
        @DynamicPropertySource
        fun useEmulator(properties: DynamicPropertyRegistry) {
            properties.add("chat44mp.key") { emulator.fixtures.getValue("admin_key")!! }
            properties.add("chat44mp.url") { emulator.baseUrl }
        }

        @JvmStatic
        @AfterAll
        fun stop() = emulator.close()
    }
}
