// Runs a program against an emulator of its own, in the runtime that runs this: `node tests/quickstart.mjs FILE`.

import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const file = resolve(process.argv[2])
// From where the program stands, as it would find them itself.
const { Emulator } = createRequire(file)('chat44mp/testing')

const emulator = new Emulator()
process.env.CHAT44MP_API_KEY = emulator.fixtures.member_key
process.env.CHAT44MP_BASE_URL = emulator.baseURL
process.on('exit', () => {
  if (!emulator.journal.some(({ operation }) => operation === 'create_contact')) process.exitCode = 1
})
await import(pathToFileURL(file).href)
