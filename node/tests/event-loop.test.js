'use strict'

// Calls run on JavaScript's own thread where that is possible: in Node on Linux.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { join } = require('node:path')
const { Worker } = require('node:worker_threads')

const { Client } = require('chat44mp')
const { emulator, program } = require('./support.js')

const onLinux = { skip: process.platform !== 'linux' && 'only on Linux' }

const THREADS = `
  const { readdirSync, readFileSync } = require('node:fs')
  const threads = () =>
    readdirSync('/proc/self/task').map((thread) => readFileSync('/proc/self/task/' + thread + '/comm', 'utf8').trim())`

function environment(server) {
  return { CHAT44MP_API_KEY: server.fixtures.member_key, CHAT44MP_BASE_URL: server.baseURL }
}

test('a call needs no other thread, and a stream does', onLinux, async (t) => {
  const server = emulator(t)
  const { stdout } = await program(
    `${THREADS}
     const client = new (require(folder).Client)()
     const hasIo = () => threads().includes('chat44mp-io')
     const main = async () => {
       await Promise.all([client.flows.list(), client.contacts.get(1).catch(() => {})])
       console.log(hasIo())
       for await (const row of client.flows.answers(${server.fixtures.flow})) row
       console.log(hasIo())
     }
     main()`,
    { env: environment(server) },
  )
  assert.equal(stdout, 'false\ntrue\n')
})

test('calls run on the I/O thread where there is no event loop of Node', onLinux, async (t) => {
  const server = emulator(t)
  const { stdout } = await program(
    `${THREADS}
     process.versions.bun = 'this is Bun'
     const client = new (require(folder).Client)()
     client.flows.list().then((flows) => console.log(flows.length > 0, threads().includes('chat44mp-io')))`,
    { env: environment(server) },
  )
  assert.equal(stdout, 'true true\n')
})

// `counts`: the requests received, and the responses sent.
const SERVER = `
  const { parentPort, workerData: counts } = require('node:worker_threads')
  const held = []
  const server = require('node:net').createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (data) => {
      const body = String(data).startsWith('POST') ? '{"status":"success","new_contact_id":7}' : '[]'
      const head = 'HTTP/1.1 200 OK\\r\\ncontent-length: ' + body.length + '\\r\\n\\r\\n'
      held.push(() => socket.write(head + body, () => Atomics.add(counts, 1, 1)))
      Atomics.add(counts, 0, 1)
    })
  })
  parentPort.on('message', () => { for (const answer of held.splice(0)) answer() })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))`

/** Returns a function that throws when ten seconds have passed. */
function limit() {
  const end = performance.now() + 10_000
  return () => assert.ok(performance.now() < end, 'what this waits for has not happened in ten seconds')
}

/** Starts a server that answers when `answer` is called, on its own thread, and returns a client without retries. */
async function answering(t, options) {
  const counts = new Int32Array(new SharedArrayBuffer(8))
  const worker = new Worker(SERVER, { eval: true, workerData: counts })
  t.after(() => worker.terminate())
  const baseURL = `http://127.0.0.1:${await new Promise((resolve) => worker.once('message', resolve))}`
  const server = {
    /** Waits for this number of requests since the start, while the event loop runs. */
    async received(requests) {
      for (const check = limit(); Atomics.load(counts, 0) < requests; check()) await new Promise(setImmediate)
    },
    /** Sends the responses to all requests received. */
    answer: () => worker.postMessage('answer'),
    /** The number of responses sent. */
    answered: () => Atomics.load(counts, 1),
  }
  return { server, client: new Client({ apiKey: '12-AbCdEfG1234567890QwErTyU', baseURL, maxRetries: 0, ...options }) }
}

/** Blocks JavaScript for these milliseconds, and until `isReady`. */
function block(milliseconds, isReady = () => true) {
  const end = performance.now() + milliseconds
  for (const check = limit(); performance.now() < end || !isReady(); ) check()
}

