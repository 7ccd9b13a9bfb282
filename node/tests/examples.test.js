'use strict'

const assert = require('node:assert/strict')
const { execFileSync } = require('node:child_process')
const { readFileSync, readdirSync } = require('node:fs')
const { join } = require('node:path')
const { test } = require('node:test')

const { folder } = require('./support.js')

const root = join(__dirname, '..')
const example = (name) => join(root, 'examples', name)

test('the README contains the examples', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  for (const name of ['quickstart.mjs', 'bulk.mjs']) {
    assert.ok(readme.includes(`\`\`\`js\n${readFileSync(example(name), 'utf8')}\`\`\``), name)
  }
})

test('the example of an import and an export runs', (t) => {
  const cwd = folder(t)
  const run = () => {
    const args = [join(__dirname, 'quickstart.mjs'), example('bulk.mjs')]
    return execFileSync(process.execPath, args, { cwd, encoding: 'utf8', stdio: 'pipe' })
  }
  assert.match(run(), /500 created, 0 already existed\n6 answers in answers.xlsx/)
  assert.deepEqual(readdirSync(cwd).sort(), ['answers.xlsx', 'customers.errors.csv', 'customers.results.jsonl'])
})
