'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { join } = require('node:path')
const { inspect } = require('node:util')

const chat44mp = require('../index.js')
const { emulator, folder, program } = require('./support.js')

const KEY = '12-AbCdEfG1234567890QwErTyU'

test('models are plain objects', async (t) => {
  const server = emulator(t)
  const contact = await server.client().contacts.get(server.fixtures.contact)
  assert.equal(Object.getPrototypeOf(contact), Object.prototype)
  assert.deepEqual(structuredClone(contact), contact)
  assert.deepEqual(JSON.parse(JSON.stringify(contact)), contact)
})

test('absent values are missing properties', async (t) => {
  const server = emulator(t, { profile: 'documented' })
  const contact = await server.client().contacts.get(server.fixtures.contact)
  assert.ok(Object.values(contact).every((value) => value !== null && value !== undefined))
})

test('errors have their class and all fields', async (t) => {
  const server = emulator(t)
  const { contacts } = server.client()
  const error = await contacts.get(99_999).catch((error) => error)
  assert.ok(error instanceof chat44mp.NotFoundError && error instanceof chat44mp.APIError)
  assert.ok(error instanceof chat44mp.Chat44mpError && error instanceof Error)
  assert.equal(error.name, 'NotFoundError')
  assert.equal(error.kind, 'not_found')
  assert.ok(error.is('contact_not_found', 'contact_deleted') && !error.is('email_taken'))
  assert.equal(structuredClone(error).message, error.message)
  assert.deepEqual(structuredClone(error.toJSON()), error.toJSON())
  assert.deepEqual(JSON.parse(JSON.stringify(error)), error.toJSON())
  assert.equal(error.toJSON().operation, 'contacts.get')
})

test('an error has causes', async () => {
  const client = new chat44mp.Client({ apiKey: KEY, baseURL: 'http://127.0.0.1:1', maxRetries: 0 })
  const error = await client.contacts.get(1).catch((error) => error)
  assert.ok(error instanceof chat44mp.APIConnectionError)
  assert.equal(error.phase, 'connect')
  assert.ok(error.cause instanceof Error)
  const causes = []
  for (let at = error.cause; at !== undefined; at = at.cause) causes.push(at)
  assert.ok(causes.some((cause) => Number.isInteger(cause.errno)))
})

test('the stack of an error names the functions that await the call, and nothing of the SDK', async (t) => {
  const server = emulator(t)
  const { contacts, flows } = server.client()
  const calls = {
    call: () => contacts.get(99_999),
    all: () => Promise.all([flows.list(), flows.get(999)]),
    rows: () => flows.answers(999).next(),
    import: () => contacts.importFile('/missing.csv', { groupId: 1 }),
    export: () => flows.export(999, join(folder(t), 'x.csv')),
    raw: () => server.client().withRawResponse.flows.answers(999),
    date: () => server.client({ admin: true }).users.create({ name: 'A', expiresOn: '27/11/2027' }),
    type: () => contacts.get('x'),
  }
  for (const [what, call] of Object.entries(calls)) {
    const inner = async () => await call()
    const theUser = async () => await inner()
    const { stack } = await theUser().catch((error) => error)
    // Errors of arguments are thrown at once, by a function that has not awaited yet.
    assert.match(stack, /at (async )?theUser/, what)
    assert.ok(!/node.(index|testing)\.js/.test(stack), stack)
    assert.ok(!stack.includes('chat44mp/node/lib') && !/lib.(bridge|errors|stack|bulk|answers)\.js/.test(stack), stack)
  }
})

test('a client shows its base URL', async (t) => {
  const server = emulator(t)
  const client = server.client()
  assert.equal(inspect(client), `Client { baseURL: '${server.baseURL}' }`)
  client.close()
  assert.equal(inspect(client), 'Client { isClosed: true }')
})

test('times are in milliseconds', async (t) => {
  const server = emulator(t)
  server.addFault({ kind: 'rate_limit', retry_after: '999' })
  await assert.rejects(server.client().flows.list(), { name: 'RateLimitError', retryAfter: 999_000 })
})

const WRONG_TYPES = [undefined, null, true, 1.5, NaN, Infinity, 2 ** 60, 'x', 2n ** 70n, Symbol('s'), () => {}, {}, []]

