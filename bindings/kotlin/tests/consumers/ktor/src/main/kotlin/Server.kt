package com.example

import com.chat44mp.Chat44mpClient
import com.chat44mp.NotFoundException
import io.ktor.http.HttpStatusCode
import io.ktor.server.application.Application
import io.ktor.server.response.respondText
import io.ktor.server.response.respondTextWriter
import io.ktor.server.routing.get
import io.ktor.server.routing.routing
import io.ktor.server.util.getOrFail

/** Streams the answers of a campaign; an unknown campaign is a 404, because the response starts after `open`. */
fun Application.server(client: Chat44mpClient) = routing {
    get("/flows/{id}/answers") {
        try {
            val rows = client.flows.answers(call.parameters.getOrFail("id").toLong()).open()
            call.respondTextWriter {
                rows.use { it.collect { row -> appendLine("${row.subscriberId};${row.answers.size}") } }
            }
        } catch (error: NotFoundException) {
            call.respondText(error.code, status = HttpStatusCode.NotFound)
        }
    }
}
