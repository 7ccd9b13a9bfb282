// Measures one contestant and prints the result as JSON. Run by `cargo xtask bench --lang kotlin`.
//
//     MeasureKt get okhttp 1000 7 '{"base_url": …}' 64

import com.chat44mp.Chat44mpClient
import com.chat44mp.NewContact
import com.sun.management.OperatingSystemMXBean
import io.ktor.client.HttpClient
import io.ktor.client.engine.cio.CIO
import io.ktor.client.request.forms.submitForm
import io.ktor.client.request.get
import io.ktor.client.request.parameter
import io.ktor.client.statement.bodyAsText
import io.ktor.http.parameters
import java.io.File
import java.io.IOException
import java.lang.management.ManagementFactory
import java.net.URI
import java.net.URLEncoder
import java.net.http.HttpRequest
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import java.util.concurrent.atomic.AtomicInteger
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import kotlin.system.exitProcess
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.future.await
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.suspendCancellableCoroutine
import okhttp3.Call
import okhttp3.Callback
import okhttp3.Dispatcher
import okhttp3.FormBody
import okhttp3.HttpUrl.Companion.toHttpUrl
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.Response

/** The two calls of each contestant. */
interface Calls {
    suspend fun get(): Any

    suspend fun create(number: String): Any
}

private class Sdk(private val address: Address) : Calls {
    private val client = Chat44mpClient(address.key) {
        baseUrl = address.baseUrl
        maxConcurrency = 64
    }

    override suspend fun get() = client.contacts.get(address.contact)

    override suspend fun create(number: String) =
        client.contacts.create(NewContact(address.group, "a$number@x.io", number))
}

private fun contact(body: String) = json.decodeFromString(Contact.Serializer, body)

private fun created(body: String) = json.decodeFromString(Created.Serializer, body).also { check(it.status == "success") }

private class OkHttp(private val address: Address, private val blocking: Boolean) : Calls {
    private val dispatcher = Dispatcher().apply {
        maxRequests = 64
        maxRequestsPerHost = 64
    }
    private val client = OkHttpClient.Builder().dispatcher(dispatcher).build()

    override suspend fun get(): Any {
        val url = "${address.baseUrl}/get_contact".toHttpUrl().newBuilder()
        url.addQueryParameter("api_key", address.key).addQueryParameter("contact_id", "${address.contact}")
        return contact(send(Request(url.build())))
    }

    override suspend fun create(number: String): Any {
        val form = FormBody.Builder().add("api_key", address.key).add("contact_type_id", "${address.group}")
        form.add("email", "a$number@x.io").add("phone_number", number)
        return created(send(Request.Builder().url("${address.baseUrl}/create_contact").post(form.build()).build()))
    }

    private suspend fun send(request: Request): String {
        val call = client.newCall(request)
        if (blocking) return call.execute().use { it.body.string() }
        return suspendCancellableCoroutine { waiting ->
            waiting.invokeOnCancellation { call.cancel() }
            call.enqueue(object : Callback {
                override fun onFailure(call: Call, e: IOException) = waiting.resumeWithException(e)

                override fun onResponse(call: Call, response: Response) =
                    response.use { waiting.resume(it.body.string()) }
            })
        }
    }
}

private class Ktor(private val address: Address) : Calls {
    private val client = HttpClient(CIO) { engine { maxConnectionsCount = 64 } }

    override suspend fun get() = contact(
        client.get("${address.baseUrl}/get_contact") {
            parameter("api_key", address.key)
            parameter("contact_id", address.contact)
        }.bodyAsText(),
    )

    override suspend fun create(number: String) = created(
        client.submitForm(
            "${address.baseUrl}/create_contact",
            parameters {
                append("api_key", address.key)
                append("contact_type_id", "${address.group}")
                append("email", "a$number@x.io")
                append("phone_number", number)
            },
        ).bodyAsText(),
    )
}

private class JavaHttp(private val address: Address, private val blocking: Boolean) : Calls {
    private val client = java.net.http.HttpClient.newBuilder().version(java.net.http.HttpClient.Version.HTTP_1_1).build()

    override suspend fun get(): Any {
        val query = encoded("api_key" to address.key, "contact_id" to "${address.contact}")
        return contact(send(HttpRequest.newBuilder(URI("${address.baseUrl}/get_contact?$query")).build()))
    }

    override suspend fun create(number: String): Any {
        val form = encoded(
            "api_key" to address.key,
            "contact_type_id" to "${address.group}",
            "email" to "a$number@x.io",
            "phone_number" to number,
        )
        val request = HttpRequest.newBuilder(URI("${address.baseUrl}/create_contact"))
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
        return created(send(request.build()))
    }

    private suspend fun send(request: HttpRequest): String =
        if (blocking) client.send(request, BodyHandlers.ofString()).body()
        else client.sendAsync(request, BodyHandlers.ofString()).await().body()

    private fun encoded(vararg fields: Pair<String, String>) =
        fields.joinToString("&") { (name, text) -> "$name=${URLEncoder.encode(text, Charsets.UTF_8)}" }
}

private fun calls(contestant: String, address: Address, inFlight: Int): Calls = when (contestant) {
    "chat44mp" -> Sdk(address)
    // For sequential calls, the blocking API is the fastest one of the peers.
    "okhttp" -> OkHttp(address, blocking = inFlight == 1)
    "ktor" -> Ktor(address)
    "java.net.http" -> JavaHttp(address, blocking = inFlight == 1)
    else -> error("there is no contestant $contestant")
}

/** Warms up: the compilation by HotSpot must not be measured. */
private const val WARM_UP = 10_000

fun main(arguments: Array<String>) {
    val (call, contestant, count, run, address) = arguments
    val inFlight = arguments[5].toInt()
    val calls = calls(contestant, address(address), inFlight)
    val next = AtomicInteger()

    suspend fun one() {
        // Unique numbers.
        val number = run.padStart(7, '0') + "${next.getAndIncrement()}".padStart(7, '0')
        if (call == "get") calls.get() else calls.create(number)
    }

    suspend fun make(times: Int) {
        val end = next.get() + times
        if (inFlight == 1) while (next.get() < end) one()
        else coroutineScope { repeat(inFlight) { launch(Dispatchers.Default) { while (next.get() < end) one() } } }
    }

    val system = ManagementFactory.getOperatingSystemMXBean() as OperatingSystemMXBean
    runBlocking {
        make(WARM_UP)
        val (began, first) = system.processCpuTime to next.get()
        make(count.toInt())
        val cpu = (system.processCpuTime - began) / 1e3 / (next.get() - first)
        val peak = File("/proc/self/status").readLines().first { it.startsWith("VmHWM:") }.filter { it.isDigit() }.toInt()
        println("""{"cpu_us": $cpu, "peak_mib": ${peak / 1024.0}}""")
    }
    exitProcess(0)
}
