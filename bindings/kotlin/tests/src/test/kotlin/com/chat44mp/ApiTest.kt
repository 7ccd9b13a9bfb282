package com.chat44mp

import java.io.File
import java.util.ServiceLoader
import kotlin.test.assertEquals
import org.jetbrains.kotlin.abi.tools.AbiFilters
import org.jetbrains.kotlin.abi.tools.AbiToolsFactory
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

class ApiTest {
    /** `mvn verify -pl tests -am -Dtest=ApiTest -Dapi=write` writes the dumps. */
    @ParameterizedTest
    @ValueSource(strings = ["library", "testing"])
    fun `the public API is the committed one`(module: String) {
        val classes = File("../$module/target/classes").walk().filter { it.extension == "class" }.toList()
        val everything = AbiFilters(emptySet(), emptySet(), emptySet(), emptySet())
        val api = buildString { ServiceLoader.load(AbiToolsFactory::class.java).first().get().printJvmDump(this, classes, everything) }
        val committed = File("../$module/api.txt")
        if (System.getProperty("api") == "write") committed.writeText(api)
        assertEquals(committed.readText(), api, "the API changed: write $module/api.txt again, and document it in CHANGELOG.md")
    }
}