test('responses that arrive while JavaScript blocks are received, even after the timeout', async (t) => {
  const { server, client } = await answering(t, { maxConcurrency: 16 })
  const calls = (options) =>
    Promise.all([
      ...Array.from({ length: 8 }, () => client.flows.list(options)),
      ...Array.from({ length: 8 }, (_, n) => client.contacts.create({ groupId: 1, email: `a${n}@x.io` }, options)),
    ])
  const opening = calls()
  await server.received(16)
  server.answer()
  await opening
  const blocked = calls({ timeout: 1_000 })
  await server.received(32)
  server.answer()
  block(1_100, () => server.answered() === 32)
  assert.deepEqual(await blocked, [...Array(8).fill([]), ...Array(8).fill(7)])
})

test('a connection that opens while JavaScript blocks is used, even after connectTimeout', async (t) => {
  const { server, client } = await answering(t, { connectTimeout: 100 })
  const list = client.flows.list()
  // In the turn after the next, the client has begun to connect.
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  block(300)
  await server.received(1)
  server.answer()
  assert.deepEqual(await list, [])
})

test('a result continues in the async context of its call', async (t) => {
  const server = emulator(t)
  const { AsyncLocalStorage } = require('node:async_hooks')
  const context = new AsyncLocalStorage()
  const client = server.client({ maxConcurrency: 16 })
  const inContext = (number) =>
    context.run(number, async () => {
      await client.flows.list()
      await client.contacts.get(server.fixtures.contact)
      return context.getStore()
    })
  const numbers = Array.from({ length: 16 }, (_, number) => number)
  assert.deepEqual(await Promise.all(numbers.map(inContext)), numbers)
})

test('a timeout ends a call that nothing else wakes', async (t) => {
  const server = emulator(t)
  server.addFault({ kind: 'hang' })
  const error = await server.client({ maxRetries: 0 }).flows.list({ timeout: 50 }).catch((error) => error)
  assert.equal(error.code, 'call_timeout')
})

test('each call that a result starts is made, from promises, timers and immediates', async (t) => {
  const server = emulator(t)
  const clients = Array.from({ length: 3 }, () => server.client({ maxConcurrency: 64 }))
  const turns = [(next) => next(), setImmediate, (next) => setTimeout(next, 0), process.nextTick, queueMicrotask]
  let made = 0
  const chain = async (client, turn) => {
    for (let n = 0; n < 20; n++) {
      await client.contacts.get(server.fixtures.contact)
      made++
      await new Promise((resolve) => turn(resolve))
    }
  }
  await Promise.all(clients.flatMap((client) => turns.map((turn) => chain(client, turn))))
  assert.equal(made, 300)
})

test('an exception in a result leaves the other calls to their results', async (t) => {
  const server = emulator(t)
  const { stdout } = await program(
    `process.on('uncaughtException', (error) => console.log(error.message))
     const client = new (require(folder).Client)()
     client.flows.list().then(() => queueMicrotask(() => { throw new Error('mine') }))
     client.flows.list().then(async () => console.log((await client.flows.list()).length > 0))`,
    { env: environment(server) },
  )
  assert.deepEqual(stdout.trim().split('\n').sort(), ['mine', 'true'])
})

test('workers that end between, during and after calls leave the others alone', async (t) => {
  const server = emulator(t)
  const source = `
    const { parentPort, workerData } = require('node:worker_threads')
    const { Client } = require(workerData.folder)
    const client = new Client({ apiKey: workerData.key, baseURL: workerData.url, maxConcurrency: 64 })
    client.flows.list().then(() => {
      for (let n = 0; n < 20; n++) client.flows.list().then(() => client.flows.list())
      if (workerData.exits) process.exit(0)
      parentPort.postMessage('called')
    })`
  const folder = join(__dirname, '..')
  const end = (exits) =>
    new Promise((resolve, reject) => {
      const workerData = { folder, key: server.fixtures.member_key, url: server.baseURL, exits }
      const worker = new Worker(source, { eval: true, workerData })
      worker.once('message', () => worker.terminate())
      worker.once('error', reject)
      worker.once('exit', resolve)
    })
  const main = server.client()
  const lists = Promise.all(Array.from({ length: 20 }, () => main.flows.list()))
  await Promise.all([end(true), end(false), end(true), end(false)])
  assert.equal((await lists).length, 20)
  assert.ok((await main.flows.list()).length > 0)
})
