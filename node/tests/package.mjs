// Checks the packed packages, adds them to an empty project, and uses them there in every supported way:
// `node tests/package.mjs MAIN PLATFORM TESTING TESTING_PLATFORM`.

import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = dirname(dirname(fileURLToPath(import.meta.url)))
const tools = join(folder, 'node_modules/.bin')
const client = process.argv.slice(2, 4)
const testing = process.argv.slice(4)
const work = mkdtempSync(join(tmpdir(), 'chat44mp-node-'))

function run(program, args, cwd, env) {
  try {
    return execFileSync(program, args, { cwd, env: { ...process.env, ...env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')}\n${error.stdout}${error.stderr}`)
  }
}

try {
  for (const [kind, [main, platform]] of Object.entries({ client, testing })) {
    console.log(`${kind} packed: ${statSync(main).size} bytes, and ${statSync(platform).size} bytes for this platform`)
    run(join(tools, 'publint'), ['run', main, '--strict'], folder)
    // The entry point for chat44mp-testing has no types.
    run(join(tools, 'attw'), [main, '--profile', 'node16', '--exclude-entrypoints', './lib/internal.js'], folder)
  }
  console.log('publint and @arethetypeswrong/cli find nothing')

  const project = join(work, 'project')
  cpSync(join(folder, 'tests/project'), project, { recursive: true })
  // Without a registry: the packages have no other dependencies.
  const options = ['--offline', '--no-audit', '--no-fund', '--no-save', '--omit=optional']
  run('npm', ['install', ...options, ...client, ...testing], project)
  const readme = readFileSync(join(folder, 'README.md'), 'utf8')
  const [quickstart] = /(?<=```js\n)import \{ Client, ConflictError \}[^]*?(?=```)/.exec(readme)
  writeFileSync(join(project, 'quickstart.mjs'), quickstart)
  // TypeScript checks and compiles the same source.
  writeFileSync(join(project, 'typed.mts'), quickstart)
  writeFileSync(
    join(project, 'quickstart.cjs'),
    `${quickstart
      .replace(/import (\{.*\}) from (.*)/, 'const $1 = require($2)')
      .replace(/^(const client)/m, 'async function main() {\n$1')}}\nmain()`,
  )
  cpSync(join(folder, 'tests/quickstart.mjs'), join(project, 'on-the-emulator.mjs'))
  run(join(tools, 'tsc'), ['--project', project], project)
  run(
    join(tools, 'esbuild'),
    ['quickstart.mjs', '--bundle', '--platform=node', '--format=esm', '--external:chat44mp', '--outfile=bundled.mjs'],
    project,
  )
  for (const file of ['quickstart.mjs', 'quickstart.cjs', 'typed.mjs', 'bundled.mjs']) {
    const printed = run(process.execPath, ['on-the-emulator.mjs', file], project)
    if (!/created contact \d+/.test(printed)) throw new Error(`${file} printed ${printed}`)
  }
  console.log('the quickstart runs as a module, as CommonJS, as TypeScript and bundled')
} finally {
  rmSync(work, { recursive: true, force: true })
}
