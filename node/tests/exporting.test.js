'use strict'

const assert = require('node:assert/strict')
const { readFileSync, readdirSync } = require('node:fs')
const { join } = require('node:path')
const { PassThrough, Writable } = require('node:stream')
const { test } = require('node:test')
const { pathToFileURL } = require('node:url')

const { folder, withRows } = require('./support.js')

/** The number of rows of a response that sockets cannot buffer. */
const MANY = 30_000
const SOME = 2000

test('a file and a stream receive the same bytes, in every format', async (t) => {
  const client = withRows(t, SOME).client()
  const path = join(folder(t), 'answers')
  for (const format of [undefined, 'wide_csv', 'json_lines']) {
    const reports = []
    const report = await client.flows.export(77, pathToFileURL(path), { format, onProgress: (report) => reports.push(report) })
    const written = readFileSync(path)
    assert.deepEqual([report.subscribers, report.bytes], [SOME, written.length])
    assert.ok(reports.length > 1 && reports.every(({ subscribers }, at) => at === 0 || subscribers > reports[at - 1].subscribers))
    const chunks = []
    const stream = new PassThrough().on('data', (chunk) => chunks.push(chunk))
    assert.deepEqual(await client.flows.export(77, stream, { format }), report)
    assert.ok(Buffer.concat(chunks).equals(written))
    assert.equal(stream.writableEnded, false)
    assert.equal(stream.listenerCount('error'), 0)
  }
})

test('a workbook is written to a file and to a stream', async (t) => {
  const client = withRows(t, SOME).client()
  const path = join(folder(t), 'answers.xlsx')
  for (const format of ['excel', 'wide_excel']) {
    const report = await client.flows.export(77, path, { format })
    assert.deepEqual([report.subscribers, report.bytes], [SOME, readFileSync(path).length])
    const chunks = []
    const stream = new PassThrough().on('data', (chunk) => chunks.push(chunk))
    const { bytes } = await client.flows.export(77, stream, { format })
    const written = Buffer.concat(chunks)
    assert.deepEqual([written.length, written.toString('latin1', 0, 2)], [bytes, 'PK'])
  }
})

test('CSV starts with a byte order mark on request', async (t) => {
  const client = withRows(t, 1).client()
  const path = join(folder(t), 'answers.csv')
  await client.flows.export(77, path)
  const plain = readFileSync(path, 'utf8')
  await client.flows.export(77, path, { bom: true })
  assert.equal(readFileSync(path, 'utf8'), `\ufeff${plain}`)
})

test('an export waits for the stream', async (t) => {
  const server = withRows(t, SOME)
  let release
  const first = new Promise((resolve) => (release = resolve))
  let chunks = 0
  const stream = new Writable({
    write(chunk, _, written) {
      if (chunks++ === 0) first.then(written)
      else written()
    },
  })
  const exporting = server.client({ stallTimeout: 200 }).flows.export(77, stream)
  assert.ok(await server.waitFor((journal) => journal.length === 1 && chunks === 1))
  // Longer than the stall timeout, which must not apply while the export waits for the stream.
  await new Promise((resolve) => setTimeout(resolve, 500))
  assert.equal(chunks, 1)
  release()
  assert.equal((await exporting).subscribers, SOME)
  assert.ok(chunks > 1)
})

test('an error of the stream rejects the export', async (t) => {
  const server = withRows(t, MANY)
  const failure = new Error('the disk is full')
  const stream = new Writable({ write: (chunk, _, written) => written(failure) })
  await assert.rejects(server.client().flows.export(77, stream), (thrown) => thrown === failure)
  assert.ok(await server.waitFor((journal) => journal.some(({ disconnected }) => disconnected)))
})

test('an abort aborts the request, and leaves no file', async (t) => {
  const server = withRows(t, MANY)
  const controller = new AbortController()
  const { signal } = controller
  const path = folder(t)
  const reason = { any: 'value' }
  const onProgress = () => controller.abort(reason)
  await assert.rejects(server.client().flows.export(77, join(path, 'answers.csv'), { signal, onProgress }), (thrown) => thrown === reason)
  assert.ok(await server.waitFor((journal) => journal.some(({ disconnected }) => disconnected)))
  assert.deepEqual(readdirSync(path), [])
})

test('an abort does not wait for a blocked stream', async (t) => {
  const server = withRows(t, MANY)
  const controller = new AbortController()
  const stream = new Writable({ write: () => controller.abort() })
  await assert.rejects(server.client().flows.export(77, stream, { signal: controller.signal }), { name: 'AbortError' })
  assert.ok(await server.waitFor((journal) => journal.some(({ disconnected }) => disconnected)))
})

test('a progress callback that throws stops the export', async (t) => {
  const server = withRows(t, MANY)
  const path = folder(t)
  const failure = new Error('no')
  const onProgress = () => {
    throw failure
  }
  await assert.rejects(server.client().flows.export(77, join(path, 'answers.csv'), { onProgress }), (thrown) => thrown === failure)
  assert.deepEqual(readdirSync(path), [])
})

test('errors name the invalid argument, and nothing is sent', async (t) => {
  const server = withRows(t, 1)
  const { flows } = server.client()
  for (const to of [undefined, null, 5, {}]) {
    await assert.rejects(flows.export(77, to), { name: 'TypeError', message: /^to must be a path or a stream/ })
  }
  await assert.rejects(flows.export('77', 'x'), { name: 'TypeError', message: /^flowId must be an integer/ })
  await assert.rejects(flows.export(77, 'x', { format: 'xml' }), { name: 'TypeError', message: /^format must be/ })
  await assert.rejects(flows.export(77, 'x', { bom: 1 }), { name: 'TypeError', message: /^bom must be/ })
  await assert.rejects(flows.export(77, 'x', { rawCells: 1 }), { name: 'TypeError', message: /^rawCells must be/ })
  await assert.rejects(flows.export(77, 'x', { signal: {} }), { name: 'TypeError', message: /^signal must be/ })
  await assert.rejects(flows.export(77, 'x', { signal: AbortSignal.abort('before') }), (thrown) => thrown === 'before')
  assert.equal(server.journal.length, 0)
  await assert.rejects(flows.export(99, 'x'), { code: 'flow_not_found' })
})

test('returns the answers as rows of a table', async (t) => {
  const server = withRows(t, SOME)
  const { flows } = server.client()
  const { flow } = server.fixtures
  const rows = []
  for await (const row of flows.rows(flow)) rows.push(row)
  assert.equal(rows.length, 6)
  assert.deepEqual(rows[0], {
    subscriberId: '24994546734902201',
    questionId: 45,
    question: 'What do you like to do?',
    answer: 'Reading, Traveling, Watching Movies',
  })
  const wide = []
  for await (const row of flows.rows(flow, { layout: 'wide' })) wide.push(row)
  assert.deepEqual(wide.at(-1), { subscriberId: 'webchat-visitor-7', 'What is your favorite pet?': 'Parrot' })
  for await (const { answer } of flows.rows(77, { signal: new AbortController().signal })) {
    assert.ok(answer.length > 0)
    break
  }
  await assert.rejects(flows.rows(9999).next(), { code: 'flow_not_found' })
  await assert.rejects(flows.rows(flow, { signal: AbortSignal.abort('before') }).next(), (thrown) => thrown === 'before')
  assert.throws(() => flows.rows(flow, { layout: 'tall' }), { name: 'TypeError', message: /^layout must be one of "long", "wide"/ })
})
