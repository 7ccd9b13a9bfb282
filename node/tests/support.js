'use strict'

// Helpers of the tests.

const { execFile } = require('node:child_process')
const { mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')

const { Emulator } = require('chat44mp-testing')

/** Starts an emulator for one test. */
function emulator(test, options) {
  const started = new Emulator(options)
  test.after(() => started.stop())
  return started
}

/** Starts an emulator whose campaign 77 has this many rows. */
function withRows(test, subscribers) {
  const server = emulator(test)
  const flow = { id: 77, user_id: 39, flow_name: 'many', synthetic_answers: { subscribers, questions: 5 } }
  server.load({ extends: 'default', flows: [flow] })
  return server
}

/** Creates a folder that is removed after the test. */
function folder(test) {
  const path = mkdtempSync(join(tmpdir(), 'chat44mp-test-'))
  test.after(() => rmSync(path, { recursive: true }))
  return path
}

/** Runs a program in a separate process, with the package's folder as `folder`, and returns its output. */
function program(text, { env, args = [] } = {}) {
  const folder = JSON.stringify(join(__dirname, '..'))
  return new Promise((resolve, reject) => {
    const source = `const folder = ${folder}; ${text}`
    const child = execFile(
      process.execPath,
      [...args, '-e', source],
      { cwd: join(__dirname, '..'), env: { ...process.env, ...env }, timeout: 20_000 },
      (error, stdout, stderr) => (error ? reject(new Error(`${error}\n${stdout}${stderr}`)) : resolve({ stdout, stderr })),
    )
    child.stdin.end()
  })
}

module.exports = { emulator, folder, program, withRows }
