// A project of pnpm.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { check, inFolder, overrides, packed, project, run, tool } from './support.mjs'

await inFolder(async (path) => {
  project(path, { dependencies: { chat44mp: `file:${packed.main}` } })
  writeFileSync(join(path, 'pnpm-workspace.yaml'), JSON.stringify({ overrides }))
  const store = join(path, 'store')
  await run(process.execPath, [tool('pnpm/bin/pnpm.cjs'), 'install', '--offline', '--store-dir', store], path)
  await check(...['program.mjs', 'program.cjs'].map((name) => [process.execPath, [name], path]))
})
