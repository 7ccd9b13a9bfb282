'use strict'

// Stacks of errors. Native code creates them, when no JavaScript of the caller runs.

const { classes } = require('./errors.js')

/** Throws a rejection again, with the stack of the functions that await the call. Costs nothing while calls succeed. */
function rethrow(error) {
  if (error instanceof classes.Chat44mpError) Error.captureStackTrace?.(error, rethrow)
  throw error
}

/** Sets the stack of an error that a call throws at once to that of the caller of `callee`. */
function inCaller(error, callee) {
  if (error instanceof Error) Error.captureStackTrace?.(error, callee)
  return error
}

module.exports = { inCaller, rethrow }
