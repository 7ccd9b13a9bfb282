'use strict'

const assert = require('node:assert/strict')
const { AsyncLocalStorage } = require('node:async_hooks')
const { once } = require('node:events')
const { test } = require('node:test')

const { emulator } = require('./support.js')

const context = new AsyncLocalStorage()

/** Records the events of a client with the async context in which its hooks run. */
function recorder() {
  const requests = []
  const responses = []
  const record = (events) => (event) => {
    events.push({ ...event, context: context.getStore() })
  }
  return { requests, responses, options: { onRequest: record(requests), onResponse: record(responses) } }
}

test('hooks report each attempt with its code and outcome', async (t) => {
  const server = emulator(t)
  const { requests, responses, options } = recorder()
  const client = server.client({ backoff: 1, ...options })
  server.addFault({ kind: 'rate_limit', retry_after_ms: '1', operation: 'get_contact', nth: 1 })
  await assert.rejects(client.contacts.get(99_999), { code: 'contact_not_found' })
  assert.deepEqual(responses.map(({ attempt, httpStatus, code }) => [attempt, httpStatus, code]), [
    [1, 429, 'rate_limited'],
    [2, 200, 'contact_not_found'],
  ])
  assert.equal(responses[0].callId, responses[1].callId)
  const { operation, method, template, startedAt, elapsed } = responses[1]
  assert.deepEqual([operation, method, template], ['contacts.get', 'GET', '/get_contact'])
  assert.ok(startedAt >= responses[0].startedAt && elapsed > 0)
  assert.deepEqual(requests.map(({ attempt }) => attempt), [1, 2])

  await assert.rejects(client.contacts.delete(99_999), { code: 'contact_not_found' })
  assert.equal(responses[2].outcome, 'rejected')
  // Numbers such as the time can contain the same digits.
  const texts = [...requests, ...responses].map(({ operation, method, template }) => [operation, method, template])
  assert.ok(!JSON.stringify(texts).includes('99999'))
})

test('hooks run in the async context of their call', async (t) => {
  const server = emulator(t)
  const { responses, options } = recorder()
  const client = server.client(options)
  await Promise.all(['a', 'b'].map((name) => context.run(name, () => client.flows.list())))
  assert.deepEqual(responses.map(({ context }) => context).sort(), ['a', 'b'])
})

test('hooks report the rows of an import and the requests of derived clients', async (t) => {
  const server = emulator(t)
  const { requests, responses, options } = recorder()
  const client = server.client(options)
  const groupId = await client.contactGroups.create({ name: 'Imported' })
  const rows = Array.from({ length: 20 }, (_, n) => ({ email: `row${n}@hooks.example`, phoneNumber: `3933300${n}` }))
  await client.contacts.importRows(rows, { groupId })
  assert.equal(responses.length, 21)

  const other = recorder()
  await client.withOptions({ onResponse: other.options.onResponse }).flows.list()
  assert.deepEqual([requests.length, responses.length, other.responses.length], [22, 21, 1])
})

test('an error of a hook becomes a warning, and something else than a function is a TypeError', async (t) => {
  const server = emulator(t)
  const failure = new Error('a hook failed')
  const warned = once(process, 'warning')
  const client = server.client({ onRequest: async () => { throw failure } })
  assert.ok((await client.flows.list()).length > 0)
  assert.deepEqual(await warned, [failure])
  assert.throws(() => server.client({ onResponse: 5 }), { name: 'TypeError', message: /onResponse/ })
  assert.throws(() => server.client({ onresponse: () => {} }), { message: /onResponse/ })
})

test('a logger receives the values of each line', async (t) => {
  const server = emulator(t)
  const seen = []
  const client = server.client({ logger: { info: (line, fields) => seen.push(fields) } })
  await assert.rejects(client.contacts.get(99_999))
  const [{ elapsedMs, ...fields }] = seen
  assert.ok(elapsedMs >= 0)
  assert.deepEqual(fields, { operation: 'contacts.get', attempt: 1, httpStatus: 200, code: 'contact_not_found' })
})

test('the example records spans with OpenTelemetry', async (t) => {
  const { trace } = require('@opentelemetry/api')
  const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks')
  const { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-base')
  const exporter = new InMemorySpanExporter()
  require('@opentelemetry/api').context.setGlobalContextManager(new AsyncLocalStorageContextManager())
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
  const { record } = await import('../examples/tracing.mjs')

  const server = emulator(t)
  await trace.getTracer('program').startActiveSpan('sale', async (sale) => {
    await assert.rejects(server.client({ onResponse: record }).contacts.get(99_999))
    sale.end()
  })
  const [child, parent] = exporter.getFinishedSpans()
  assert.equal(child.name, 'contacts.get')
  assert.equal(child.attributes['error.type'], 'contact_not_found')
  assert.equal(child.parentSpanContext.spanId, parent.spanContext().spanId)
})
