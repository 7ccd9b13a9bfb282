'use strict'

// The error classes. The core defines their fields: `ErrorInfo`.

class Chat44mpError extends Error {
  static kind = 'unknown'

  constructor(message, fields, options) {
    super(message, options)
    const { kind, ...others } = fields ?? {}
    Object.assign(this, { code: 'unknown_error', serverMessage: message, attempts: 0, retryable: false }, others)
  }

  get kind() {
    return this.constructor.kind
  }

  is(...codes) {
    return codes.includes(this.code)
  }

  toJSON() {
    const { body, ...fields } = this
    return { name: this.name, message: this.message, kind: this.kind, ...fields }
  }
}

// Each class: its name, its parent, and the kind of its errors. Without a kind, it inherits the parent's.
const definitions = [
  ['ConfigError', 'Chat44mpError', 'config'],
  ['ValidationError', 'Chat44mpError', 'validation'],
  ['APIConnectionError', 'Chat44mpError', 'connection'],
  ['APITimeoutError', 'APIConnectionError', 'timeout'],
  ['MalformedResponseError', 'Chat44mpError', 'malformed'],
  ['APIError', 'Chat44mpError'],
  ['AuthenticationError', 'APIError', 'authentication'],
  ['NotFoundError', 'APIError', 'not_found'],
  ['ConflictError', 'APIError', 'conflict'],
  ['PreconditionError', 'APIError', 'precondition'],
  ['UpstreamError', 'APIError', 'upstream'],
  ['RateLimitError', 'APIError', 'rate_limited'],
  ['ServerError', 'APIError', 'server'],
  ['UnknownAPIError', 'APIError'],
]

const classes = { Chat44mpError }
const byKind = new Map()
for (const [name, parent, kind] of definitions) {
  const Parent = classes[parent]
  // A computed key names the class.
  classes[name] = { [name]: class extends Parent { static kind = kind ?? Parent.kind } }[name]
  if (kind !== undefined) byKind.set(kind, classes[name])
}

// Set on the prototype, where minifiers do not rename it and `JSON.stringify` ignores it.
for (const [name, value] of Object.entries(classes)) {
  Object.defineProperty(value.prototype, 'name', { value: name, configurable: true, writable: true })
}

/** Creates an error; without a `kind`, a plain `Error` for use as a cause. */
function makeError(message, fields, cause) {
  const options = cause === undefined ? undefined : { cause }
  if (fields.kind === undefined) return Object.assign(new Error(message, options), fields)
  return new (byKind.get(fields.kind) ?? classes.UnknownAPIError)(message, fields, options)
}

module.exports = { classes, makeError }
