'use strict'

// Finds the native part: the one built here, else the package for this machine. What is missing is said plainly: a
// package manager leaves it out without a word.

const { existsSync } = require('node:fs')
const { join } = require('node:path')

/** The machine as the packages are named after it, such as `linux-x64-gnu`. */
function platform() {
  const { platform, arch } = process
  if (platform === 'linux') return `linux-${arch}-${isMusl() ? 'musl' : 'gnu'}`
  if (platform === 'win32') return `win32-${arch}-msvc`
  return `${platform}-${arch}`
}

function isMusl() {
  // The dynamic linker is looked for first: a process report takes many milliseconds.
  if (existsSync('/lib64/ld-linux-x86-64.so.2') || existsSync('/lib/ld-linux-aarch64.so.1')) return false
  if (existsSync('/etc/alpine-release')) return true
  const report = process.report?.getReport()
  return !report?.header?.glibcVersionRuntime
}

function load() {
  const name = platform()
  const built = join(__dirname, '..', `chat44mp.${name}.node`)
  if (existsSync(built)) return require(built)
  const wanted = `chat44mp-${name}`
  try {
    return require(wanted)
  } catch (cause) {
    throw new Error(explain(name, wanted, cause), { cause })
  }
}

function explain(name, wanted, cause) {
  const { version } = require('../package.json')
  const machine = `${process.platform} ${process.arch}, Node ${process.version}${name.endsWith('musl') ? ', musl' : ''}`
  if (cause?.code !== 'MODULE_NOT_FOUND' || !String(cause.message).includes(wanted)) {
    return `chat44mp: the native part in ${wanted} does not load on ${machine}: ${cause?.message}`
  }
  const { targets } = require('./platforms.json')
  if (!targets.includes(name)) {
    return `chat44mp has no native part for ${machine}. There is one for: ${targets.join(', ')}.`
  }
  return [
    `chat44mp: the package ${wanted}@${version} is not installed (this is ${machine}).`,
    'It is an optional dependency: an install with --omit=optional (or --no-optional) leaves it out, and so does one that',
    'was copied from a machine of another kind, or made from a lock file that was written there.',
    `Install again without that option, or add it by hand: npm install ${wanted}@${version}`,
  ].join('\n')
}

module.exports = load()
