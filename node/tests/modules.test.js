'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { program } = require('./support.js')

test('import and require return the same objects', async () => {
  for (const name of ['index', 'testing']) {
    const required = require(`../${name}.js`)
    const imported = await import(`../${name}.mjs`)
    assert.deepEqual(Object.keys(imported).sort(), Object.keys(required).sort())
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
