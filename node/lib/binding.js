'use strict'

// Loads the native library: a local build, or else the package for this platform.

const { existsSync } = require('node:fs')
const { join } = require('node:path')

/** The platform in the form used by package names, such as `linux-x64-gnu`. */
function platform() {
  const { platform, arch } = process
  if (platform === 'linux') return `linux-${arch}-${isMusl() ? 'musl' : 'gnu'}`
  if (platform === 'win32') return `win32-${arch}-msvc`
  return `${platform}-${arch}`
}

function isMusl() {
  // Check for the dynamic linker first, because a process report takes many milliseconds.
  if (existsSync('/lib64/ld-linux-x86-64.so.2') || existsSync('/lib/ld-linux-aarch64.so.1')) return false
  if (existsSync('/etc/alpine-release')) return true
  const report = process.report?.getReport()
  return !report?.header?.glibcVersionRuntime
}

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

function load() {
  const name = platform()
  // Undefined in the ES modules that bundlers write.
  const folder = typeof __dirname === 'undefined' ? undefined : __dirname
  const built = folder && join(folder, '..', `chat44mp.${name}.node`)
  if (built && existsSync(built)) return require(built)
  try {
    return requirePackage(name)
  } catch (cause) {
    throw new Error(require('./missing.js').explain(name, folder, cause), { cause })
  }
}

module.exports = load()
