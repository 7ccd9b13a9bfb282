'use strict'

// Loads the native library.

const { load } = require('chat44mp/lib/internal.js')

module.exports = load('chat44mp-testing', __dirname, (name) => require(`chat44mp-testing-${name}`))
