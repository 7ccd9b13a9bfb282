package com.chat44mp.scenarios

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory

/** Runs every scenario as a test. */
class ScenariosTest {
    @TestFactory
    fun `all scenarios`(): List<DynamicTest> = scenarios().mapIndexed { index, scenario ->
        DynamicTest.dynamicTest("${scenario.file}: ${scenario.name}") {
            runBlocking { resultOf(scenario, index).mismatch?.let { throw it } }
        }
    }

    @Test
    fun `compares values like the other runners`() {
        for (case in matcherCases()) {
            val (expected, actual) = case["expected"] to case["actual"]
            val error = case["error"]
            val found = if (error == null) differences("value", expected, actual) else errorDifferences("error", error.map(), actual.map())
            assertEquals(case["matches"], found.isEmpty(), "$case: $found")
        }
    }
}
