'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const matcherCases = require('../../tests/matchers.json')
const { differences, errorDifferences } = require('./scenarios/compare.js')
const { load, runAll } = require('./scenarios/index.js')

test('every scenario', async () => {
  const scenarios = load()
  assert.ok(scenarios.length > 0)
  const { failures, passed } = await runAll(scenarios)
  assert.deepEqual(failures, [])
  assert.equal(passed, scenarios.length)
})

// The cases that the runners of all languages share.
test('compares values like the other scenario runners', () => {
  // JSON.parse rounds integers beyond 2^53: such values are strings in this package.
  for (const { expected, error, actual, matches } of matcherCases.filter(({ int64 }) => !int64)) {
    const found =
      error === undefined ? differences('value', expected, actual) : errorDifferences('error', error, actual)
    assert.equal(found.length === 0, matches, `${JSON.stringify(expected ?? error)} and ${JSON.stringify(actual)}: ${found}`)
  }
})
