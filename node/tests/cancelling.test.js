'use strict'

const assert = require('node:assert/strict')
const { getEventListeners } = require('node:events')
const { test } = require('node:test')

const { emulator } = require('./support.js')

test('an abort aborts the request, and the call rejects with the reason', async (t) => {
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

test('a call with an aborted signal sends nothing', async (t) => {
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

test('listeners are removed, over 1,000 calls', async (t) => {
  const server = emulator(t)
  const client = server.client()
  const { signal } = new AbortController()
  const untouched = () => {}
  signal.onabort = untouched
  const before = getEventListeners(signal, 'abort').length
  for (let round = 0; round < 10; round++) {
    const calls = Array.from({ length: 100 }, () => client.flows.list({ signal }))
    // All calls share one listener: Node warns at eleven.
    assert.equal(getEventListeners(signal, 'abort').length, before + 1)
    await Promise.all(calls)
    assert.equal(getEventListeners(signal, 'abort').length, before)
  }
  assert.equal(signal.onabort, untouched)
})

test('a signal aborts its calls, and no others', async (t) => {
  const server = emulator(t)
  server.addFault({ operation: 'get_contact', kind: 'hang' })
  const client = server.client({ maxConcurrency: 100 })
  const controller = new AbortController()
  const calls = Array.from({ length: 20 }, () => client.contacts.get(1, { signal: controller.signal }))
  const other = client.flows.list({ signal: new AbortController().signal })
  assert.ok(await server.waitFor((journal) => journal.length === 21))
  controller.abort()
  const results = await Promise.allSettled(calls)
  assert.ok(results.every(({ reason }) => reason?.name === 'AbortError'))
  assert.ok((await other).length > 0)
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0)
})
