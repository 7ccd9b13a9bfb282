'use strict'

// Finds the native library of a package: a local build, or else the package for this platform.

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

/**
 * Loads the native library of the package `owner`, whose loader is in `folder` (undefined in a bundle). `requirePackage`
 * requires the package for a platform.
 */
function load(owner, folder, requirePackage) {
  const name = platform()
  const built = folder && join(folder, '..', `${owner}.${name}.node`)
  if (built && existsSync(built)) return require(built)
  try {
    return requirePackage(name)
  } catch (cause) {
    throw new Error(require('./missing.js').explain(owner, name, folder, cause), { cause })
  }
}

module.exports = { load }
