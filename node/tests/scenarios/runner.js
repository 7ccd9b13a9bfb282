'use strict'

// Runs a scenario on a separate emulator or against the target.

const { createServer } = require('node:net')
const { once } = require('node:events')
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { Chat44mpError } = require('../../index.js')
const { Emulator } = require('chat44mp-testing')
const { differences, errorDifferences, show } = require('./compare.js')
const { newClient, call, fields } = require('./surface.js')
const { MissingName, Variables } = require('./variables.js')

/** A mismatch in a scenario: the step, and the differences. */
class Mismatch extends Error {
  constructor(at, problems) {
    super([at, ...problems].join('\n'))
    Object.assign(this, { at, problems })
  }
}

/** A part of a scenario that cannot run against the target, with the reason. */
class Skipped extends Error {}

const OF_THE_EMULATOR = {
  requests: 'only the emulator counts requests',
  journal: 'only the emulator has a journal',
  state: 'only the emulator exposes its state',
}

/** Runs a scenario; returns the counts of run and skipped steps. */
async function run(scenario, index, target) {
  const counts = { stepsRun: 0, stepsSkipped: 0, skips: {} }
  const skip = (reason, steps = 1) => (counts.skips[reason] = (counts.skips[reason] ?? 0) + steps)
  // A host that never responds.
  const silent = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1')
  const sockets = new Set()
  const folder = mkdtempSync(join(tmpdir(), 'chat44mp-scenario-'))
  silent.on('connection', (socket) => sockets.add(socket.on('error', () => {})))
  let stage
  try {
    await once(silent, 'listening')
    stage = target === undefined ? emulatorStage(scenario, index) : targetStage(scenario, index, target)
    Object.assign(stage.fixtures, { silent_host: `127.0.0.1:${silent.address().port}`, folder })
    await runSteps(stage, folder, scenario.text, counts, skip)
  } catch (error) {
    if (!(error instanceof Skipped)) throw error
    counts.stepsSkipped = scenario.text.steps.length - counts.stepsRun
    skip(error.message, counts.stepsSkipped)
  } finally {
    sockets.forEach((socket) => socket.destroy())
    silent.close()
    stage?.emulator?.stop()
    rmSync(folder, { recursive: true })
  }
  return counts
}

/** Starts an emulator with the seed of the scenario. */
function emulatorStage({ text, profile }, index) {
  const emulator = new Emulator({ profile, phpErrors: text.php_errors ?? false })
  if (text.seed !== undefined) {
    // Additions can refer to fixtures of the default seed, such as the member's ID.
    emulator.load({ ...new Variables(emulator.fixtures).resolve(text.seed), extends: 'default' })
  }
  const fixtures = {
    ...emulator.fixtures,
    unique: `u${index}`,
    unique_digits: String(3_330_000_000 + index),
    emulator_host: new URL(emulator.baseURL).host,
  }
  return { emulator, fixtures, options: { base_url: emulator.baseURL, backoff: 0.005, settle_delay: 0.02 } }
}

function targetStage({ text, profile }, index, target) {
  if (text.faults?.length > 0) throw new Skipped('only the emulator injects faults')
  if (text.seed !== undefined || text.php_errors) throw new Skipped('the scenario needs a specific state')
  if (profile !== (target.profile ?? 'observed')) throw new Skipped('the scenario is for another profile')
  const now = Date.now()
  const unique = { unique: `u${now}x${index}`, unique_digits: `${now}${String(index).padStart(4, '0')}` }
  return { fixtures: { ...target.fixtures, ...unique }, options: { ...target.client, base_url: target.base_url } }
}

