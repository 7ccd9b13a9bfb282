'use strict'

const assert = require('node:assert/strict')
const { getEventListeners } = require('node:events')
const { test } = require('node:test')

const { emulator } = require('./support.js')

test('an abort reaches the wire, and the reason comes back', async (t) => {
  const server = emulator(t)
  server.addFault({ operation: 'get_contact', kind: 'hang' })
  const controller = new AbortController()
  const call = server.client().contacts.get(1, { signal: controller.signal })
  assert.ok(await server.waitFor((journal) => journal.length === 1))
  const reason = { any: 'value' }
  controller.abort(reason)
  await assert.rejects(call, (thrown) => thrown === reason)
  assert.ok(await server.waitFor((journal) => journal[0].disconnected))
})

test('a signal that was aborted before sends nothing', async (t) => {
  const server = emulator(t)
  const contacts = server.client().contacts
  await assert.rejects(contacts.get(1, { signal: AbortSignal.abort() }), { name: 'AbortError' })
  await assert.rejects(contacts.get(1, { signal: AbortSignal.abort('text') }), (thrown) => thrown === 'text')
  assert.equal(server.journal.length, 0)
})

test('AbortSignal.timeout rejects with its TimeoutError', async (t) => {
  const server = emulator(t)
  server.addFault({ operation: 'get_contact', kind: 'hang' })
  await assert.rejects(server.client().contacts.get(1, { signal: AbortSignal.timeout(30) }), { name: 'TimeoutError' })
})

test('no listener stays, over 1,000 calls', async (t) => {
  const server = emulator(t)
  const client = server.client()
  const { signal } = new AbortController()
  let most = 0
  const untouched = () => {}
  signal.onabort = untouched
  for (let round = 0; round < 10; round++) {
    const calls = Array.from({ length: 100 }, () => client.flows.list({ signal }))
    most = Math.max(most, getEventListeners(signal, 'abort').length)
    await Promise.all(calls)
  }
  assert.ok(most >= 100)
  assert.equal(signal.onabort, untouched)
  signal.onabort = null
  assert.equal(getEventListeners(signal, 'abort').length, 0)
})

test('breaking out of for await closes the connection', async (t) => {
  const server = emulator(t, { seed: { extends: 'default', synthetic_flow: { id: 900, subscribers: 20000 } } })
  const client = server.client()
  let rows = 0
  for await (const row of client.flows.answers(server.fixtures.flow)) {
    assert.ok(row.subscriberId)
    rows++
    break
  }
  assert.equal(rows, 1)
  const answers = client.flows.answers(server.fixtures.flow)
  await answers.next()
  await answers.return()
  assert.deepEqual(await answers.next(), { value: undefined, done: true })
})
