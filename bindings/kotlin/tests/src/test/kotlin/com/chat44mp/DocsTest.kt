package com.chat44mp

import java.io.File
import java.nio.file.Path
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** Runs the examples of the documentation site. */
class DocsTest {
    @Test
    fun `the examples of the calls run`(@TempDir folder: Path) = emulator { emulator ->
        File("../../../docs/snippets/people.csv").copyTo(folder.resolve("people.csv").toFile())
        val environment = mapOf(
            "CHAT44MP_API_KEY" to emulator.fixtures["member_key"] as String,
            "CHAT44MP_ADMIN_KEY" to emulator.fixtures["admin_key"] as String,
            "CHAT44MP_BASE_URL" to emulator.baseUrl,
        )
        runProgram(Examples::class.java.name, "$folder", environment = environment)
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
        }
    }
}
