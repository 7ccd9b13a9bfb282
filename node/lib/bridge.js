'use strict'

// What the native part needs of JavaScript: errors, abort signals and loggers.

const native = require('./binding.js')
const { makeError } = require('./errors.js')

/** Stops call `number` when the signal says so; gives what takes the listener off again. */
function listen(signal, number) {
  if (typeof signal.addEventListener !== 'function') throw new TypeError('signal must be an AbortSignal')
  const stop = () => native.abort(number, signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  return () => signal.removeEventListener('abort', stop)
}

const LEVELS = ['debug', 'info', 'warn', 'error']

/** Where a client's lines go: its logger, else standard error if `CHAT44MP_LOG` asks for it, else nowhere. */
function logTo(logger) {
  if (logger === undefined || logger === null) return logToStderr(process.env.CHAT44MP_LOG)
  const wrong = LEVELS.filter((level) => logger[level] !== undefined && typeof logger[level] !== 'function')
  if (typeof logger !== 'object' || wrong.length > 0) {
    throw new TypeError('logger must be an object with the methods debug, info and warn')
  }
  return (level, text) => {
    try {
      logger[level]?.(text)
    } catch {
      // A logger that fails must not break the call that it was told of.
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

native.register(makeError, listen, logTo)

module.exports = native
