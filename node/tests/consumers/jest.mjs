// A project whose tests run in Jest.

import { cpSync } from 'node:fs'
import { join } from 'node:path'

import { folder, inFolder, install, packed, run, tool } from './support.mjs'

await inFolder(async (path) => {
  cpSync(join(folder, 'jest'), path, { recursive: true })
  await install(path, packed.testing)
  await run(process.execPath, [tool('jest/bin/jest.js'), '--rootDir', path, '--runInBand', '--no-cache'], path)
})
