'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const chat44mp = require('../index.js')
const { Emulator } = require('chat44mp-testing')
const { emulator, program } = require('./support.js')

const KEY = '39-AbCdEfG1234567890QwErTyU'

const unknown = (kind, name, ...meant) => ({
  name: 'TypeError',
  message: `unknown ${kind} \`${name}\`; did you mean ${meant.map((name) => `\`${name}\``).join(' or ')}?`,
})

test('messages and hints name options as in JavaScript', async () => {
  const create = () => new chat44mp.Client({ apiKey: KEY, baseURL: 'http://chat.example.com' })
  assert.throws(create, (error) => {
    assert.equal(error.field, 'baseURL')
    assert.equal(
      error.serverMessage,
      '`baseURL` is plain http; use https, or set `allowHttp` to send the key unencrypted',
    )
    assert.match(error.hint, /`allowHttp`/)
    return true
  })
  const client = new chat44mp.Client({ apiKey: KEY, baseURL: 'http://127.0.0.1:1' })
  const name = { name: 'ValidationError', message: /^contactGroups\.get failed: `groupId` is -1; pass a positive ID/ }
  await assert.rejects(client.contactGroups.get(-1), { ...name, operation: 'contact_groups.get', field: 'groupId' })
})

test('an unknown option of a client is a TypeError that suggests the known name', () => {
  for (const [name, suggestion] of [
    ['baseUrl', 'baseURL'],
    ['base_url', 'baseURL'],
    ['url', 'baseURL'],
    ['host', 'baseURL'],
    ['apikey', 'apiKey'],
    ['token', 'apiKey'],
    ['timeOut', 'timeout'],
    ['timeoutMs', 'timeout'],
    ['max_retries', 'maxRetries'],
    ['retries', 'maxRetries'],
  ]) {
    const options = { apiKey: KEY, [name]: 'https://chat.example.com' }
    assert.throws(() => new chat44mp.Client(options), unknown('option', name, suggestion))
  }
  // Also rejected if undefined: otherwise the key would be sent to the default host.
  assert.throws(() => new chat44mp.Client({ apiKey: KEY, baseUrl: undefined }), TypeError)
  assert.throws(() => new chat44mp.Client({ apiKey: KEY, colour: 1 }), /unknown option `colour`; the options are .*`baseURL`/)
})

test('unknown options of calls, imports, exports and emulators are TypeErrors, and nothing is sent', async (t) => {
  const server = emulator(t)
  const client = server.client()
  const groupId = server.fixtures.group
  const message = (...names) => unknown('option', ...names)
  await assert.rejects(client.flows.list({ timeOut: 5 }), message('timeOut', 'timeout'))
  await assert.rejects(client.flows.list({ abortSignal: null }), message('abortSignal', 'signal'))
  assert.throws(() => client.flows.rows(1, { layuot: 'wide' }), message('layuot', 'layout'))
  assert.throws(() => client.withOptions({ retries: 0 }), message('retries', 'maxRetries'))
  await assert.rejects(client.contacts.importRows([], { groupId, dryrun: true }), message('dryrun', 'dryRun'))
  await assert.rejects(client.contacts.importRows([], { group: 1 }), message('group', 'groupId'))
  await assert.rejects(client.contacts.importFile('x.csv', { groupId, result: 'x' }), message('result', 'results'))
  await assert.rejects(client.flows.export(1, 'x.csv', { rawcells: true }), message('rawcells', 'rawCells'))
  assert.throws(() => new Emulator({ seeds: {} }), message('seeds', 'seed'))
  assert.throws(() => server.load({}, { Profile: 'observed' }), message('Profile', 'profile'))
  assert.throws(() => server.client({ baseUrl: 'x' }), message('baseUrl', 'baseURL'))
  assert.equal(server.journal.length, 0)
})

test('an unknown field of any argument is a TypeError that suggests the known name, and nothing is sent', async (t) => {
  const server = emulator(t)
  const client = server.client()
  const { contacts, contactGroups, labels, users } = client
  const user = { name: 'Ada', email: 'a@b.io', password: 'x', packageId: 1, expiresOn: '2030-12-31' }
  const calls = [
    [(more) => contacts.create({ groupId: 1, email: 'a@b.io', ...more }), 'phone', 'phoneNumber'],
    [(more) => contacts.create({ groupId: 1, email: 'a@b.io', ...more }), 'first_name', 'firstName'],
    [(more) => contacts.create({ groupId: 1, email: 'a@b.io', ...more }), 'name', 'firstName', 'lastName'],
    [(more) => contacts.create({ email: 'a@b.io', ...more }), 'group', 'groupId'],
    [(more) => contacts.update(1, { firstName: 'Ada', ...more }), 'mobile', 'phoneNumber'],
    [(more) => contactGroups.create({ name: 'sale', ...more }), 'nam', 'name'],
    [(more) => contactGroups.update(1, { ...more }), 'groupName', 'name'],
    [(more) => labels.create({ name: 'sale', ...more }), 'page', 'pageId'],
    [(more) => labels.assign({ pageId: '1', subscriberId: '1', ...more }), 'labels', 'labelIds'],
    [(more) => users.get({ ...more }), 'id', 'userId'],
    [(more) => users.create({ ...user, ...more }), 'phone', 'mobile'],
    [(more) => users.update(1, { name: 'Ada', ...more }), 'expiredDate', 'expiresOn'],
    [(more) => users.provision({ ...user, ...more }), 'plan', 'packageId'],
    [(more) => client.call({ name: 'get_contact', ...more }), 'body', 'params'],
  ]
  for (const [call, name, ...meant] of calls) {
    await assert.rejects(call({ [name]: 'x' }), unknown('field', name, ...meant))
  }
  const messagePatterns = [{ text: 'x', code: 'email_taken' }, { txt: 'y', code: 'email_taken' }]
  assert.throws(() => server.client({ messagePatterns }), unknown('field', 'txt', 'text'))
  assert.equal(server.journal.length, 0)
})

test('options of files are refused for rows', async (t) => {
  const server = emulator(t)
  const groupId = server.fixtures.group
  for (const option of ['delimiter', 'encoding', 'sheet']) {
    const importing = server.client().contacts.importRows([{ email: 'a@b.io' }], { groupId, [option]: ';' })
    await assert.rejects(importing, { code: 'invalid_option', field: option })
  }
  assert.equal(server.journal.length, 0)
})

test('symbols and undefined values of known names are ignored, and getters of a class are read', async (t) => {
  const server = emulator(t)
  const client = server.client()
  class Person {
    email = 'person@example.com'
    phoneNumber = undefined;
    [Symbol('note')] = 'x'
    get groupId() {
      return server.fixtures.group
    }
  }
  const id = await client.contacts.create(new Person(), { timeout: undefined })
  assert.equal((await client.contacts.get(id)).email, 'person@example.com')
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
