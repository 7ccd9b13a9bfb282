// A project of Yarn with Plug'n'Play, which has no node_modules.

import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { check, inFolder, overrides, packed, project, run, tool } from './support.mjs'

const yarn = tool('@yarnpkg/cli-dist/bin/yarn.js')
const settings = {
  enableGlobalCache: false,
  // Otherwise each run adds its packages to the user's cache.
  enableMirror: false,
  enableNetwork: false,
  enableTelemetry: false,
  // For `import`.
  pnpEnableEsmLoader: true,
}

await inFolder(async (path) => {
  project(path, { dependencies: { chat44mp: `file:${packed.main}` }, resolutions: overrides })
  writeFileSync(join(path, '.yarnrc.yml'), JSON.stringify(settings))
  writeFileSync(join(path, 'yarn.lock'), '')
  await run(process.execPath, [yarn, 'install', '--no-immutable'], path)
  if (existsSync(join(path, 'node_modules'))) throw new Error('Yarn wrote node_modules')
  await check(...['program.mjs', 'program.cjs'].map((name) => [process.execPath, [yarn, 'node', name], path]))
})
