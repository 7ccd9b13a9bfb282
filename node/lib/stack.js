'use strict'

// Stacks of errors. Native code creates them, when no JavaScript of the caller runs.

const { classes } = require('./errors.js')

/** Throws a rejection again, with the stack of the functions that await the call. Costs nothing while calls succeed. */
function rethrow(error) {
  if (error instanceof classes.Chat44mpError) Error.captureStackTrace?.(error, rethrow)
  throw error
}

module.exports = { rethrow }
