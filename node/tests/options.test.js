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

test('clients of many keys share the connections', async (t) => {
  const server = emulator(t)
  const { admin_key: adminKey, member_key: memberKey } = server.fixtures
  const client = server.client()
  const admins = Array.from({ length: 50 }, () => client.withOptions({ apiKey: adminKey }))
  for (const admin of admins) assert.ok((await admin.packages.list()).length > 0)
  await client.flows.list()
  assert.equal(new Set(server.journal.map(({ connection }) => connection)).size, 1)

  const follower = client.withOptions({ timeout: 9000 })
  client.setApiKey(adminKey)
  await Promise.all([follower.packages.list(), client.packages.list()])
  follower.setApiKey(memberKey)
  await assert.rejects(follower.packages.list(), chat44mp.AuthenticationError)
  assert.throws(() => client.setApiKey('YOUR KEY'), { name: 'ConfigError', field: 'apiKey' })
  assert.throws(() => client.withOptions({ proxy: 'ftp://x' }), { name: 'ConfigError', field: 'proxy' })

  admins[0].close()
  assert.deepEqual([admins[0].isClosed, client.isClosed], [true, false])
  await assert.rejects(admins[0].packages.list(), { code: 'client_closed' })
  client.close()
  assert.deepEqual([follower.isClosed, client.isClosed], [true, true])
})
