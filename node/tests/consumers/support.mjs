// What the consumer projects share: a copy of a project with the packed packages installed, and an emulator to call.

import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const { Emulator } = require('../../testing')
const { targets } = require('../../lib/platforms.json')

/** The folder of the consumer projects. */
export const folder = fileURLToPath(new URL('.', import.meta.url))

/** The paths of the packed packages: the main one, the native library for this platform, and both of the emulator. */
export const packed = { main: process.argv[2], platform: process.argv[3], testing: process.argv.slice(4) }

/** The path of a program of a tool. */
export const tool = (path) => join(folder, 'node_modules', path)

/** Runs a program and returns what it prints on standard output. A failure has all of its output. */
export function run(program, args, cwd, env) {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...process.env, NO_COLOR: '1', ...env }, maxBuffer: 64 * 1024 * 1024 }
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${basename(program)} ${args.join(' ')}\n${stdout}${stderr}`))
      else resolve(stdout)
    })
  })
}

/** Runs a program that must fail, and returns all that it prints. */
export async function fail(program, args, cwd, env) {
  const printed = await run(program, args, cwd, env).catch((error) => error.message)
  if (!printed.includes('\n')) throw new Error(`${args.join(' ')} did not fail`)
  return printed
}

/** Calls `use` with an empty folder. */
export async function inFolder(use) {
  const path = mkdtempSync(join(tmpdir(), 'chat44mp-consumer-'))
  try {
    await use(path)
  } finally {
    rmSync(path, { recursive: true, force: true })
  }
}

/** Creates a project with the programs of `program.*`, and these fields in its package.json. */
export function project(path, manifest = {}) {
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name: 'consumer', private: true, ...manifest }))
  for (const name of ['program.mjs', 'program.cjs']) cpSync(join(folder, name), join(path, name))
}

/** Installs the packed packages, and more, with npm. Without a registry: they have no other dependencies. */
export async function install(path, more = []) {
  const options = ['--offline', '--no-audit', '--no-fund', '--no-save', '--no-package-lock', '--omit=optional']
  await run('npm', ['install', ...options, packed.main, packed.platform, ...more], path)
}

/**
 * The dependencies for package managers that resolve the packages of all platforms: those that were not packed here are
 * replaced by an empty package. They are never loaded.
 */
export const overrides = Object.fromEntries(targets.map((target) => [`chat44mp-${target}`, `file:${platform(target)}`]))

function platform(target) {
  const isPacked = basename(packed.platform).startsWith(`chat44mp-${target}-`)
  return isPacked ? packed.platform : join(folder, 'elsewhere')
}

/** Calls `use` with the environment of a program that calls an emulator. */
export async function withEmulator(use) {
  const emulator = new Emulator()
  try {
    await use({ CHAT44MP_API_KEY: emulator.fixtures.member_key, CHAT44MP_BASE_URL: emulator.baseURL })
  } finally {
    emulator.stop()
  }
}

/** Checks that each command prints the flows of the emulator. */
export async function check(...commands) {
  await withEmulator(async (env) => {
    for (const [program, args, cwd, more] of commands) {
      const printed = await run(program, args, cwd, { ...env, ...more })
      if (!/^[1-9]\d* flows$/m.test(printed)) throw new Error(`${args.join(' ')} printed ${printed}`)
    }
  })
}
