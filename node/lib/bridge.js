'use strict'

// What the native part needs from JavaScript: errors, abort signals and loggers.

const native = require('./binding.js')
const { makeError } = require('./errors.js')

/** The calls that each signal stops. A signal has one listener for all: Node warns of a leak at eleven. */
const listening = new WeakMap()

/** Calls `stop` with the reason of the signal when it aborts; returns a function that stops listening. */
function onAbort(signal, stop) {
  if (typeof signal.addEventListener !== 'function') throw new TypeError('signal must be an AbortSignal')
  let listener = listening.get(signal)
  if (listener === undefined) {
    const stops = new Set()
    const stopAll = () => {
      listening.delete(signal)
      const { reason } = signal
      for (const each of stops) each(reason)
    }
    signal.addEventListener('abort', stopAll, { once: true })
    listening.set(signal, (listener = { stops, stopAll }))
  }
  const { stops, stopAll } = listener
  stops.add(stop)
  return () => {
    stops.delete(stop)
    if (stops.size > 0) return
    signal.removeEventListener('abort', stopAll)
    listening.delete(signal)
  }
}

/** Stops call `number` when the signal aborts. */
function listen(signal, number) {
  return onAbort(signal, (reason) => native.abort(number, reason))
}

const LEVELS = ['debug', 'info', 'warn', 'error']

/** The receiver of a client's log lines: its logger, else standard error if `CHAT44MP_LOG` is set, else none. */
function logTo(logger) {
  if (logger === undefined || logger === null) return logToStderr(process.env.CHAT44MP_LOG)
  const wrong = LEVELS.filter((level) => logger[level] !== undefined && typeof logger[level] !== 'function')
  if (typeof logger !== 'object' || wrong.length > 0) {
    throw new TypeError('logger must be an object with the methods debug, info and warn')
  }
  return (level, text) => {
    try {
      const logged = logger[level]?.(text)
      // It may be async.
      if (typeof logged === 'object' && logged !== null) Promise.resolve(logged).catch(() => {})
    } catch {
      // A logger that fails must not break the call.
    }
  }
}

function logToStderr(wanted) {
  const least = LEVELS.indexOf(String(wanted).toLowerCase())
  if (least < 0) return undefined
  return (level, text) => {
    if (LEVELS.indexOf(level) >= least) process.stderr.write(`chat44mp ${level}: ${text}\n`)
  }
}

native.register(makeError, listen, logTo, (name) => process.env[name])

module.exports = { ...native, onAbort }
