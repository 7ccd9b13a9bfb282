'use strict'

const assert = require('node:assert/strict')
const nodeTest = require('node:test')

const { useEmulator } = require('chat44mp-testing')

const { test } = nodeTest
const emulator = useEmulator(nodeTest)

for (const time of ['first', 'second']) {
  test(`the ${time} test has a new emulator`, async () => {
    assert.deepEqual(emulator.journal, [])
    await emulator.client().contactGroups.create({ name: 'Spring sale' })
    assert.equal(emulator.journal.length, 1)
  })
}
