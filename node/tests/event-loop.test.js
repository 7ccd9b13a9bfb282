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

const SERVER = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { answered, together } = workerData
  const held = []
  const server = require('node:net').createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (data) => {
      const body = String(data).startsWith('POST') ? '{"status":"success","new_contact_id":7}' : '[]'
      const head = 'HTTP/1.1 200 OK\\r\\ncontent-length: ' + body.length + '\\r\\n\\r\\n'
      held.push(() => socket.write(head + body, () => Atomics.add(answered, 0, 1)))
      if (held.length >= together || Atomics.load(answered, 0) > 0) for (const answer of held.splice(0)) answer()
    })
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))`

/**
 * Starts a server that counts its responses, and returns a client without retries. The server sends its first responses when it has
 * `together` requests, each on its own connection.
 */
async function counted(t, together, options) {
  const answered = new Int32Array(new SharedArrayBuffer(4))
  const server = new Worker(SERVER, { eval: true, workerData: { answered, together } })
  t.after(() => server.terminate())
  const baseURL = `http://127.0.0.1:${await new Promise((resolve) => server.once('message', resolve))}`
  return { answered, client: new Client({ apiKey: '12-AbCdEfG1234567890QwErTyU', baseURL, maxRetries: 0, ...options }) }
}

/** Blocks JavaScript for these milliseconds, and until `ready`, after the calls have been sent: in the turn after the next. */
function block(milliseconds, ready = () => true) {
  const spin = () => {
    const until = performance.now() + milliseconds
    while (performance.now() < until || !ready());
  }
  setImmediate(() => setImmediate(spin))
}

test('responses that arrive while JavaScript blocks are received, even after the timeout', async (t) => {
  const { answered, client } = await counted(t, 16, { maxConcurrency: 16 })
  const lists = (options) => Array.from({ length: 8 }, () => client.flows.list(options))
  const creates = (options) =>
    Array.from({ length: 8 }, (_, n) => client.contacts.create({ groupId: 1, email: `a${n}@x.io` }, options))
  // Opens the connections.
  await Promise.all([...lists(), ...creates()])
  const before = Atomics.load(answered, 0)
  const calls = Promise.all([...lists({ timeout: 200 }), ...creates({ timeout: 200 })])
  block(250, () => Atomics.load(answered, 0) === before + 16)
  assert.deepEqual(await calls, [...Array(8).fill([]), ...Array(8).fill(7)])
})

test('a connection that opens while JavaScript blocks is used, even after connectTimeout', async (t) => {
  const { client } = await counted(t, 1, { connectTimeout: 100 })
  const list = client.flows.list()
  block(300)
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
