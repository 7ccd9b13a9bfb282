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

class ConfigError extends Chat44mpError {
  static kind = 'config'
}
class ValidationError extends Chat44mpError {
  static kind = 'validation'
}
class APIConnectionError extends Chat44mpError {
  static kind = 'connection'
}
class APITimeoutError extends APIConnectionError {
  static kind = 'timeout'
}
class MalformedResponseError extends Chat44mpError {
  static kind = 'malformed'
}
class APIError extends Chat44mpError {}
class AuthenticationError extends APIError {
  static kind = 'authentication'
}
class NotFoundError extends APIError {
  static kind = 'not_found'
}
class ConflictError extends APIError {
  static kind = 'conflict'
}
class PreconditionError extends APIError {
  static kind = 'precondition'
}
class UpstreamError extends APIError {
  static kind = 'upstream'
}
class RateLimitError extends APIError {
  static kind = 'rate_limited'
}
class ServerError extends APIError {
  static kind = 'server'
}
class UnknownAPIError extends APIError {}

const classes = {
  Chat44mpError,
  ConfigError,
  ValidationError,
  APIConnectionError,
  APITimeoutError,
  MalformedResponseError,
  APIError,
  AuthenticationError,
  NotFoundError,
  ConflictError,
  PreconditionError,
  UpstreamError,
  RateLimitError,
  ServerError,
  UnknownAPIError,
}

// Set on the prototype, where minifiers do not rename it and `JSON.stringify` ignores it.
for (const [name, value] of Object.entries(classes)) {
  Object.defineProperty(value.prototype, 'name', { value: name, configurable: true, writable: true })
}

const byKind = new Map(
  Object.values(classes)
    .filter((value) => value !== APIError && value !== Chat44mpError)
    .map((value) => [value.kind, value]),
)

/** Creates an error; without a `kind`, a plain `Error` for use as a cause. */
function makeError(message, fields, cause) {
  const options = cause === undefined ? undefined : { cause }
  if (fields.kind === undefined) return Object.assign(new Error(message, options), fields)
  return new (byKind.get(fields.kind) ?? UnknownAPIError)(message, fields, options)
}

module.exports = { classes, makeError }
