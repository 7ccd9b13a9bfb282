'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { join } = require('node:path')
const { Worker } = require('node:worker_threads')

const { emulator, program } = require('./support.js')

test('an idle client does not keep the process alive', async () => {
  const { stdout } = await program(`
    const { Emulator } = require(folder + '/testing')
    const emulator = new Emulator()
    const client = emulator.client()
    client.flows.list().then((flows) => console.log(flows.length > 0))
    globalThis.references = [emulator, client]`)
  assert.equal(stdout, 'true\n')
})

test('a pending call keeps the process alive', async (t) => {
  const server = emulator(t)
  server.addFault({ operation: 'get_flow_campaigns', kind: 'latency', ms: 300 })
  const { stdout } = await program(
    `new (require(folder).Client)().flows.list().then((flows) => console.log(flows.length > 0))`,
    { env: { CHAT44MP_API_KEY: server.fixtures.member_key, CHAT44MP_BASE_URL: server.baseURL } },
  )
  assert.equal(stdout, 'true\n')
})

test('process.exit works with calls in flight', async (t) => {
  const server = emulator(t)
  server.addFault({ kind: 'hang' })
  const { stdout } = await program(
    `const client = new (require(folder).Client)()
     for (let n = 0; n < 20; n++) client.flows.list()
     setTimeout(() => { console.log('bye'); process.exit(0) }, 100)`,
    { env: { CHAT44MP_API_KEY: server.fixtures.member_key, CHAT44MP_BASE_URL: server.baseURL } },
  )
  assert.equal(stdout, 'bye\n')
})

const IN_WORKER = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { Client, NotFoundError } = require(workerData.folder)
  const client = new Client({ apiKey: workerData.key, baseURL: workerData.url, maxConcurrency: 100 })
  if (workerData.hang) {
    for (let n = 0; n < 20; n++) client.flows.get(1)
    const rows = Array.from({ length: 100 }, (_, n) => ({ email: n + '@import.example' }))
    client.contacts.importRows(rows, { groupId: workerData.group, concurrency: 4 })
    parentPort.postMessage('hanging')
  } else {
    Promise.all(Array.from({ length: 50 }, () => client.flows.list())).then(async (lists) => {
      const error = await client.contacts.get(99999).catch((error) => error)
      parentPort.postMessage(lists.length + String(error instanceof NotFoundError))
    })
  }`

function worker(server, hang) {
  const folder = join(__dirname, '..')
  const workerData = { folder, key: server.fixtures.member_key, group: server.fixtures.group, url: server.baseURL, hang }
  const started = new Worker(IN_WORKER, { eval: true, workerData })
  const message = new Promise((resolve, reject) => started.once('message', resolve).once('error', reject))
  const exit = new Promise((resolve) => started.once('exit', resolve))
  return { started, message, exit }
}

test('workers and the main thread have separate state', async (t) => {
  const server = emulator(t)
  const client = server.client()
  const workers = Array.from({ length: 4 }, () => worker(server, false))
  const local = Promise.all(Array.from({ length: 50 }, () => client.flows.list()))
  for (const { message } of workers) assert.equal(await message, '50true')
  for (const { exit } of workers) assert.equal(await exit, 0)
  assert.equal((await local).length, 50)
})

test('terminating a worker aborts its calls and its import', async (t) => {
  const server = emulator(t)
  for (const operation of ['get_flow_campaign_info', 'create_contact']) server.addFault({ operation, kind: 'hang' })
  for (let round = 0; round < 3; round++) {
    server.clearJournal()
    const { started, message } = worker(server, true)
    await message
    assert.ok(await server.waitFor((journal) => journal.length === 24))
    await started.terminate()
    assert.ok(await server.waitFor((journal) => journal.every(({ disconnected }) => disconnected)))
  }
  assert.ok((await server.client().flows.list()).length > 0)
})
