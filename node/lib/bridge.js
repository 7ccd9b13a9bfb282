'use strict'

// JavaScript functions that the native library calls: errors, abort signals, loggers and hooks.

const { AsyncLocalStorage } = require('node:async_hooks')

const native = require('./binding.js')
const { assemble, shape, list } = require('./assemble.js')
const { makeError } = require('./errors.js')

/** The listener of each signal. All calls share one, because Node warns about a leak at eleven listeners. */
const listeners = new WeakMap()

/** Calls `stop` with the reason of the signal when it aborts; returns a function that stops listeners. */
function onAbort(signal, stop) {
  if (typeof signal.addEventListener !== 'function') throw new TypeError('signal must be an AbortSignal')
  let listener = listeners.get(signal)
  if (listener === undefined) {
    const stops = new Set()
    const stopAll = () => {
      listeners.delete(signal)
      const { reason } = signal
      for (const stop of stops) stop(reason)
    }
    signal.addEventListener('abort', stopAll, { once: true })
    listeners.set(signal, (listener = { stops, stopAll }))
  }
  const { stops, stopAll } = listener
  stops.add(stop)
  return () => {
    stops.delete(stop)
    if (stops.size > 0) return
    signal.removeEventListener('abort', stopAll)
    listeners.delete(signal)
  }
}

/** Stops call `number` when the signal aborts. */
function listen(signal, number) {
  return onAbort(signal, (reason) => native.abort(number, reason))
}

const LEVELS = ['debug', 'info', 'warn', 'error']

/** Returns the function that receives log lines: the logger, or standard error if `CHAT44MP_LOG` is set. */
function logTo(logger) {
  if (logger === undefined || logger === null) return logToStderr()
  const invalid = LEVELS.filter((level) => logger[level] !== undefined && typeof logger[level] !== 'function')
  if (typeof logger !== 'object' || invalid.length > 0) {
    throw new TypeError('logger must be an object with the methods debug, info and warn')
  }
  // A logger that fails must not break the call.
  return (level, text, fields) => safely(() => logger[level]?.(text, fields), () => {})
}

/** Calls a function of the program, which may be async, and passes its failure to `report`. */
function safely(call, report) {
  try {
    const returned = call()
    if (typeof returned === 'object' && returned !== null) Promise.resolve(returned).catch(report)
  } catch (error) {
    report(error)
  }
}

/**
 * Returns the function that binds the hooks of a client to the async context of a call; undefined without hooks. Hooks that are
 * left out are those of the client with the function `inherited`.
 */
function hooksOf(onRequest, onResponse, inherited) {
  for (const [name, hook] of Object.entries({ onRequest, onResponse })) {
    if (hook !== undefined && typeof hook !== 'function') throw new TypeError(`${name} must be a function`)
  }
  const hooks = { ...inherited?.hooks }
  if (onRequest) hooks.onRequest = onRequest
  if (onResponse) hooks.onResponse = onResponse
  if (Object.keys(hooks).length === 0) return undefined
  const bind = () => {
    const inContext = AsyncLocalStorage.snapshot()
    return (name, event) => inContext(safely, () => hooks[name]?.(event), (error) => process.emitWarning(error))
  }
  return Object.assign(bind, { hooks })
}

/** The lowest level that is logged to standard error, read from the environment once. */
let minLevel

function logToStderr() {
  if (minLevel === undefined) {
    try {
      minLevel = native.logLevel(process.env.CHAT44MP_LOG ?? '')
    } catch (error) {
      minLevel = null
      process.emitWarning(error.message)
    }
  }
  const min = LEVELS.indexOf(minLevel)
  if (min < 0) return undefined
  return (level, text) => {
    if (LEVELS.indexOf(level) >= min) process.stderr.write(`chat44mp ${level}: ${text}\n`)
  }
}

/** Bun and Deno, which call themselves Node, have other event loops. */
const isNode = process.versions.bun === undefined && process.versions.deno === undefined

native.assembleWith(assemble, shape, list)
native.register(makeError, listen, logTo, hooksOf, (name) => process.env[name], isNode)

module.exports = { ...native, onAbort }
