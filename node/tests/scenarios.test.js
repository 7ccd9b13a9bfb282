'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { load, playAll } = require('./scenarios/index.js')

test('every scenario', async () => {
  const scenarios = load()
  assert.ok(scenarios.length > 0)
  assert.deepEqual(await playAll(scenarios), [])
})
