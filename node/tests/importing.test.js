'use strict'

const assert = require('node:assert/strict')
const { getEventListeners } = require('node:events')
const { readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { test } = require('node:test')
const { pathToFileURL } = require('node:url')

const { AuthenticationError, readImportResults } = require('../index.js')
const { emulator, folder } = require('./support.js')

const person = (number) => ({ email: `person${number}@import.example`, phoneNumber: `33300${number}` })

/** Yields people; `seen` records how many were read, and how the generator ended. */
function* people(count, seen = {}) {
  seen.read = 0
  try {
    while (seen.read < count) yield person(seen.read++)
    seen.end = 'exhausted'
  } finally {
    seen.end ??= 'closed'
  }
}

async function* asynchronously(people) {
  yield* people
}

const KINDS = { iterable: (people) => people, 'async iterable': asynchronously }

/** Returns the final status of each row in a results file. */
function statuses(path) {
  const [, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n')
  const last = new Map(lines.map((line) => JSON.parse(line)).filter(({ status }) => status).map(({ row, status }) => [row, status]))
  return [...last.values()]
}

/** Returns the number of contacts without those of the seed. */
const createdOn = (server) => server.state.counts.contacts - server.before

function slowEmulator(test) {
  const server = emulator(test)
  server.before = server.state.counts.contacts
  server.addFault({ operation: 'create_contact', kind: 'latency', ms: 10 })
  return server
}

for (const [kind, of] of Object.entries(KINDS)) {
  test(`${kind}: rows are read as they are sent`, async (t) => {
    const server = slowEmulator(t)
    const controller = new AbortController()
    const seen = {}
    const options = { groupId: server.fixtures.group, signal: controller.signal }
    const importing = server.client().contacts.importRows(of(people(100_000, seen)), options)
    assert.ok(await server.waitFor((journal) => journal.length >= 20))
    controller.abort()
    await assert.rejects(importing, { name: 'AbortError' })
    // Those that were sent, and the capacity of the queues.
    assert.ok(seen.read <= server.journal.length + 200, `${seen.read} rows were read`)
    assert.equal(seen.end, 'closed')
  })

  test(`${kind}: an abort waits for the rows in flight, and the results file is complete`, async (t) => {
    const server = slowEmulator(t)
    const results = join(folder(t), 'results.jsonl')
    const controller = new AbortController()
    const { signal } = controller
    const options = { groupId: server.fixtures.group, results, signal }
    const importing = server.client().contacts.importRows(of(people(1000)), options)
    assert.equal(getEventListeners(signal, 'abort').length, 1)
    assert.ok(await server.waitFor((journal) => journal.length >= 6))
    const reason = { any: 'value' }
    controller.abort(reason)
    await assert.rejects(importing, (thrown) => thrown === reason)
    assert.equal(getEventListeners(signal, 'abort').length, 0)
    const final = statuses(results)
    assert.ok(final.length >= 4 && final.every((status) => status === 'created'), final.join())
    assert.equal(createdOn(server), final.length)
    assert.ok(server.journal.every(({ disconnected }) => !disconnected))

    server.clearFaults()
    const report = await server.client().contacts.importRows(of(people(50)), { ...options, signal: undefined })
    assert.deepEqual([report.created, report.earlier], [50, final.length])
    assert.equal(createdOn(server), 50)
  })

  test(`${kind}: an exception stops the import gracefully`, async (t) => {
    const server = slowEmulator(t)
    const results = join(folder(t), 'results.jsonl')
    const failure = new Error('the database went away')
    function* rows() {
      yield* people(200)
      throw failure
    }
    const importing = server.client().contacts.importRows(of(rows()), { groupId: server.fixtures.group, results })
    await assert.rejects(importing, (thrown) => thrown === failure)
    const final = statuses(results)
    assert.ok(final.length > 0 && final.every((status) => status === 'created'), final.join())
    assert.equal(createdOn(server), final.length)
  })

  test(`${kind}: an aborted import reads no more rows`, async (t) => {
    const server = emulator(t)
    const seen = {}
    const client = server.client({ apiKey: '12-AbCdEfG1234567890QwErTyU' })
    const report = await client.contacts.importRows(of(people(100_000, seen)), { groupId: 1 })
    assert.equal(report.end, 'aborted')
    assert.ok(report.error instanceof AuthenticationError)
    assert.equal(seen.end, 'closed')
    assert.ok(seen.read <= 200, `${seen.read} rows were read`)
    assert.deepEqual(JSON.parse(JSON.stringify(report)).error, report.error.toJSON())
    assert.equal(structuredClone(report).failed, report.failed)
  })
}

test('rows are sent while the next one is awaited', async (t) => {
  const server = emulator(t)
  const client = server.client({ maxConcurrency: 1 })
  const reports = []
  async function* rows() {
    for (let n = 0; n < 3; n++) {
      yield person(n)
      assert.ok(await server.waitFor((journal) => journal.filter((entry) => entry.operation === 'create_contact').length === n + 1))
      assert.ok((await client.flows.list()).length > 0)
    }
  }
  const onProgress = ({ phase, created }) => reports.push([phase, created])
  const report = await client.contacts.importRows(rows(), { groupId: server.fixtures.group, onProgress })
  assert.ok(report.isSuccess)
  assert.equal(report.created, 3)
  assert.deepEqual(reports.at(-1), ['sending', 3])
})

test('an iterator that never yields does not block the import', async (t) => {
  const server = emulator(t)
  async function* rows() {
    yield person(1)
    await new Promise(() => {})
  }
  const { contacts } = server.client({ apiKey: '12-AbCdEfG1234567890QwErTyU' })
  assert.equal((await contacts.importRows(rows(), { groupId: 1 })).end, 'aborted')

  const controller = new AbortController()
  const options = { groupId: server.fixtures.group, signal: controller.signal }
  const importing = server.client().contacts.importRows(rows(), options)
  assert.ok(await server.waitFor((journal) => journal.some(({ applied }) => applied)))
  controller.abort()
  await assert.rejects(importing, { name: 'AbortError' })
})

test('an invalid row is reported with the name of the field', async (t) => {
  const server = emulator(t)
  const rows = [
    { email: {} },
    { email: 'x@import.example', phoneNumber: 1.5 },
    { email: 'no address' },
    { firstName: 'Ada' },
    { emial: 'ada@import.example' },
    { 'E-mail Address': 'ada@import.example', Cellulare: 393331234567, city: ['London'], cognome: undefined },
  ]
  const messages = []
  for (const row of rows) {
    const report = await server.client().contacts.importRows([row], { groupId: server.fixtures.group })
    messages.push(report.reasons[0]?.message)
    assert.equal(report.isSuccess, messages.at(-1) === undefined)
  }
  const [first, second, third, fourth, fifth, sixth] = messages
  assert.equal(first, '"email" is an object; it must be text or a whole number')
  assert.equal(second, '"phoneNumber" is a number with a fraction; it must be text or a whole number')
  assert.match(third, /^`email` is not an e-mail address/)
  assert.match(fourth, /email/)
  assert.match(fifth, /the columns are "emial"/)
  assert.equal(sixth, undefined)
  const [{ form }] = server.journal
  assert.equal(form.phone_number, '393331234567')
})

test('imports a file, with paths and URLs', async (t) => {
  const server = emulator(t)
  const path = folder(t)
  const at = (name) => join(path, name)
  writeFileSync(at('people.csv'), 'Contact;Email\r\n39333;ada@import.example\r\n39334;nobody\r\n')
  const reports = []
  const report = await server.client().contacts.importFile(pathToFileURL(at('people.csv')), {
    groupId: server.fixtures.group,
    results: pathToFileURL(at('results.jsonl')),
    errors: pathToFileURL(at('errors.csv')),
    map: { phoneNumber: 'contact' },
    onProgress: (progress) => reports.push(progress),
  })
  assert.equal(report.encoding, 'UTF-8')
  assert.equal(report.delimiter, ';')
  assert.deepEqual(report.columns, [
    { field: 'email', column: 'Email' },
    { field: 'phoneNumber', column: 'Contact' },
  ])
  assert.deepEqual(statuses(at('results.jsonl')).sort(), ['created', 'invalid'])
  assert.match(readFileSync(at('errors.csv'), 'utf8'), /^nobody,/m)
  assert.deepEqual([reports.at(-1).total, reports.at(-1).rows], [2, 2])
})

test('a progress callback that throws stops the import', async (t) => {
  const server = slowEmulator(t)
  const failure = new Error('no')
  const seen = {}
  const onProgress = ({ created }) => {
    if (created > 0) throw failure
  }
  const options = { groupId: server.fixtures.group, onProgress }
  await assert.rejects(server.client().contacts.importRows(people(1000, seen), options), (thrown) => thrown === failure)
  assert.equal(seen.end, 'closed')
  assert.ok(createdOn(server) < 100)
})

test('errors name the invalid argument, and nothing is sent', async (t) => {
  const server = emulator(t)
  const { contacts } = server.client()
  const groupId = server.fixtures.group
  for (const rows of [undefined, null, 5, 'text', {}]) {
    await assert.rejects(contacts.importRows(rows, { groupId }), { name: 'TypeError', message: /^rows must be/ })
  }
  for (const [options, message] of [
    [undefined, /^(options|groupId) must be/],
    [{}, /^groupId must be an integer, not undefined/],
    [{ groupId, concurrency: 'x' }, /^concurrency must be/],
    [{ groupId, dryRun: 1 }, /^dryRun must be a boolean/],
    [{ groupId, map: { email: 1 } }, /^map must be/],
    [{ groupId, results: 5 }, /^results must be a path/],
    [{ groupId, onProgress: 'x' }, /^onProgress must be a function/],
    [{ groupId, signal: {} }, /^signal must be an AbortSignal/],
  ]) {
    await assert.rejects(contacts.importRows([], options), { name: 'TypeError', message })
    await assert.rejects(contacts.importFile('nothing.csv', options), { name: 'TypeError', message })
  }
  await assert.rejects(contacts.importFile(5, { groupId }), { name: 'TypeError', message: /^path must be a string/ })
  await assert.rejects(contacts.importRows([], { groupId, concurrency: 0 }), { code: 'invalid_option', field: 'concurrency' })
  await assert.rejects(contacts.importRows([], { groupId, map: { eMail: 'x' } }), { code: 'invalid_option', field: 'map' })
  const aborted = { groupId, signal: AbortSignal.abort('before') }
  await assert.rejects(contacts.importRows(people(1), aborted), (thrown) => thrown === 'before')
  const client = server.client()
  client.close()
  assert.equal((await client.contacts.importRows(people(1), { groupId })).error.code, 'client_closed')
  assert.equal(server.journal.length, 0)
})

test('onRow receives the result of each row, and readImportResults reads them', async (t) => {
  const server = emulator(t)
  const client = server.client()
  const directory = folder(t)
  const results = join(directory, 'results.jsonl')
  const file = join(directory, 'people.csv')
  const lines = Array.from({ length: 200 }, (_, number) => `row${number}@import.example,777${number}\n`)
  writeFileSync(file, `Email,Phone\n${lines.join('')}wrong,1\n`)
  const seen = []
  let running = 0
  const onRow = async (result) => {
    assert.equal(running++, 0)
    // The function may make calls itself.
    if (seen.length === 0) await client.flows.list()
    await null
    running--
    seen.push(result)
  }
  await client.contacts.importFile(file, { groupId: server.fixtures.group, results, onRow })
  seen.sort((one, other) => one.row - other.row)
  assert.deepEqual(seen.map(({ row }) => row), Array.from({ length: 201 }, (_, at) => at + 2))
  assert.equal((await client.contacts.get(seen[0].id)).email, 'row0@import.example')
  assert.deepEqual([seen[200].status, seen[200].code, seen[200].id], ['invalid', 'invalid_value', undefined])
  const read = await readImportResults(pathToFileURL(results))
  assert.deepEqual([read.groupId, read.source, read.rows], [server.fixtures.group, 'people.csv', seen])
  await assert.rejects(readImportResults(file), { code: 'results_file_refused' })
  await assert.rejects(readImportResults(7), TypeError)
})

test('an exception of onRow stops the import gracefully', async (t) => {
  const server = emulator(t)
  const options = { groupId: server.fixtures.group }
  const contacts = server.client().contacts
  for (const onRow of [() => { throw new RangeError('full') }, () => Promise.reject(new RangeError('full'))]) {
    await assert.rejects(contacts.importRows(people(10_000), { ...options, onRow }), RangeError)
  }
  assert.ok(server.journal.length < 2_000)
  await assert.rejects(contacts.importRows([], { ...options, onRow: 7 }), { name: 'TypeError', message: /onRow/ })
})

test('the preview of a dry run names fields like options', async (t) => {
  const server = emulator(t)
  const rows = [{ 'E-mail': 'ada@import.example', Phone: 'p:+39 1', City: 'Roma' }, { Phone: 'none' }]
  const options = { groupId: server.fixtures.group, dryRun: true }
  const { preview, cleaned, reasons, unusedColumns } = await server.client().contacts.importRows(rows, options)
  const before = [{ field: 'phoneNumber', text: 'p:+39 1' }]
  assert.deepEqual(preview, [{ row: 1, email: 'ada@import.example', phoneNumber: '+39 1', before }])
  assert.ok(cleaned.every(({ field }) => field === 'phoneNumber'))
  assert.equal(reasons.length, 1)
  assert.deepEqual(unusedColumns, ['City'])
})
