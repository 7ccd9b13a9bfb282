'use strict'

// Replaces variables in scenarios.

const NAME = '[a-z](?:[a-z0-9_.]*[a-z0-9_])?'
const VARIABLE = new RegExp(`^\\$(${NAME})$`)
const PLACEHOLDER = new RegExp(`\\$\\{(${NAME})\\}`, 'g')

/** A variable without a value. */
class MissingName extends Error {}

class Variables {
  constructor(values) {
    this.values = values
  }

  /** Replaces every `$name` and `${name}` in `template`. */
  resolve(template) {
    if (typeof template === 'string') {
      const variable = VARIABLE.exec(template)
      return variable ? this.get(variable[1]) : this.fill(template)
    }
    if (Array.isArray(template)) return template.map((item) => this.resolve(item))
    if (template !== null && typeof template === 'object') {
      return Object.fromEntries(
        Object.entries(template).map(([key, value]) => [this.fill(key), this.resolve(value)]),
      )
    }
    return template
  }

  fill(text) {
    return text.replace(PLACEHOLDER, (_, name) => String(this.get(name)))
  }

  get(path) {
    const [name, ...steps] = path.split('.')
    if (!(name in this.values)) throw new MissingName(`$${name} has no value`)
    return steps.reduce((value, step) => value[step], this.values[name])
  }
}

module.exports = { MissingName, Variables }
