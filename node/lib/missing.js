'use strict'

// Explains why the native library does not load. Package managers omit optional dependencies silently.

const { existsSync, readdirSync } = require('node:fs')
const { dirname, join } = require('node:path')

const bundled = require('./bundled.js')
const { version } = require('../package.json')
const { targets } = require('./platforms.json')

/** Explains `cause`, the failure to load the library of `owner` for the platform `name`, from `folder`. */
function explain(owner, name, folder, cause) {
  if (folder === undefined || !existsSync(join(folder, 'binding.js'))) return bundled
  const wanted = `${owner}-${name}`
  const machine = `${process.platform} ${process.arch}, Node ${process.version}${name.endsWith('musl') ? ', musl' : ''}`
  if (!targets.includes(name)) {
    return `${owner} does not support ${machine}. Supported platforms: ${targets.join(', ')}.`
  }
  if (cause?.code !== 'MODULE_NOT_FOUND' || !String(cause.message).includes(wanted)) {
    return `${owner}: the native library in ${wanted} does not load on ${machine}: ${cause?.message}`
  }
  const others = installed(owner, folder)
  const reason = others.length > 0
    ? [
        `It has ${others.join(', ')} instead: node_modules was copied from another platform, or installed from a lock file that`,
        'was generated there and lists only its packages.',
      ]
    : [
        'It is an optional dependency. It is missing if dependencies were installed with --omit=optional (or --no-optional),',
        'copied from another platform, installed from a lock file that was generated on another platform, or left behind by a',
        'deployment that copies only some of node_modules.',
      ]
  return [`${owner}: the package ${wanted}@${version} is not installed (this is ${machine}).`, ...reason, ...cure(owner, name, folder)].join('\n')
}

/** The packages of other platforms next to `owner`. */
function installed(owner, folder) {
  try {
    const names = targets.map((target) => `${owner}-${target}`)
    return readdirSync(dirname(dirname(folder))).filter((name) => names.includes(name))
  } catch {
    // Packages of Yarn PnP are not in a folder.
    return []
  }
}

/** What to do, with the package manager that installed `owner`. */
function cure(owner, name, folder) {
  const [os, cpu, abi] = name.split('-')
  const libc = os === 'linux' ? (abi === 'musl' ? 'musl' : 'glibc') : undefined
  const wanted = `${owner}-${name}@${version}`
  const architectures = `{ os: [${os}], cpu: [${cpu}]${libc ? `, libc: [${libc}]` : ''} }`
  if (process.versions.pnp !== undefined) {
    return [`Yarn: add "supportedArchitectures: ${architectures}" to .yarnrc.yml, and run: yarn install`]
  }
  if (folder.includes('.pnpm')) {
    return [`pnpm: add "supportedArchitectures: ${architectures}" to pnpm-workspace.yaml, and run: pnpm install --force`]
  }
  const options = [`--os=${os}`, `--cpu=${cpu}`, ...(libc ? [`--libc=${libc}`] : [])].join(' ')
  return [
    `Install again on this platform, without that option: delete node_modules and run npm install ${options}`,
    `or install the package directly: npm install ${wanted}`,
  ]
}

module.exports = { explain }
