'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { NotFoundError, ValidationError } = require('../index.js')
const support = require('./support.js')

// The number of rows of a response that sockets cannot buffer.
const ROWS = 30_000

const withRows = (test) => support.withRows(test, ROWS)

const sawDisconnect = (server) => server.waitFor((journal) => journal.some(({ disconnected }) => disconnected))

test('all rows arrive', async (t) => {
  const seen = new Set()
  for await (const { subscriberId } of withRows(t).client().flows.answers(77)) seen.add(subscriberId)
  assert.equal(seen.size, ROWS)
})

test('leaving a loop closes the connection', async (t) => {
  const server = withRows(t)
  for await (const row of server.client().flows.answers(77)) {
    assert.ok(row.answers.length > 0)
    break
  }
  assert.ok(await sawDisconnect(server))
})

for (const how of ['return', Symbol.asyncDispose]) {
  test(`${String(how)} ends the rows`, async (t) => {
    const server = withRows(t)
    const answers = server.client().flows.answers(77)
    await answers.next()
    await answers[how]()
    assert.deepEqual(await answers.next(), { value: undefined, done: true })
    assert.ok(await sawDisconnect(server))
  })
}

test('a call per row does not deadlock on the permit', async (t) => {
  const client = withRows(t).client({ maxConcurrency: 1 })
  let rows = 0
  for await (const _ of client.flows.answers(77)) {
    assert.equal((await client.flows.get(77)).name, 'many')
    if (++rows === 100) break
  }
  assert.equal(rows, 100)
})

test('concurrent calls of next() return the rows in order', async (t) => {
  const answers = withRows(t).client().flows.answers(77)
  const rows = await Promise.all(Array.from({ length: 200 }, () => answers.next()))
  await answers.return()
  const again = []
  for await (const row of withRows(t).client().flows.answers(77)) if (again.push(row.subscriberId) === 200) break
  assert.deepEqual(
    rows.map(({ value }) => value.subscriberId),
    again,
  )
})

test('an abort ends the rows', async (t) => {
  const server = withRows(t)
  server.addFault({ operation: 'get_all_subscriber_flow_info', kind: 'hang' })
  const controller = new AbortController()
  const next = server.client().flows.answers(77, { signal: controller.signal }).next()
  assert.ok(await server.waitFor((journal) => journal.length === 1))
  controller.abort()
  await assert.rejects(next, { name: 'AbortError' })
  assert.ok(await sawDisconnect(server))
})

test('a truncated response returns its rows and then the error', async (t) => {
  const server = withRows(t)
  server.addFault({ operation: 'get_all_subscriber_flow_info', kind: 'truncate', bytes: 5000 })
  const answers = server.client().flows.answers(77)
  const seen = []
  await assert.rejects(
    async () => {
      for await (const row of answers) seen.push(row)
    },
    { code: 'read_failed' },
  )
  assert.ok(seen.length > 0)
  assert.deepEqual(await answers.next(), { value: undefined, done: true })
})

test('errors are thrown when the first row is requested', async (t) => {
  const server = withRows(t)
  await assert.rejects(server.client().flows.answers(server.fixtures.other_flow).next(), NotFoundError)
  await assert.rejects(server.client().flows.answers(0).next(), (error) => {
    return error instanceof ValidationError && error.field === 'flowId'
  })
  assert.throws(() => server.client().flows.answers('1'), { name: 'TypeError', message: /^flowId must be an integer/ })
})

test('the raw variant returns the head of the response', async (t) => {
  const server = withRows(t)
  const { value, status, headers } = await server.client().withRawResponse.flows.answers(77)
  assert.equal(status, 200)
  assert.equal(headers['content-type'], 'application/json')
  assert.ok((await value.next()).value.subscriberId)
  await value.return()
})
