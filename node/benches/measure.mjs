// Measures one contestant and prints the result as JSON. Run by `cargo xtask bench --lang node`.
//
//     node measure.mjs get undici.Pool 1000 7 '{"base_url": …}' 64
//     node measure.mjs get chat44mp 50 7 '{…}' 1 0     without warming up, to be counted
//     node measure.mjs bulk fetch 20000 8 '{…}'
//     node measure.mjs answers JSON.parse '{…}'
//     node measure.mjs load axios
//     node measure.mjs size axios

import { readFileSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { createGunzip } from 'node:zlib'

const require = createRequire(import.meta.url)

/** Reads a memory figure of this process, in MiB; Linux only. */
function memory(field) {
  const line = readFileSync('/proc/self/status', 'utf8').split('\n').find((line) => line.startsWith(field))
  return Number(/\d+/.exec(line)[0]) / 1024
}

const cpu = () => {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** The contestants by name; they differ only in `send(url, init)`. */
const SENDERS = {
  fetch: () => async (url, init) => (await fetch(url, init)).json(),
  'undici.request': () => {
    const { Agent, request } = require('undici')
    const dispatcher = new Agent({ connections: 64 })
    return async (url, init) => (await request(url, { ...init, dispatcher })).body.json()
  },
  'undici.Pool': ({ base_url }) => {
    const { Pool } = require('undici')
    const pool = new Pool(new URL(base_url).origin, { connections: 64 })
    return async (url, init) => {
      const { pathname, search } = new URL(url)
      return (await pool.request({ path: pathname + search, ...init })).body.json()
    }
  },
  axios: () => {
    const axios = require('axios')
    const { Agent } = require('node:http')
    const client = axios.create({ httpAgent: new Agent({ keepAlive: true, maxSockets: 64 }) })
    return async (url, { method, headers, body }) => (await client.request({ url, method, headers, data: body })).data
  },
  got: async () => {
    const { default: got } = await import('got')
    const { Agent } = await import('node:http')
    const agent = { http: new Agent({ keepAlive: true, maxSockets: 64 }) }
    return (url, init) => got(url, { ...init, agent, retry: { limit: 0 } }).json()
  },
  ky: async () => {
    const { default: ky } = await import('ky')
    return (url, init) => ky(url, { ...init, retry: 0 }).json()
  },
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

async function calls(contestant, address) {
  const { base_url, key, contact, group } = address
  if (contestant === 'chat44mp') {
    const { Client } = require('../index.js')
    const client = new Client({ apiKey: key, baseURL: base_url, maxConcurrency: 64 })
    return {
      get: () => client.contacts.get(contact),
      create: (number) => client.contacts.create({ groupId: group, email: `a${number}@x.io`, phoneNumber: number }),
    }
  }
  const send = await SENDERS[contestant](address)
  const checked = async (answer) => {
    const value = await answer
    if (value.status === 'error') throw new Error(value.message)
    return value
  }
  const get = `${base_url}/get_contact?${new URLSearchParams({ api_key: key, contact_id: contact })}`
  return {
    get: () => checked(send(get, { method: 'GET' })),
    create: (number) => {
      const form = { api_key: key, contact_type_id: group, email: `a${number}@x.io`, phone_number: number }
      return checked(send(`${base_url}/create_contact`, { method: 'POST', headers: FORM, body: String(new URLSearchParams(form)) }))
    },
  }
}

const WARM_UP = 2000

/** Returns numbers that no other run uses. */
const numbered = (run, next) => `${run.padStart(7, '0')}${String(next).padStart(7, '0')}`

async function race(call, contestant, count, run, address, inFlight, warmUp = WARM_UP) {
  const made = (await calls(contestant, JSON.parse(address)))[call]
  let next = 0
  const number = () => numbered(run, next++)
  let last = 0
  const worker = async () => {
    while (next < last) await made(number())
  }
  const make = (more) => {
    last = next + more
    return Promise.all(Array.from({ length: Number(inFlight) }, worker))
  }
  // The first calls open the connections and let V8 optimize the code.
  await make(Number(warmUp))
  const began = cpu()
  await make(Number(count))
  return { cpu_us: (cpu() - began) / Number(count), memory_mib: memory('VmHWM:') }
}

const IN_BULK = 32

/** Creates contacts from the rows of a generator. */
async function bulk(contestant, count, run, address) {
  const { base_url, key, group } = JSON.parse(address)
  let next = 0
  function* rows(more) {
    for (const last = next + more; next < last; next++) {
      const number = numbered(run, next)
      yield { email: `a${number}@x.io`, phoneNumber: number }
    }
  }
  const importer = () => {
    const { Client } = require('../index.js')
    const client = new Client({ apiKey: key, baseURL: base_url, maxConcurrency: IN_BULK })
    return async (more) => (await client.contacts.importRows(rows(more), { groupId: group, concurrency: IN_BULK })).created
  }
  const limited = async () => {
    const { create } = await calls(contestant, JSON.parse(address))
    const limit = (await import('p-limit')).default(IN_BULK)
    return async (more) => (await Promise.all(Array.from(rows(more), (row) => limit(create, row.phoneNumber)))).length
  }
  const make = await (contestant === 'chat44mp' ? importer() : limited())
  await make(WARM_UP)
  const [before, began] = [memory('VmRSS:'), cpu()]
  const made = await make(Number(count))
  if (made !== Number(count)) throw new Error(`${made} of ${count} contacts were made`)
  return { cpu_us: cpu() - began, memory_mib: memory('VmHWM:') - before }
}

const READERS = {
  async *'JSON.parse'(address) {
    const { survey_data, data = survey_data } = JSON.parse(await text(await body(address)))
    yield* rows(Object.entries(data ?? {}))
  },
  async *'stream-json'(address) {
    const { default: chain } = await import('stream-chain')
    const { parser } = await import('stream-json')
    const { pick } = await import('stream-json/filters/pick.js')
    const { streamObject } = await import('stream-json/streamers/stream-object.js')
    const parts = chain([await body(address), parser(), pick({ filter: 'data' }), streamObject()])
    for await (const { key, value } of parts) yield* rows([[key, value]])
  },
}

/** Reads all answers, compressed like for the SDK. */
async function body({ base_url, key, flow }) {
  const { request } = require('undici')
  const query = new URLSearchParams({ api_key: key, flow_campaign_id: flow })
  const url = `${base_url}/get_all_subscriber_flow_info?${query}`
  const { headers, body } = await request(url, { headers: { 'accept-encoding': 'gzip' } })
  return headers['content-encoding'] === 'gzip' ? body.pipe(createGunzip()) : body
}

function* rows(entries) {
  for (const [subscriberId, answers] of entries) yield { subscriberId, answers }
}

async function answers(reader, address) {
  const before = memory('VmRSS:')
  const [time, began] = [performance.now(), cpu()]
  let [count, letters, first] = [0, 0, 0]
  const read = ({ answers }) => {
    if (count++ === 0) first = performance.now() - time
    for (const { answer } of answers) letters += answer.length
  }
  if (reader === 'chat44mp') {
    // Called directly: a generator around it would add an event-loop turn per row.
    const { base_url, key, flow } = JSON.parse(address)
    const { Client } = require('../index.js')
    for await (const row of new Client({ apiKey: key, baseURL: base_url }).flows.answers(flow)) read(row)
  } else {
    for await (const row of READERS[reader](JSON.parse(address))) read(row)
  }
  const peak_mib = memory('VmHWM:')
  return { rows: count, letters, first_row_ms: first, cpu_ms: (cpu() - began) / 1000, growth_mib: peak_mib - before, peak_mib }
}

async function load(name) {
  const before = memory('VmRSS:')
  const began = cpu()
  await import(name === 'chat44mp' ? '../index.mjs' : name)
  return { cpu_us: cpu() - began, memory_mib: memory('VmRSS:') - before }
}

/** Returns the size of an installed package with its dependencies, in bytes. */
function size(name) {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json')))
  // Resolved like in Node: next to the dependent package, or else in a parent folder.
  const find = (name, below) => {
    const path = `${below}node_modules/${name}`
    return path in packages ? path : find(name, below.slice(0, below.lastIndexOf('node_modules/')))
  }
  const needed = new Set()
  const need = (path) => {
    if (needed.has(path)) return
    needed.add(path)
    for (const name of Object.keys(packages[path].dependencies ?? {})) need(find(name, `${path}/`))
  }
  need(find(name, ''))
  const bytes = (path) =>
    readdirSync(path, { withFileTypes: true })
      // Nested packages are listed separately.
      .filter(({ name }) => name !== 'node_modules')
      .map((entry) => join(path, entry.name))
      .reduce((sum, path) => sum + (statSync(path).isDirectory() ? bytes(path) : statSync(path).size), 0)
  return [...needed].reduce((sum, path) => sum + bytes(join(folder, path)), 0)
}

const KINDS = { answers, bulk, load, size }
const [kind, ...rest] = process.argv.slice(2)
const measured = kind in KINDS ? await KINDS[kind](...rest) : await race(kind, ...rest)
console.log(JSON.stringify(measured))
process.exit(0)
