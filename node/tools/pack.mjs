// Packs the main package and the one for this platform for npm: `node tools/pack.mjs OUT [BINARY]`.
//
// Each platform's binary is in a separate package, an optional dependency of the main one. The dependencies are added here
// and not in package.json, because `npm ci` would request them before they are published.

import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(dirname(fileURLToPath(import.meta.url)))
const out = resolve(process.argv[2])
const { scripts, devDependencies, napi, ...shared } = JSON.parse(readFileSync(join(here, 'package.json')))
const { targets } = JSON.parse(readFileSync(join(here, 'lib/platforms.json')))

const host = targets.find((target) => {
  const [os, cpu, libc] = target.split('-')
  const gnu = process.report.getReport().header.glibcVersionRuntime !== undefined
  return os === process.platform && cpu === process.arch && (os !== 'linux' || (libc === 'gnu') === gnu)
})

function pack(folder) {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', out], { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' }),
  )
  return { file: join(out, packed.filename), packed: packed.size, unpacked: packed.unpackedSize }
}

function stage(name, manifest) {
  const folder = join(out, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  return folder
}

function main() {
  const optionalDependencies = Object.fromEntries(targets.map((target) => [`chat44mp-${target}`, shared.version]))
  const folder = stage('main', { ...shared, optionalDependencies })
  for (const name of ['README.md', 'lib', 'index.js', 'index.mjs', 'index.d.ts', 'index.d.mts', 'native.d.ts', 'codes.d.ts', 'emulator.d.ts']) {
    cpSync(join(here, name), join(folder, name), { recursive: true })
  }
  for (const end of ['js', 'mjs', 'd.ts', 'd.mts']) cpSync(join(here, `testing.${end}`), join(folder, `testing.${end}`))
  licences(folder)
  return pack(folder)
}

function licences(folder) {
  for (const name of ['LICENSE-APACHE', 'LICENSE-MIT']) cpSync(join(here, '..', name), join(folder, name))
}

function platform(binary) {
  const [os, cpu, libc] = host.split('-')
  const file = `chat44mp.${host}.node`
  const folder = stage(host, {
    name: `chat44mp-${host}`,
    version: shared.version,
    description: `The native library of chat44mp for ${host}`,
    license: shared.license,
    repository: shared.repository,
    engines: shared.engines,
    main: file,
    files: [file, 'LICENSE-*'],
    os: [os],
    cpu: [cpu],
    ...(os === 'linux' ? { libc: [libc === 'musl' ? 'musl' : 'glibc'] } : {}),
  })
  cpSync(binary, join(folder, file))
  licences(folder)
  return pack(folder)
}

mkdirSync(out, { recursive: true })
const binary = resolve(process.argv[3] ?? join(here, `chat44mp.${host}.node`))
console.log(JSON.stringify({ main: main(), platform: platform(binary) }))
