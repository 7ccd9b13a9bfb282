'use strict'

// Objects of results, which `lib/assemble.js` creates.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { assemble, list, shape } = require('../lib/assemble.js')
const { emulator, withRows } = require('./support.js')

test('creates nested objects and lists, and omits what is absent', () => {
  const row = shape('id', 'name', 'items')
  const item = shape('text', 'count')
  const values = [row, 1, undefined, list, 2, item, 'a', undefined, item, undefined, 0]
  assert.deepEqual(assemble(undefined, ...values), { id: 1, items: [{ text: 'a' }, { count: 0 }] })
  assert.deepEqual(assemble(undefined, list, 0), [])
  const rows = ['first']
  assemble(rows, row, 2, 'b', list, 0, 'text', item, 'c', 3)
  assert.deepEqual(rows, ['first', { id: 2, name: 'b', items: [] }, 'text', { text: 'c', count: 3 }])
})

test('texts keep every character, and lists any length', async (t) => {
  const server = emulator(t)
  const client = server.client()
  const names = ['plain', 'café', '名前']
  for (const [n, firstName] of names.entries()) {
    const contact = { groupId: server.fixtures.group, email: `n${n}@assemble.example`, phoneNumber: `39320000000${n}` }
    const id = await client.contacts.create({ ...contact, firstName })
    const stored = await client.contacts.get(id)
    assert.equal(typeof stored.id, 'number')
    assert.equal(Object.getPrototypeOf(stored), Object.prototype)
    assert.ok(!Object.values(stored).includes(undefined))
    assert.equal(stored.firstName, firstName)
  }
  let answers = 0
  for await (const row of withRows(t, 500).client().flows.answers(77)) {
    assert.deepEqual(Object.keys(row), ['subscriberId', 'answers'])
    answers += row.answers.length
  }
  assert.equal(answers, 2500)
})
