package com.chat44mp

import java.io.File
import java.lang.reflect.Modifier
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
        val classes = classesOf(module).walk().filter { it.extension == "class" }.toList()
        val everything = AbiFilters(emptySet(), emptySet(), emptySet(), emptySet())
        val api = buildString { ServiceLoader.load(AbiToolsFactory::class.java).first().get().printJvmDump(this, classes, everything) }
        val committed = File("../$module/api.txt")
        if (System.getProperty("api") == "write") committed.writeText(api)
        assertEquals(committed.readText(), api, "the API changed: write $module/api.txt again, and document it in CHANGELOG.md")
    }

    /** The bytecode has no `internal`: such classes are public in Java, unless they are synthetic. */
    @ParameterizedTest
    @ValueSource(strings = ["library", "testing"])
    fun `Java sees only the public API`(module: String) {
        val api = Regex("^public (?:\\w+ )*class (\\S+)", RegexOption.MULTILINE).findAll(File("../$module/api.txt").readText())
        val folder = classesOf(module)
        val names = folder.walk().filter { it.extension == "class" }.map { it.relativeTo(folder).path.removeSuffix(".class") }
        // Java cannot name the classes of lambdas, which end with numbers.
        val others = Regex("/internal/|\\$\\d")
        val visible = names.filterNot { others.containsMatchIn(it) }
            .map { Class.forName(it.replace('/', '.'), false, javaClass.classLoader) }
            .filter { Modifier.isPublic(it.modifiers) && !it.isSynthetic }
            .toList()
        assertEquals(emptyList(), visible.map { it.name.replace('.', '/') } - api.map { it.groupValues[1] }.toSet())
        // Kotlin adds the module to the name of an internal member.
        val internal = visible.flatMap { it.declaredMethods.toList() }.filter { '$' in it.name && Modifier.isPublic(it.modifiers) }
        assertEquals(emptyList(), internal.filterNot { it.isSynthetic }.map { "${it.declaringClass.name}.${it.name}" })
    }

    private fun classesOf(module: String) = File("../$module/target/classes")
}
