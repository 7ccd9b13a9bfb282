package com.chat44mp

import java.io.File
import java.nio.file.Path
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** Runs the examples of the documentation site. */
class DocsTest {
    @Test
    fun `the examples run`(@TempDir folder: Path) = emulator { emulator ->
        for (file in listOf("people.csv", "company-ca.pem")) {
            File("../../../docs/snippets", file).copyTo(folder.resolve(file).toFile())
        }
        val environment = mapOf(
            "CHAT44MP_API_KEY" to emulator.fixtures["member_key"] as String,
            "CHAT44MP_ADMIN_KEY" to emulator.fixtures["admin_key"] as String,
            "CHAT44MP_BASE_URL" to emulator.baseUrl,
        )
        runProgram(Examples::class.java.name, "$folder", environment = environment, directory = folder.toFile())
    }

    /** The program with the examples, in a process of its own, because it reads the keys from the environment. */
    object Examples {
        @JvmStatic
        fun main(arguments: Array<String>): Unit = runBlocking {
            val folder = Path.of(arguments.single())
            val (client, admin) = docs.clients()
            docs.users(admin)
            docs.labels(client)
            docs.contacts(client)
            docs.imports(client, folder)
            docs.flows(client, folder)
            docs.outcomes(client)
            val stored = mutableMapOf<String, Long>()
            docs.importPeople(client, 67, folder, stored)
            check(stored.keys == setOf("A-1", "A-2"))
            docs.keys(client)
            check(docs.findContact(client, 233) != null && docs.findContact(client, 9999) == null)
            docs.networks()
            docs.logs(client)
        }
    }
}
