// Runs a program against a new emulator in the current runtime: `node tests/quickstart.mjs FILE`.

import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const file = resolve(process.argv[2])
// Resolved from the program's own location.
const { Emulator } = createRequire(file)('chat44mp-testing')

const emulator = new Emulator()
process.env.CHAT44MP_API_KEY = emulator.fixtures.member_key
process.env.CHAT44MP_BASE_URL = emulator.baseURL
process.on('exit', () => {
  if (!emulator.journal.some(({ operation }) => operation === 'create_contact')) process.exitCode = 1
})
await import(pathToFileURL(file).href)
