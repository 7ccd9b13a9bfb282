'use strict'

// Loads the native library: a local build, or else the package for this platform. Package managers omit optional
// dependencies silently, so the error explains which package is missing and why.

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

function load() {
  const name = platform()
  const built = join(__dirname, '..', `chat44mp.${name}.node`)
  if (existsSync(built)) return require(built)
  const packageName = `chat44mp-${name}`
  try {
    return require(packageName)
  } catch (cause) {
    throw new Error(explain(name, packageName, cause), { cause })
  }
}

function explain(name, packageName, cause) {
  const { version } = require('../package.json')
  const machine = `${process.platform} ${process.arch}, Node ${process.version}${name.endsWith('musl') ? ', musl' : ''}`
  if (cause?.code !== 'MODULE_NOT_FOUND' || !String(cause.message).includes(packageName)) {
    return `chat44mp: the native library in ${packageName} does not load on ${machine}: ${cause?.message}`
  }
  const { targets } = require('./platforms.json')
  if (!targets.includes(name)) {
    return `chat44mp does not support ${machine}. Supported platforms: ${targets.join(', ')}.`
  }
  return [
    `chat44mp: the package ${packageName}@${version} is not installed (this is ${machine}).`,
    'It is an optional dependency. It is missing if dependencies were installed with --omit=optional (or --no-optional),',
    'copied from another platform, or installed from a lock file that was generated on another platform.',
    `Install again without that option, or install the package directly: npm install ${packageName}@${version}`,
  ].join('\n')
}

module.exports = load()
