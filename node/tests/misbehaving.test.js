'use strict'

// Imports and exports whose iterators, callbacks and streams misbehave: they stop gracefully, their promises settle once,
// and the process does not crash.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const { Writable } = require('node:stream')
const { after, before, test } = require('node:test')

const { emulator, program, withRows } = require('./support.js')

const unhandled = []
const record = (reason) => unhandled.push(reason)
before(() => process.on('unhandledRejection', record).on('uncaughtException', record))
after(async () => {
  await new Promise((resolve) => setTimeout(resolve, 50))
  process.off('unhandledRejection', record).off('uncaughtException', record)
  assert.deepEqual(unhandled, [])
})

const person = (number) => ({ email: `person${number}@import.example`, phoneNumber: `33300${number}` })
const failure = new Error('the database went away')
const never = new Promise(() => {})
const thrower = () => {
  throw failure
}

/** Creates an iterable with this iterator. */
const syncOf = (iterator) => ({ [Symbol.iterator]: () => iterator })
const asyncOf = (iterator) => ({ [Symbol.asyncIterator]: () => iterator })

/** Creates an iterator that returns three rows, and then the result of `next`. */
function three(next, more) {
  let count = 0
  return { next: () => (count < 3 ? { value: person(count++), done: false } : next()), ...more }
}

const isFailure = (thrown) => thrown === failure
const isTypeError = (thrown) => thrown instanceof TypeError

const STOPPING = {
  'next() throws': [syncOf(three(thrower)), isFailure],
  'an async next() throws': [asyncOf(three(thrower)), isFailure],
  'next() rejects': [asyncOf(three(() => Promise.reject(failure))), isFailure],
  'next() returns undefined': [syncOf(three(() => undefined)), isTypeError],
  'next() returns a number': [syncOf(three(() => 5)), isTypeError],
  'an async next() returns null': [asyncOf(three(() => null)), isTypeError],
  'next is missing': [syncOf({}), isTypeError],
  'the getter of done throws': [syncOf(three(() => Object.defineProperty({}, 'done', { get: thrower }))), isFailure],
  'the getter of value throws': [asyncOf(three(() => Object.defineProperty({}, 'value', { get: thrower }))), isFailure],
  'then of a thenable throws': [asyncOf(three(() => ({ then: thrower }))), isFailure],
  'a row has a getter that throws': [syncOf(three(() => ({ value: Object.defineProperty({}, 'email', { get: thrower, enumerable: true }) }))), isFailure],
  'a row is a proxy whose traps throw': [asyncOf(three(() => ({ value: new Proxy({}, { ownKeys: thrower }) }))), isFailure],
  'next() and return() throw': [syncOf(three(thrower, { return: thrower })), isFailure],
  'the iterator cannot be created': [{ [Symbol.asyncIterator]: thrower }, isFailure],
  'the getter of the iterator throws': [Object.defineProperty({}, Symbol.iterator, { get: thrower }), isFailure],
}

for (const [what, [rows, expected]] of Object.entries(STOPPING)) {
  test(`an import stops gracefully when ${what}`, async (t) => {
    const server = emulator(t)
    await assert.rejects(server.client().contacts.importRows(rows, { groupId: server.fixtures.group }), expected)
    assert.ok(server.journal.every(({ disconnected, status }) => !disconnected && status === 200))
  })
}

const ENDING = {
  'return() throws': { return: thrower },
  'return() rejects': { return: () => Promise.reject(failure) },
  'return() never settles': { return: () => never },
  'return() returns a thenable that throws': { return: () => ({ then: thrower }) },
  'the getter of return throws': Object.defineProperty({}, 'return', { get: thrower, enumerable: false }),
}

for (const [what, more] of Object.entries(ENDING)) {
  for (const [kind, of] of Object.entries({ iterable: syncOf, 'async iterable': asyncOf })) {
    test(`${kind}: an aborted import settles when ${what}`, async (t) => {
      const server = emulator(t)
      const iterator = { next: () => ({ value: person(1), done: false }) }
      Object.defineProperties(iterator, Object.getOwnPropertyDescriptors(more))
      const { contacts } = server.client({ apiKey: '12-AbCdEfG1234567890QwErTyU' })
      assert.equal((await contacts.importRows(of(iterator), { groupId: 1 })).end, 'aborted')
    })
  }
}

