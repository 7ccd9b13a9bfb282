package com.chat44mp

import com.chat44mp.testing.Fault
import com.chat44mp.testing.FaultKind
import com.chat44mp.testing.Position
import kotlin.reflect.KClass
import kotlin.reflect.KParameter
import kotlin.reflect.full.primaryConstructor
import kotlin.test.assertEquals
import org.junit.jupiter.api.Test

class FaultsTest {
    @Test
    suspend fun `the emulator accepts every kind with all its fields`() = emulator { emulator ->
        val kinds = FaultKind::class.sealedSubclasses.map { it.objectInstance ?: instance(it) }
        for (kind in kinds) {
            emulator.addFault(Fault(kind, "contacts.get", nth = 1, times = 1, probability = 1.0, seed = 1, at = Position.BEFORE))
        }
        assertEquals("error", failure<Chat44mpException> {
            emulator.clearFaults()
            emulator.addFault(Fault(FaultKind.Error("error"), "contacts.get"))
            emulator.client().contacts.get(1)
        }.serverMessage)
    }

    private fun instance(kind: KClass<out FaultKind>): FaultKind {
        val constructor = kind.primaryConstructor!!
        return constructor.callBy(constructor.parameters.associateWith(::example))
    }

    /** A value that is allowed for each parameter of its type, such as the status of a redirect. */
    private fun example(parameter: KParameter): Any = when (val type = parameter.type.classifier as KClass<*>) {
        Long::class -> 301L
        String::class -> "text"
        else -> type.java.enumConstants.first()
    }
}
