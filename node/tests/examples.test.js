'use strict'

const assert = require('node:assert/strict')
const { execFileSync } = require('node:child_process')
const { copyFileSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { test } = require('node:test')

const ts = require('typescript')

const { emulator, folder } = require('./support.js')

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

const snippets = join(root, '../docs/snippets')

for (const name of readdirSync(join(snippets, 'node'))) {
  test(`the examples of the documentation site in ${name} run`, (t) => {
    const [cwd, server] = [folder(t), emulator(t)]
    const { member_key: memberKey, admin_key: adminKey } = server.fixtures
    // The package as it is installed in a project. Node 20 does not run TypeScript.
    mkdirSync(join(cwd, 'node_modules'))
    symlinkSync(root, join(cwd, 'node_modules/chat44mp'), 'junction')
    symlinkSync(join(root, 'node_modules/express'), join(cwd, 'node_modules/express'), 'junction')
    for (const file of ['people.csv', 'company-ca.pem']) copyFileSync(join(snippets, file), join(cwd, file))
    const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }
    const source = readFileSync(join(snippets, 'node', name), 'utf8')
    writeFileSync(join(cwd, 'program.mjs'), ts.transpileModule(source, { compilerOptions }).outputText)
    const keys = { CHAT44MP_API_KEY: memberKey, CHAT44MP_ADMIN_KEY: adminKey, CHAT44MP_BASE_URL: server.baseURL }
    execFileSync(process.execPath, ['program.mjs'], { cwd, env: { ...process.env, ...keys }, encoding: 'utf8', stdio: 'pipe' })
  })
}
