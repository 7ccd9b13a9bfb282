'use strict'

// `node tests/scenarios [--filter text] [--json]`: all scenarios, with a report like that of `cargo xtask scenarios`.

const { parseArgs } = require('node:util')
const { load } = require('./files.js')
const { run } = require('./runner.js')

const PATIENCE = 60_000
const AT_A_TIME = 8

async function failure(scenario, index) {
  let timer
  const patience = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('it did not end')), PATIENCE)
  })
  try {
    await Promise.race([run(scenario, index), patience])
    return undefined
  } catch (error) {
    const { at = 'the runner', problems = [String(error?.stack ?? error)] } = error
    return { file: scenario.file, scenario: scenario.name, at, problems }
  } finally {
    clearTimeout(timer)
  }
}

/** Runs all scenarios, several at a time, and returns the failures. */
async function playAll(scenarios) {
  const failures = []
  const left = scenarios.entries()
  const worker = async () => {
    for (const [index, scenario] of left) {
      const failed = await failure(scenario, index)
      if (failed !== undefined) failures.push(failed)
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, worker))
  return failures
}

async function main() {
  const { values } = parseArgs({
    options: { filter: { type: 'string', default: '' }, json: { type: 'boolean', default: false } },
  })
  const scenarios = load().filter(({ file, name }) => `${file} ${name}`.includes(values.filter))
  const failures = await playAll(scenarios)
  for (const { file, scenario, at, problems } of failures) {
    console.log(`FAILED ${file}: ${scenario}\n  ${at}`)
    for (const problem of problems) console.log(`    ${problem}`)
  }
  const report = { surface: 'node', passed: scenarios.length - failures.length, failed: failures.length, skipped: 0 }
  console.log(`scenarios (node ${process.version}): ${report.passed} passed, ${report.failed} failed`)
  if (values.json) console.log(JSON.stringify({ ...report, failures }))
  process.exitCode = failures.length > 0 || scenarios.length === 0 ? 1 : 0
}

module.exports = { playAll, load }

if (require.main === module) main()
