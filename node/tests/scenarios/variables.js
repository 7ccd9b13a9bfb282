'use strict'

// The names that scenarios use instead of literal values.

const NAME = '[a-z](?:[a-z0-9_.]*[a-z0-9_])?'
const WHOLE = new RegExp(`^\\$(${NAME})$`)
const PART = new RegExp(`\\$\\{(${NAME})\\}`, 'g')

/** A name without a value. */
class Missing extends Error {}

class Variables {
  constructor(values) {
    this.values = values
  }

  /** `template` with every `$name` and `${name}` replaced. */
  resolve(template) {
    if (typeof template === 'string') {
      const whole = WHOLE.exec(template)
      return whole ? this.get(whole[1]) : this.fill(template)
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
    return text.replace(PART, (_, name) => String(this.get(name)))
  }

  get(path) {
    const [name, ...steps] = path.split('.')
    if (!(name in this.values)) throw new Missing(`$${name} has no value`)
    return steps.reduce((value, step) => value[step], this.values[name])
  }
}

module.exports = { Missing, Variables }
