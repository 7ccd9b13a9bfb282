'use strict'

// Loads the native library.

const { load } = require('./load.js')

/** Literal names, because tools that trace the files of a deployment do not evaluate computed ones. */
function requirePackage(name) {
  switch (name) {
    case 'linux-x64-gnu': return require('chat44mp-linux-x64-gnu')
    case 'linux-x64-musl': return require('chat44mp-linux-x64-musl')
    case 'linux-arm64-gnu': return require('chat44mp-linux-arm64-gnu')
    case 'linux-arm64-musl': return require('chat44mp-linux-arm64-musl')
    case 'darwin-x64': return require('chat44mp-darwin-x64')
    case 'darwin-arm64': return require('chat44mp-darwin-arm64')
    case 'win32-x64-msvc': return require('chat44mp-win32-x64-msvc')
    case 'win32-arm64-msvc': return require('chat44mp-win32-arm64-msvc')
  }
  throw Object.assign(new Error(`no package for ${name}`), { code: 'MODULE_NOT_FOUND' })
}

// `__dirname` is undefined in the ES modules that bundlers write.
module.exports = load('chat44mp', typeof __dirname === 'undefined' ? undefined : __dirname, requirePackage)
