'use strict'

// The error classes. The core fills them in; their names and fields are the same in every language.

const FIELDS = [
  'kind',
  'code',
  'hint',
  'operation',
  'httpStatus',
  'attempts',
  'retryable',
  'retryAfter',
  'outcome',
  'field',
  'phase',
  'graphCode',
]

class Chat44mpError extends Error {
  static kind = 'unknown'

  constructor(message, fields = {}, options) {
    super(message, options)
    this.code = 'unknown_error'
    this.attempts = 0
    this.retryable = false
    this.serverMessage = message
    Object.assign(this, fields)
  }

  get kind() {
    return this.constructor.kind
  }

  is(...codes) {
    return codes.includes(this.code)
  }

  toJSON() {
    const json = { name: this.name, message: this.serverMessage }
    for (const field of FIELDS) if (this[field] !== undefined) json[field] = this[field]
    return json
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

// On the prototype, where no bundler can shorten it and `JSON.stringify` does not see it.
for (const [name, value] of Object.entries(classes)) {
  Object.defineProperty(value.prototype, 'name', { value: name, configurable: true, writable: true })
}

const byKind = new Map(
  Object.values(classes)
    .filter((value) => value !== APIError && value !== Chat44mpError)
    .map((value) => [value.kind, value]),
)

/** Makes an error of the core's; without a kind it is what lies below one. */
function makeError(kind, message, fields, cause) {
  const options = cause === undefined ? undefined : { cause }
  if (kind === '') return Object.assign(new Error(message, options), fields)
  return new (byKind.get(kind) ?? UnknownAPIError)(message, fields, options)
}

module.exports = { classes, makeError }