test('the value of a finished iterator is not a row', async (t) => {
  const server = emulator(t)
  const rows = syncOf(three(() => ({ value: person(9), done: true })))
  const report = await server.client().contacts.importRows(rows, { groupId: server.fixtures.group })
  assert.deepEqual([report.rows, report.created], [3, 3])
})

test('an iterator can make calls and run imports', async (t) => {
  const server = emulator(t)
  const { contacts, flows } = server.client()
  const groupId = server.fixtures.group
  async function* rows() {
    yield person(1)
    assert.ok((await flows.list()).length > 0)
    assert.equal((await contacts.importRows([person(2)], { groupId })).created, 1)
    yield person(3)
  }
  assert.equal((await contacts.importRows(rows(), { groupId })).created, 2)
})

test('an import finishes when its iterator closes the client', async (t) => {
  const server = emulator(t)
  const client = server.client()
  function* rows() {
    yield person(1)
    client.close()
    yield person(2)
  }
  const report = await client.contacts.importRows(rows(), { groupId: server.fixtures.group })
  assert.ok(report.rows >= 1 && report.failed + report.pending + report.created === report.rows)
})

const PROGRESS = {
  throws: thrower,
  rejects: () => Promise.reject(failure),
  'rejects later': () => new Promise((_, reject) => setTimeout(reject, 5, failure)),
  'returns a thenable that throws': () => ({ then: thrower }),
}

function* people(count) {
  for (let number = 0; number < count; number++) yield person(number)
}

for (const [what, onProgress] of Object.entries(PROGRESS)) {
  test(`an onProgress that ${what} stops the import`, async (t) => {
    const server = emulator(t)
    server.addFault({ operation: 'create_contact', kind: 'latency', ms: 10 })
    const options = { groupId: server.fixtures.group, onProgress }
    await assert.rejects(server.client().contacts.importRows(people(5000), options), isFailure)
    assert.ok(server.journal.length < 4000)
    assert.ok(server.journal.every(({ disconnected }) => !disconnected))
  })

  test(`an onProgress that ${what} stops the export`, async (t) => {
    const client = withRows(t, 30_000).client()
    const stream = new Writable({ write: (chunk, _, written) => setTimeout(written, 5) })
    await assert.rejects(client.flows.export(77, stream, { onProgress }), isFailure)
  })
}

test('an onProgress that never settles does not block the import', async (t) => {
  const server = withRows(t, 500)
  const onProgress = () => never
  const report = await server.client().contacts.importRows(people(20), { groupId: server.fixtures.group, onProgress })
  assert.equal(report.created, 20)
  const stream = new Writable({ write: (chunk, _, written) => written() })
  assert.equal((await server.client().flows.export(77, stream, { onProgress })).subscribers, 500)
})

test('a logger whose promises reject does not affect calls', async (t) => {
  const server = emulator(t)
  const logger = { debug: () => Promise.reject(failure) }
  assert.ok((await server.client({ logger }).flows.list()).length > 0)
})

const STREAMS = {
  'is destroyed while it writes': () => {
    const stream = new Writable({ write: () => setTimeout(() => stream.destroy(), 5) })
    return [stream, ({ code }) => code === 'ERR_STREAM_PREMATURE_CLOSE']
  },
  'is destroyed with an error while it writes': () => {
    const stream = new Writable({ write: () => setTimeout(() => stream.destroy(failure), 5) })
    return [stream, isFailure]
  },
  'is already destroyed': () => [new Writable({ write() {} }).destroy(), ({ code }) => code === 'ERR_STREAM_DESTROYED'],
  'has already ended': () => [new Writable({ write: (chunk, _, written) => written() }).end(), ({ code }) => code === 'ERR_STREAM_WRITE_AFTER_END'],
  'emits an error while it writes': () => {
    const stream = new Writable({ write: () => setTimeout(() => stream.emit('error', failure), 5) })
    return [stream, isFailure]
  },
  'throws in write()': () => [{ write: thrower }, isFailure],
  'calls back twice': () => [{ write: (_, written) => (written(failure), written()) }, isFailure],
  'throws in on()': () => [{ write: (_, written) => written(), on: thrower }, isFailure],
}

