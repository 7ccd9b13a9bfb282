'use strict'

// The comparison of the scenario runner, with the cases that every language's runner shares.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const cases = require('../../tests/matchers.json')
const { differences, errorDifferences } = require('./scenarios/compare.js')

test('compares values as every scenario runner does', () => {
  // JSON.parse rounds integers beyond 2^53: such values are strings in this package.
  for (const { expected, error, actual, matches } of cases.filter(({ int64 }) => !int64)) {
    const found =
      error === undefined ? differences('value', expected, actual) : errorDifferences('error', error, actual)
    assert.equal(found.length === 0, matches, `${JSON.stringify(expected ?? error)} and ${JSON.stringify(actual)}: ${found}`)
  }
})
