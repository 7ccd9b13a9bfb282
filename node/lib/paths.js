'use strict'

const { fileURLToPath } = require('node:url')

/** Converts a file URL to a path. */
const toPath = (path) => (path instanceof URL ? fileURLToPath(path) : path)

module.exports = { toPath }