async function runSteps(stage, folder, text, counts, skip) {
  const { emulator } = stage
  const names = new Variables(stage.fixtures)
  for (const fault of text.faults ?? []) emulator.addFault(names.resolve(fault))
  for (const [name, file] of Object.entries(text.files ?? {})) {
    const [content, encoding] = typeof file === 'string' ? [file, 'utf8'] : [file.latin_1, 'latin1']
    writeFileSync(join(folder, name), names.fill(content), encoding)
  }
  const clients = new Map()
  for (const [number, step] of text.steps.entries()) {
    const at = `step ${number + 1}, ${step.call}`
    let filled
    try {
      filled = fill(step, names)
      filled.client = { ...stage.options, ...names.resolve(text.client ?? {}) }
    } catch (error) {
      // The next steps depend on the effect of this one.
      throw emulator === undefined && error instanceof MissingName ? new Skipped(error.message) : error
    }
    counts.stepsRun++
    let value
    try {
      value = await runCall(filled, clients)
    } catch (error) {
      if (!(error instanceof Chat44mpError)) throw error
      checkError(at, filled.expect, error)
      continue
    }
    checkValue(at, filled.expect, value)
    if (step.save !== undefined) {
      if (step.save in names.values) throw new Mismatch(at, [`${step.save} is the name of a value that already exists`])
      names.values[step.save] = value
    }
  }
  checkFiles(folder, text, names)
  if (emulator !== undefined) check(emulator, text, names)
  else for (const [what, reason] of Object.entries(OF_THE_EMULATOR)) if (what in text) skip(reason)
}

/** Replaces all variables in a step. */
function fill(step, names) {
  const admin = /^(users|packages)\./.test(step.call)
  return {
    ...step,
    key: String(names.resolve(step.key ?? (admin ? '$admin_key' : '$member_key'))),
    args: names.resolve(step.args ?? {}),
    options: names.resolve(step.options ?? {}),
    expect: names.resolve(step.expect ?? {}),
  }
}

/** Runs a call with the client for its key, created on first use. */
async function runCall({ call: name, key, args, options, raw, keep_body, client: clientOptions }, clients) {
  if (name === 'client.new') return void newClient(key, { ...clientOptions, ...args })
  if (!clients.has(key)) clients.set(key, newClient(key, clientOptions))
  const client = raw ? clients.get(key).withRawResponse : clients.get(key)
  return call(client, name, args, keep_body ? { ...options, keep_body: true } : options)
}

function checkValue(at, expect, value) {
  if ('error' in expect) throw new Mismatch(at, [`expected an error, got the value ${show(value)}`])
  const problems = 'value' in expect ? differences('value', expect.value, value) : []
  if (problems.length > 0) throw new Mismatch(at, problems)
}

function checkError(at, expect, error) {
  const actual = fields(error)
  if (!('error' in expect)) throw new Mismatch(at, [`expected a value, got the error ${show(actual)}`])
  const problems = errorDifferences('error', expect.error, actual)
  if (problems.length > 0) throw new Mismatch(at, problems)
}

function checkFiles(folder, text, names) {
  for (const [name, expected] of Object.entries(text.written ?? {})) {
    const problems = differences(name, names.resolve(expected), content(join(folder, name)))
    if (problems.length > 0) throw new Mismatch('written', problems)
  }
}

/** Checks the journal and the state of the emulator. */
function check(emulator, text, names) {
  const { journal, state } = emulator
  const { requests } = text
  if (typeof requests === 'number' && requests !== journal.length) {
    throw new Mismatch('requests', [`expected ${requests}, the emulator saw ${journal.length}`])
  }
  if (requests !== null && typeof requests === 'object') {
    const seen = {}
    for (const { operation } of journal) seen[operation ?? 'unknown'] = (seen[operation ?? 'unknown'] ?? 0) + 1
    const expected = Object.fromEntries(Object.entries(requests).filter(([, count]) => count > 0))
    const problems = [...differences('requests', expected, seen), ...differences('requests', seen, expected)]
    if (problems.length > 0) throw new Mismatch('requests', problems)
  }
  for (const [what, actual] of Object.entries({ journal, state })) {
    const problems = what in text ? differences(what, names.resolve(text[what]), actual) : []
    if (problems.length > 0) throw new Mismatch(what, problems)
  }
}

/** Returns the content of a file; null if it does not exist. */
function content(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}

module.exports = { run, Mismatch }
