'use strict'

const assert = require('node:assert/strict')
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { test } = require('node:test')
const { runInNewContext } = require('node:vm')

const { emulator } = require('./support.js')

/** The result and the value of each line in the table that all languages share. */
function* values() {
  const table = readFileSync(join(__dirname, '../../tests/data/values.tsv'), 'utf8')
  const [header, ...lines] = table.trimEnd().split('\n').filter((line) => !line.startsWith('#')).map((line) => line.split('\t'))
  for (const line of lines) {
    const value = line[header.indexOf('node')]
    if (value !== '-') yield [line[0], value]
  }
}

const matches = (message, expected) => {
  const [start, end] = expected.split('…')
  return end === undefined ? message === expected : message.startsWith(start) && message.endsWith(end)
}

async function* asynchronously(rows) {
  yield* rows
}

test('values have the same text as in every language', async (t) => {
  const server = emulator(t)
  const { contacts } = server.client()
  for (const [expected, value] of values()) {
    server.clearJournal()
    const row = { email: 'ada@example.org', phone_number: new Function('Buffer', 'TextEncoder', `return (${value})`)(Buffer, TextEncoder) }
    const report = await contacts.importRows([row], { groupId: server.fixtures.group })
    if (report.invalid === 0) {
      assert.equal(server.journal.at(-1).form.phone_number ?? '(empty)', expected, value)
    } else {
      assert.ok(matches(report.reasons[0].message, expected), `${value}: ${report.reasons[0].message}`)
    }
  }
})

class Person {
  constructor(email, phone) {
    this.email = email
    this.phone = phone
  }
  get name() {
    return 'Ada'
  }
}

class Buyer {
  constructor(email, phone) {
    Object.assign(this, { email, phone })
  }
  greet() {}
}

test('rows are plain objects, and objects with properties of their own', async (t) => {
  const server = emulator(t)
  const rows = [
    { email: 'a@example.org', phone: 333000001n },
    Object.assign(Object.create(null), { email: 'b@example.org', phone: 333000002 }),
    runInNewContext('({ email: "c@example.org", phone: 333000003 })'),
    new Buyer('d@example.org', 333000004),
    { email: Buffer.from('e@example.org'), Cellulare: '333000005', city: new Map(), born: new Date() },
  ]
  const report = await server.client().contacts.importRows(rows, { groupId: server.fixtures.group })
  assert.deepEqual([report.created, report.invalid], [5, 0])
  assert.deepEqual(server.journal.map(({ form }) => form.phone_number).sort(), [1, 2, 3, 4, 5].map((n) => `33300000${n}`))
})

test('other values in the place of a row are TypeErrors', async (t) => {
  const server = emulator(t)
  const { contacts } = server.client()
  const groupId = server.fixtures.group
  let closed = 0
  function* rows(row) {
    try {
      yield { email: 'ada@example.org' }
      for (;;) yield row
    } finally {
      closed++
    }
  }
  const plain = /; pass a plain object such as \{ email: …, phoneNumber: … \}$/
  for (const [row, message] of [
    [null, /^row 2 must be an object with the fields of a contact, not null; /],
    [undefined, /not undefined; /],
    ['ada@example.org', /not a string; /],
    [5, /not a number; /],
    [5n, /not a bigint; /],
    [true, /not a boolean; /],
    [Symbol('row'), /not a symbol; /],
    [() => ({ email: 'ada@example.org' }), /not a function; /],
    [['ada@example.org'], /not an instance of Array; /],
    [Buffer.from('ada@example.org'), /not an instance of Buffer; /],
    [new Set(['ada@example.org']), /not an instance of Set; /],
    [new Date(), /not an instance of Date; /],
    [new Person('ada@example.org', 333), /not an instance of Person; /],
  ]) {
    for (const of of [rows, (row) => asynchronously(rows(row))]) {
      await assert.rejects(contacts.importRows(of(row), { groupId }), (error) => {
        assert.ok(error instanceof TypeError)
        assert.match(error.message, message)
        assert.match(error.message, plain)
        return true
      })
    }
  }
  await assert.rejects(contacts.importRows([Promise.resolve({})], { groupId }), /^TypeError: row 1 .* not an instance of Promise; /)
  const map = [new Map([['email', 'ada@example.org']])]
  await assert.rejects(contacts.importRows(map, { groupId }), {
    name: 'TypeError',
    message: 'row 1 must be an object with the fields of a contact, not an instance of Map; pass Object.fromEntries(map)',
  })
  assert.equal(closed, 26)
})