for (const [what, create] of Object.entries(STREAMS)) {
  test(`an export fails when its stream ${what}`, async (t) => {
    const server = withRows(t, 30_000)
    const [stream, expected] = create()
    await assert.rejects(server.client().flows.export(77, stream), expected)
  })
}

test('a signal that aborts while options are read prevents the import', async (t) => {
  const server = emulator(t)
  const controller = new AbortController()
  const options = {
    groupId: server.fixtures.group,
    signal: controller.signal,
    get concurrency() {
      controller.abort(failure)
      return 1
    },
  }
  await assert.rejects(server.client().contacts.importRows(people(100), options), isFailure)
})

for (const reason of [undefined, null, 0, '', Symbol('reason'), () => {}, never, { then: thrower }]) {
  test(`a signal aborts with the reason ${typeof reason} ${reason === null}`, async (t) => {
    const server = withRows(t, 30_000)
    const caught = async (start) => {
      const controller = new AbortController()
      const { signal } = controller
      setTimeout(() => controller.abort(reason), 30)
      const thrown = await start(signal).then(() => assert.fail('settled'), (thrown) => ({ thrown }))
      assert.equal(thrown.thrown, signal.reason)
    }
    server.addFault({ operation: 'create_contact', kind: 'latency', ms: 10 })
    server.addFault({ operation: 'get_flow_campaigns', kind: 'hang' })
    const client = server.client()
    await caught((signal) => client.contacts.importRows(people(100_000), { groupId: server.fixtures.group, signal }))
    await caught((signal) => client.flows.export(77, new Writable({ write() {} }), { signal }))
    await caught((signal) => client.flows.list({ signal }))
  })
}

test('process.exit during an import and an export ends the process', async (t) => {
  const server = withRows(t, 30_000)
  server.addFault({ operation: 'create_contact', kind: 'latency', ms: 20 })
  const { stdout } = await program(
    `const { Writable } = require('node:stream')
     const client = new (require(folder).Client)()
     async function* rows() { for (let n = 0; ; n++) yield { email: n + '@import.example' } }
     client.contacts.importRows(rows(), { groupId: Number(process.env.GROUP), onProgress: () => {} })
     client.flows.export(77, new Writable({ write() {} }))
     setTimeout(() => { console.log('bye'); process.exit(0) }, 200)`,
    { env: { CHAT44MP_API_KEY: server.fixtures.member_key, CHAT44MP_BASE_URL: server.baseURL, GROUP: String(server.fixtures.group) } },
  )
  assert.equal(stdout, 'bye\n')
})

test('a worker is terminated during an import and an export', async (t) => {
  const { Worker } = require('node:worker_threads')
  const server = withRows(t, 30_000)
  server.addFault({ operation: 'create_contact', kind: 'hang' })
  const source = `
    const { Writable } = require('node:stream')
    const { workerData, parentPort } = require('node:worker_threads')
    const client = new (require(workerData.folder).Client)(workerData.options)
    async function* rows() { for (let n = 0; ; n++) yield { email: n + '@import.example' } }
    client.contacts.importRows(rows(), { groupId: workerData.group })
    client.flows.export(77, new Writable({ write() { parentPort.postMessage('writing') } }))`
  const options = { apiKey: server.fixtures.member_key, baseURL: server.baseURL }
  const worker = new Worker(source, { eval: true, workerData: { folder: require('node:path').join(__dirname, '..'), options, group: server.fixtures.group } })
  await once(worker, 'message')
  await worker.terminate()
  assert.ok(await server.waitFor((journal) => journal.some(({ disconnected }) => disconnected)))
})
