package com.chat44mp.scenarios

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory

/** Every scenario, each a test. */
class ScenariosTest {
    @TestFactory
    fun `all scenarios`(): List<DynamicTest> = scenarios().mapIndexed { index, scenario ->
        DynamicTest.dynamicTest("${scenario.file}: ${scenario.name}") {
            runBlocking { judge(scenario, index)?.let { throw it } }
        }
    }

    @Test
    fun `the comparison sees what differs`() {
        fun matches(expected: String, actual: Any?) = differences("value", read(expected), actual).isEmpty()
        assertTrue(matches("{a: 1, b: null}", mapOf("a" to 1L, "c" to 2L)))
        assertTrue(matches("{\$contains: [{a: 1}]}", listOf(mapOf("a" to 1L))))
        assertTrue(matches("{\$not: {\$type: text}}", 5L))
        assertTrue(matches("2020-09-27", "2020-09-27"))
        for ((expected, actual) in listOf(
            "1" to "1",
            "[1, 2]" to listOf(1L),
            "{a: 1}" to mapOf("a" to 2L),
            "{\$type: date}" to "2020-13-27",
            "{\$length: 2}" to "abc",
            "{\$matches: ^b}" to "ab",
            "{\$contains: [{a: 1}]}" to listOf(mapOf("a" to 2L)),
            "null" to emptyList<Any>(),
        )) {
            assertTrue(!matches(expected, actual), "$expected matches $actual")
        }
    }
}
