'use strict'

// Plays one scenario, on an emulator of its own.

const { createServer } = require('node:net')
const { once } = require('node:events')
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { Chat44mpError } = require('../../index.js')
const { Emulator } = require('../../testing.js')
const { differences, errorDifferences, show } = require('./compare.js')
const { newClient, call, fields } = require('./surface.js')
const { Variables } = require('./variables.js')

/** Where a scenario went wrong, and how. */
class Wrong extends Error {
  constructor(at, problems) {
    super([at, ...problems].join('\n'))
    Object.assign(this, { at, problems })
  }
}

async function run(scenario, index) {
  const { text, profile } = scenario
  const emulator = new Emulator({ profile, phpErrors: text.php_errors ?? false })
  // Never accepts a connection.
  const silent = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1')
  const sockets = new Set()
  const folder = mkdtempSync(join(tmpdir(), 'chat44mp-scenario-'))
  silent.on('connection', (socket) => sockets.add(socket.on('error', () => {})))
  try {
    await once(silent, 'listening')
    await play(emulator, `127.0.0.1:${silent.address().port}`, folder, text, index)
  } finally {
    sockets.forEach((socket) => socket.destroy())
    silent.close()
    emulator.stop()
    rmSync(folder, { recursive: true })
  }
}

async function play(emulator, silentHost, folder, text, index) {
  if (text.seed !== undefined) {
    // Additions can name what the default seed has, such as the member's id.
    emulator.load({ ...new Variables(emulator.fixtures).resolve(text.seed), extends: 'default' })
  }
  const names = new Variables({
    ...emulator.fixtures,
    unique: `u${index}`,
    unique_digits: String(3_330_000_000 + index),
    emulator_host: new URL(emulator.baseURL).host,
    silent_host: silentHost,
    folder,
  })
  for (const fault of text.faults ?? []) emulator.addFault(names.resolve(fault))
  for (const [name, file] of Object.entries(text.files ?? {})) {
    const [content, encoding] = typeof file === 'string' ? [file, 'utf8'] : [file.latin_1, 'latin1']
    writeFileSync(join(folder, name), names.fill(content), encoding)
  }
  const options = {
    base_url: emulator.baseURL,
    backoff: 0.005,
    settle_delay: 0.02,
    ...names.resolve(text.client ?? {}),
  }
  const clients = new Map()
  for (const [number, step] of text.steps.entries()) {
    const at = `step ${number + 1}, ${step.call}`
    const expect = names.resolve(step.expect ?? {})
    let value
    try {
      value = await makeCall(step, names, options, clients)
    } catch (error) {
      if (!(error instanceof Chat44mpError)) throw error
      judgeError(at, expect, error)
      continue
    }
    judgeValue(at, expect, value)
    if (step.save !== undefined) {
      if (step.save in names.values) throw new Wrong(at, [`${step.save} is already the name of a value`])
      names.values[step.save] = value
    }
  }
  check(emulator, folder, text, names)
}

/** Makes the call of a step with the client of its key, which is created on first use. */
async function makeCall(step, names, options, clients) {
  const admin = /^(users|packages)\./.test(step.call)
  const key = String(names.resolve(step.key ?? (admin ? '$admin_key' : '$member_key')))
  const args = names.resolve(step.args ?? {})
  if (step.call === 'client.new') return void newClient(key, { ...options, ...args })
  if (!clients.has(key)) clients.set(key, newClient(key, options))
  const client = step.raw ? clients.get(key).withRawResponse : clients.get(key)
  const own = names.resolve(step.options ?? {})
  return call(client, step.call, args, step.keep_body ? { ...own, keep_body: true } : own)
}

function judgeValue(at, expect, value) {
  if ('error' in expect) throw new Wrong(at, [`expected an error, got the value ${show(value)}`])
  const problems = 'value' in expect ? differences('value', expect.value, value) : []
  if (problems.length > 0) throw new Wrong(at, problems)
}

function judgeError(at, expect, error) {
  const actual = fields(error)
  if (!('error' in expect)) throw new Wrong(at, [`expected a value, got the error ${show(actual)}`])
  const problems = errorDifferences('error', expect.error, actual)
  if (problems.length > 0) throw new Wrong(at, problems)
}

/** What was written, what the emulator saw, and what it holds now. */
function check(emulator, folder, text, names) {
  for (const [name, expected] of Object.entries(text.written ?? {})) {
    const problems = differences(name, names.resolve(expected), content(join(folder, name)))
    if (problems.length > 0) throw new Wrong('written', problems)
  }
  const { journal, state } = emulator
  const { requests } = text
  if (typeof requests === 'number' && requests !== journal.length) {
    throw new Wrong('requests', [`expected ${requests}, the emulator saw ${journal.length}`])
  }
  if (requests !== null && typeof requests === 'object') {
    const seen = {}
    for (const { operation } of journal) seen[operation ?? 'unknown'] = (seen[operation ?? 'unknown'] ?? 0) + 1
    const expected = Object.fromEntries(Object.entries(requests).filter(([, count]) => count > 0))
    const wrong = [...differences('requests', expected, seen), ...differences('requests', seen, expected)]
    if (wrong.length > 0) throw new Wrong('requests', wrong)
  }
  for (const [what, actual] of Object.entries({ journal, state })) {
    const problems = what in text ? differences(what, names.resolve(text[what]), actual) : []
    if (problems.length > 0) throw new Wrong(what, problems)
  }
}

/** What a file holds; null if it is not there. */
function content(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}

module.exports = { run, Wrong }
