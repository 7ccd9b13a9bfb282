'use strict'

const assert = require('node:assert/strict')
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { test } = require('node:test')

const { folder, program } = require('./support.js')

test('import and require return the same objects', async () => {
  for (const name of ['chat44mp', 'chat44mp-testing']) {
    const required = require(name)
    const imported = await import(name)
    const names = Object.keys(imported).filter((name) => name !== 'default')
    assert.deepEqual(names.sort(), Object.keys(required).sort())
    for (const [key, value] of Object.entries(required)) assert.equal(imported[key], value)
  }
})

test('a browser import fails with an explanation', async () => {
  const message = /does not run in a browser[^]*your own server/
  assert.throws(() => require('../lib/browser.js'), message)
  for (const text of [
    "try { require('chat44mp') } catch (error) { console.log(error.message) }",
    "import('chat44mp').catch((error) => console.log(error.message))",
  ]) {
    const { stdout } = await program(text, { args: ['--conditions=browser'] })
    assert.match(stdout, message)
  }
})

test('the default export of the ES module is the client', async () => {
  const { Client } = require('../index.js')
  assert.equal((await import('../index.mjs')).default, Client)
})

test('the loader names the package of each platform literally', () => {
  const { targets } = require('../lib/platforms.json')
  const loader = readFileSync(join(__dirname, '../lib/binding.js'), 'utf8')
  const lines = loader.match(/^ *case .*/gm).map((line) => line.trim())
  assert.deepEqual(lines, targets.map((target) => `case '${target}': return require('chat44mp-${target}')`))
})

test('a missing package is explained for the package manager and the packages of other platforms', (t) => {
  const { explain } = require('../lib/missing.js')
  const root = folder(t)
  const cause = Object.assign(new Error("Cannot find module 'chat44mp-linux-x64-musl'"), { code: 'MODULE_NOT_FOUND' })
  const explained = (modules, ...others) => {
    const lib = join(root, modules, 'chat44mp/lib')
    mkdirSync(lib, { recursive: true })
    writeFileSync(join(lib, 'binding.js'), '')
    for (const other of others) mkdirSync(join(root, modules, other))
    return explain('chat44mp', 'linux-x64-musl', lib, cause)
  }
  assert.match(explained('npm'), /chat44mp-linux-x64-musl@\S+ is not installed[^]*--omit=optional[^]*npm install --os=linux --cpu=x64 --libc=musl/)
  assert.match(explained('copied', 'chat44mp-darwin-arm64'), /It has chat44mp-darwin-arm64 instead: .* another platform[^]*lock file/)
  assert.match(explained('.pnpm/chat44mp/node_modules'), /supportedArchitectures: \{ os: \[linux\], cpu: \[x64\], libc: \[musl\] \}" to pnpm-workspace/)
  assert.match(explain('chat44mp', 'linux-x64-musl', undefined, cause), /was bundled.*external[^]*esbuild[^]*webpack[^]*Next\.js/)
  assert.match(explain('chat44mp', 'linux-x64-musl', join(root, 'dist'), cause), /was bundled/)
})

test('a missing binary is explained', async () => {
  const text = `
    const { createRequire, _load } = require('node:module')
    const fs = require('node:fs')
    const { existsSync } = fs
    fs.existsSync = (path) => !String(path).endsWith('.node') && existsSync(path)
    try { require(folder) } catch (error) { console.log(error.message) }`
  const { stdout } = await program(text)
  assert.match(stdout, /the package chat44mp-\S+@\d+\.\d+\.\d+ is not installed[^]*--omit=optional[^]*npm install chat44mp-/)
  const { stdout: other } = await program(`Object.defineProperty(process, 'arch', { value: 'mips' }); ${text}`)
  assert.match(other, /does not support \S+ mips, Node v/)
})
