// A Next.js application whose standalone build is moved to another folder.

import { spawn } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'

import { folder, inFolder, install, run, tool, withEmulator } from './support.mjs'

const project = join(folder, 'next')
const env = { NEXT_TELEMETRY_DISABLED: '1', CI: '1' }

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return String(port)
}

/** Starts the standalone server, and returns the response of its route. */
async function fetchFlows(path, settings) {
  const port = await freePort()
  const options = { cwd: path, env: { ...process.env, ...env, ...settings, PORT: port, HOSTNAME: '127.0.0.1' } }
  const server = spawn(process.execPath, ['server.js'], { ...options, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    for await (const line of createInterface({ input: server.stdout })) if (line.includes('Ready')) break
    return await (await fetch(`http://127.0.0.1:${port}/flows`)).text()
  } finally {
    server.kill()
  }
}

rmSync(join(project, '.next'), { recursive: true, force: true })
await install(project)
await run(process.execPath, [tool('next/dist/bin/next'), 'build', '--webpack'], project, env)
await inFolder(async (deployed) => {
  cpSync(join(project, '.next/standalone'), deployed, { recursive: true })
  rmSync(join(project, '.next'), { recursive: true })
  rmSync(join(project, 'node_modules'), { recursive: true })
  await withEmulator(async (settings) => {
    const body = await fetchFlows(join(deployed, 'next'), settings)
    if (!/^[1-9]\d* flows$/m.test(body)) throw new Error(`the route responded with ${body}`)
  })
})