test('an argument of the wrong type is a TypeError that names it', async (t) => {
  const server = emulator(t)
  const client = server.client()
  for (const wrong of WRONG_TYPES) {
    await assert.rejects(client.contacts.get(wrong), { name: 'TypeError', message: /^contactId must be/ }, inspect(wrong))
  }
  for (const wrong of WRONG_TYPES.filter((wrong) => typeof wrong !== 'string')) {
    if (typeof wrong !== 'bigint') {
      await assert.rejects(client.subscribers.get(wrong), { name: 'TypeError', message: /^subscriberId must be/ })
    }
    await assert.rejects(client.contactGroups.create({ name: wrong }), { name: 'TypeError', message: /^name must be/ })
  }
  const absent = (value) => value === undefined || value === null
  for (const wrong of WRONG_TYPES.filter((wrong) => !absent(wrong))) {
    const options = { name: 'TypeError', message: /^(options|signal) must be/ }
    if (typeof wrong !== 'object') await assert.rejects(client.flows.list(wrong), options)
    await assert.rejects(client.flows.list({ signal: wrong }), options)
  }
  await assert.rejects(client.contacts.create({ groupId: 1, email: 5 }), { message: 'email must be a string, not 5' })
  await assert.rejects(client.labels.assign({ pageId: '1', subscriberId: '1', labelIds: '1' }), /labelIds must be/)
  assert.throws(() => new chat44mp.Client({ apiKey: KEY, timeout: 'x' }), { name: 'TypeError', message: /^timeout/ })
  assert.equal(server.journal.length, 0)
})

test('an invalid value is a ValidationError that names the argument', async (t) => {
  const client = emulator(t).client()
  const wrong = (error, field) => error instanceof chat44mp.ValidationError && error.field === field
  await assert.rejects(client.contacts.get(0), (error) => wrong(error, 'contactId') && error.outcome === undefined)
  await assert.rejects(client.labels.list('page'), (error) => wrong(error, 'pageId'))
  await assert.rejects(client.contacts.create({ groupId: 1 }), (error) => wrong(error, 'email'))
})

test('an invalid option is a ConfigError that names it', () => {
  for (const [options, field] of [
    [{ baseURL: 'ftp://x.io' }, 'baseURL'],
    [{ timeout: 0 }, 'timeout'],
    [{ timeout: NaN }, 'timeout'],
    [{ connectTimeout: -1 }, 'connectTimeout'],
    [{ backoff: NaN }, 'backoff'],
    [{ backoff: Infinity }, 'backoff'],
    [{ settleDelay: -Infinity }, 'settleDelay'],
    [{ maxConcurrency: 0 }, 'maxConcurrency'],
    [{ apiKey: '' }, 'apiKey'],
  ]) {
    const error = (() => {
      try {
        return new chat44mp.Client({ apiKey: KEY, ...options })
      } catch (error) {
        return error
      }
    })()
    assert.ok(error instanceof chat44mp.ConfigError, inspect(error))
    assert.equal(error.field, field)
  }
  new chat44mp.Client({ apiKey: KEY, timeout: Infinity }).close()
})

test('IDs can be bigints, and string IDs safe integers', async (t) => {
  const server = emulator(t)
  const client = server.client()
  const { contact, group, subscriber } = server.fixtures
  assert.equal((await client.contacts.get(BigInt(contact))).id, contact)
  assert.ok((await client.contacts.create({ groupId: BigInt(group), email: 'big@int.io', phoneNumber: '1' })) > 0)
  await assert.rejects(client.subscribers.get(12345), chat44mp.NotFoundError)
  assert.equal((await client.subscribers.get(BigInt(subscriber))).subscriberId, subscriber)
})

/** A date as Temporal's types write it. */
const temporal = (text) => ({ calendarId: 'iso8601', toString: () => text })

test('a day can be a text, a Date at midnight or a date of Temporal', async (t) => {
  const server = emulator(t)
  const { users } = server.client({ apiKey: server.fixtures.admin_key })
  const user = { name: 'Ada', email: 'ada@day.io', password: 'x', packageId: 1 }
  const days = [
    '2030-12-31',
    new Date('2030-12-31'),
    new Date(2030, 11, 31),
    temporal('2030-12-31'),
    temporal('2030-12-31[u-ca=hebrew]'),
    temporal('2030-12-31T23:30:00+14:00[Pacific/Kiritimati]'),
  ]
  for (const expiresOn of days) {
    await users.provision({ ...user, email: 'ada' + days.indexOf(expiresOn) + '@day.io', expiresOn }).catch(() => {})
    assert.match(server.journal.findLast(({ operation }) => operation === 'create_system_user').form.expired_date, /^2030-12-31/)
  }
})

test('a text of no date, and a Date whose day depends on the time zone, are ValidationErrors', async (t) => {
  const server = emulator(t)
  const { users } = server.client({ apiKey: server.fixtures.admin_key })
  const user = { name: 'Ada', email: 'ada@day.io', password: 'x', packageId: 1 }
  for (const expiresOn of ['27/11/2027', '', new Date(NaN), new Date('2030-12-31T10:11:12Z'), temporal('12-31')]) {
    await assert.rejects(users.create({ ...user, expiresOn }), { name: 'ValidationError', code: 'invalid_value', field: 'expiresOn' })
  }
  await assert.rejects(users.create({ ...user, expiresOn: '27/11/2027' }), /`expiresOn` must be a date such as `2030-12-31`, not "27\/11\/2027"/)
  for (const expiresOn of [5, {}, true, undefined]) {
    await assert.rejects(users.create({ ...user, expiresOn }), { name: 'TypeError', message: /^expiresOn must be a date/ })
  }
  assert.equal(server.journal.length, 0)
})

