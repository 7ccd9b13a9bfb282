'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { load, playAll } = require('./scenarios/index.js')

test('every scenario', async () => {
  const scenarios = load()
  assert.ok(scenarios.length > 0)
  const { failures, passed } = await playAll(scenarios)
  assert.deepEqual(failures, [])
  assert.equal(passed, scenarios.length)
})
