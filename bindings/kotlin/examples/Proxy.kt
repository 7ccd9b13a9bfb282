package proxy

import com.chat44mp.Chat44mpClient
import com.chat44mp.NewContact
import com.sun.net.httpserver.HttpServer
import java.net.InetSocketAddress
import kotlinx.coroutines.runBlocking

/** Your own server: it receives input from the app, and it alone has the key. */
fun signUpServer(client: Chat44mpClient, groupId: Long, port: Int): HttpServer {
    val server = HttpServer.create(InetSocketAddress("127.0.0.1", port), 0)
    server.createContext("/sign-up") { exchange ->
        val email = exchange.requestBody.reader().readText()
        val result = runBlocking { runCatching { client.contacts.create(NewContact(groupId, email, phoneNumber = email)) } }
        exchange.sendResponseHeaders(if (result.isSuccess) 204 else 422, -1)
        exchange.close()
    }
    server.start()
    return server
}