test('a Date at local midnight is its local day in any time zone', async () => {
  const text = `
    const { Emulator } = require(folder + '/testing')
    const emulator = new Emulator()
    const user = { name: 'Ada', email: 'a@day.io', password: 'x', packageId: 1, expiresOn: new Date(2030, 5, 30) }
    emulator.client({ admin: true }).users.create(user).catch(() => {}).then(() => {
      console.log(emulator.journal.find(({ form }) => form.expired_date).form.expired_date.slice(0, 10))
      emulator.stop()
    })`
  for (const TZ of ['Europe/Rome', 'America/New_York', 'Asia/Kolkata', 'UTC']) {
    assert.equal((await program(text, { env: { TZ } })).stdout, '2030-06-30\n', TZ)
  }
})

test('the key appears nowhere', async (t) => {
  const server = emulator(t)
  const lines = []
  const logger = { debug: (line) => lines.push(line), info: (line) => lines.push(line), warn: (line) => lines.push(line) }
  const client = server.client({ apiKey: KEY, logger, backoff: 1 })
  server.addFault({ operation: 'get_contact', kind: 'status', status: 503 })
  const errors = await Promise.all(
    [client.contacts.get(1), client.flows.list(), client.users.get({ userId: 1 })].map((call) => call.catch((e) => e)),
  )
  const shown = [client, client.contacts, ...errors].map((value) => {
    return inspect(value, { depth: Infinity, showHidden: true, getters: true }) + (value.stack ?? '') + JSON.stringify(value)
  })
  assert.ok(lines.length > 0)
  assert.ok(!(shown.join() + lines.join()).includes(KEY.slice(5)))
})

test('a logger receives lines, and one that throws does not affect calls', async (t) => {
  const server = emulator(t)
  const lines = []
  await server.client({ logger: { debug: (line) => lines.push(line) } }).flows.list()
  assert.match(lines[0], /^flows.list: attempt 1, HTTP 200, \d+ ms$/)
  const broken = () => {
    throw new Error('no')
  }
  await server.client({ logger: { debug: broken } }).flows.list()
  assert.throws(() => server.client({ logger: { debug: 5 } }), TypeError)
})

test('CHAT44MP_LOG enables logging to standard error', async () => {
  const text = `
    const { Emulator } = require(folder + '/testing')
    const emulator = new Emulator()
    emulator.client().flows.list().finally(() => emulator.stop())`
  assert.match((await program(text, { env: { CHAT44MP_LOG: 'debug' } })).stderr, /^chat44mp debug: flows.list: attempt 1/)
  assert.equal((await program(text)).stderr, '')
})

test('an unknown level in CHAT44MP_LOG is reported once', async () => {
  const text = `
    const { Client } = require(folder)
    for (const apiKey of ['a'.repeat(24), 'b'.repeat(24)]) new Client({ apiKey }).close()`
  const { stderr } = await program(text, { env: { CHAT44MP_LOG: 'bogus' } })
  const reports = stderr.match(/Warning: CHAT44MP_LOG is "bogus", so nothing is logged; set it to debug, info or warn/g)
  assert.equal(reports?.length, 1, stderr)
})

test('calls of a closed client fail', async (t) => {
  const client = emulator(t).client()
  client.close()
  client.close()
  await assert.rejects(client.flows.list(), { name: 'ConfigError', code: 'client_closed' })
})

test('dispose closes the client', async (t) => {
  const server = emulator(t)
  for (const how of [Symbol.dispose, Symbol.asyncDispose]) {
    const client = server.client()
    await client[how]()
    await assert.rejects(client.flows.list(), { code: 'client_closed' })
  }
})

test('options of a client and of a call', async (t) => {
  const server = emulator(t)
  server.addFault({ operation: 'get_flow_campaigns', kind: 'hang' })
  const client = server.client({ maxRetries: 0 })
  await assert.rejects(client.flows.list({ timeout: 30 }), chat44mp.APITimeoutError)
  await assert.rejects(client.withOptions({ timeout: 30 }).flows.list(), chat44mp.APITimeoutError)
  server.clearFaults()
  const { value, body } = await client.withRawResponse.flows.list({ keepBody: true })
  assert.equal(JSON.parse(body).length ?? value.length, value.length)
  assert.equal(client.contacts, client.contacts)
})
