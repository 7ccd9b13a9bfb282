'use strict'

// For `chat44mp-testing` of the same version. Not for programs.

const { denyUnknown } = require('./bridge.js')
const { load } = require('./load.js')

module.exports = { denyUnknown, load }
