package com.chat44mp.scenarios

/** A variable without a value. */
class MissingName(name: String) : Exception("$$name has no value")

/** Replaces variables in scenarios. */
class Variables(values: Map<String, Any?>) {
    private val values = values.toMutableMap()

    /** Replaces every `$name` and `${name}` in [template]. */
    fun resolve(template: Any?): Any? = when (template) {
        is String -> VARIABLE.matchEntire(template)?.let { get(it.groupValues[1]) } ?: fill(template)
        is List<*> -> template.map(::resolve)
        is Map<*, *> -> template.entries.associate { (key, value) -> fill(key.toString()) to resolve(value) }
        else -> template
    }

    /** Saves the value of a step for later steps. */
    fun save(name: String, value: Any?) {
        check(name !in values) { "$name is already the name of a value" }
        values[name] = value
    }

    private fun fill(text: String) = PLACEHOLDER.replace(text) { get(it.groupValues[1]).toString() }

    private fun get(path: String): Any? {
        val steps = path.split(".")
        if (steps.first() !in values) throw MissingName(steps.first())
        return steps.drop(1).fold(values[steps.first()]) { value, step ->
            if (value is List<*>) value[step.toInt()] else value.map()[step]
        }
    }

    private companion object {
        const val NAME = "[a-z](?:[a-z0-9_.]*[a-z0-9_])?"
        val VARIABLE = Regex("\\$($NAME)")
        val PLACEHOLDER = Regex("\\$\\{($NAME)}")
    }
}
