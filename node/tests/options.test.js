'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const chat44mp = require('../index.js')
const { emulator, program } = require('./support.js')

const KEY = '39-AbCdEfG1234567890QwErTyU'

test('an unknown option of a client is a TypeError that suggests the known name', () => {
  for (const [name, suggestion] of [
    ['baseUrl', 'baseURL'],
    ['base_url', 'baseURL'],
    ['apikey', 'apiKey'],
    ['timeOut', 'timeout'],
    ['max_retries', 'maxRetries'],
  ]) {
    assert.throws(() => new chat44mp.Client({ apiKey: KEY, [name]: 'https://chat.example.com' }), {
      name: 'TypeError',
      message: `unknown name "${name}" in options; did you mean "${suggestion}"?`,
    })
  }
  // Also rejected if undefined: otherwise the key would be sent to the default host.
  assert.throws(() => new chat44mp.Client({ apiKey: KEY, baseUrl: undefined }), TypeError)
})

test('unknown options of calls, imports and exports are TypeErrors, and nothing is sent', async (t) => {
  const server = emulator(t)
  const client = server.client()
  const groupId = server.fixtures.group
  const unknownName = (name) => ({ name: 'TypeError', message: new RegExp(`^unknown name "${name}" in options`) })
  await assert.rejects(client.flows.list({ timeOut: 5 }), unknownName('timeOut'))
  assert.throws(() => client.withOptions({ retries: 0 }), unknownName('retries'))
  await assert.rejects(client.contacts.importRows([], { groupId, dryrun: true }), unknownName('dryrun'))
  await assert.rejects(client.contacts.importFile('x.csv', { groupId, result: 'x' }), unknownName('result'))
  await assert.rejects(client.flows.export(1, 'x.csv', { rawcells: true }), unknownName('rawcells'))
  assert.equal(server.journal.length, 0)
})

test('an empty key or base URL is an error', async () => {
  for (const options of [{ apiKey: '' }, { apiKey: KEY, baseURL: '' }]) {
    assert.throws(() => new chat44mp.Client(options), chat44mp.ConfigError)
  }
  const text = `
    try {
      new (require(folder).Client)()
      console.log('no error')
    } catch (error) {
      console.log(error.name)
    }`
  const { stdout } = await program(text, { env: { CHAT44MP_API_KEY: KEY, CHAT44MP_BASE_URL: '' } })
  assert.equal(stdout, 'ConfigError\n')
})
