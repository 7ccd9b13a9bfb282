'use strict'

// `node tests/scenarios [--filter text] [--json]`: runs all scenarios and prints a report like `cargo xtask scenarios`. With
// `CHAT44MP_SCENARIO_TARGET` set to the path of a target file, they run against the server that it names.

const { readFileSync } = require('node:fs')
const { parseArgs } = require('node:util')
const { load } = require('./files.js')
const { run } = require('./runner.js')

const TIMEOUT = 60_000
const CONCURRENCY = 8

/** Runs a scenario; returns its counts or its failure. */
async function resultOf(scenario, index, target) {
  let timer
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('the scenario timed out')), TIMEOUT)
  })
  try {
    return { counts: await Promise.race([run(scenario, index, target), timeout]) }
  } catch (error) {
    const { at = 'the runner', problems = [String(error?.stack ?? error)] } = error
    return { failure: { file: scenario.file, scenario: scenario.name, at, problems } }
  } finally {
    clearTimeout(timer)
  }
}

/** Runs all scenarios, concurrently on emulators; returns the report. */
async function runAll(scenarios, target) {
  const report = { surface: 'node', passed: 0, failed: 0, skipped: 0, skipped_steps: 0, skips: {}, failures: [] }
  const left = scenarios.entries()
  const worker = async () => {
    for (const [index, scenario] of left) {
      const { counts, failure } = await resultOf(scenario, index, target)
      if (failure !== undefined) {
        report.failed++
        report.failures.push(failure)
        continue
      }
      report[counts.stepsRun === 0 ? 'skipped' : 'passed']++
      report.skipped_steps += counts.stepsSkipped
      for (const [reason, count] of Object.entries(counts.skips)) {
        report.skips[reason] = (report.skips[reason] ?? 0) + count
      }
    }
  }
  await Promise.all(Array.from({ length: target === undefined ? CONCURRENCY : 1 }, worker))
  return report
}

async function main() {
  const { values } = parseArgs({
    options: { filter: { type: 'string', default: '' }, json: { type: 'boolean', default: false } },
  })
  const scenarios = load().filter(({ file, name }) => `${file} ${name}`.includes(values.filter))
  const path = process.env.CHAT44MP_SCENARIO_TARGET
  const report = await runAll(scenarios, path ? JSON.parse(readFileSync(path, 'utf8')) : undefined)
  for (const { file, scenario, at, problems } of report.failures) {
    console.log(`FAILED ${file}: ${scenario}\n  ${at}`)
    for (const problem of problems) console.log(`    ${problem}`)
  }
  const { passed, failed, skipped } = report
  console.log(`scenarios (node ${process.version}): ${passed} passed, ${failed} failed, ${skipped} skipped`)
  if (values.json) console.log(JSON.stringify(report))
  process.exitCode = failed > 0 || scenarios.length === 0 ? 1 : 0
}

module.exports = { runAll, load }

if (require.main === module) main()
