// Packs the npm packages: `node tools/pack.mjs OUT [TARGET]`. TARGET is a platform such as `linux-x64-musl`; this one by default.
//
// Each platform's binary is in a separate package, an optional dependency of the main one. The dependencies are added here
// and not in package.json, because `npm ci` would request them before they are published.

import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(dirname(fileURLToPath(import.meta.url)))
const out = resolve(process.argv[2])
const { targets } = JSON.parse(readFileSync(join(here, 'lib/platforms.json')))
const target = process.argv[3] ?? targets.find(isHost)

function isHost(target) {
  const [os, cpu, libc] = target.split('-')
  const gnu = process.report.getReport().header.glibcVersionRuntime !== undefined
  return os === process.platform && cpu === process.arch && (os !== 'linux' || (libc === 'gnu') === gnu)
}

/** Packs the package in `folder` and its binary. */
function packBoth(folder) {
  const { scripts, devDependencies, napi, ...manifest } = JSON.parse(readFileSync(join(folder, 'package.json')))
  return { main: main(folder, manifest), platform: platform(folder, manifest) }
}

function main(folder, manifest) {
  const optionalDependencies = Object.fromEntries(targets.map((target) => [`${manifest.name}-${target}`, manifest.version]))
  const patterns = [...manifest.files, 'README.md'].map((file) => RegExp(`^${file.replaceAll('.', '\\.').replaceAll('*', '.*')}$`))
  const files = readdirSync(folder).filter((name) => patterns.some((pattern) => pattern.test(name)))
  const staged = stage({ ...manifest, optionalDependencies })
  for (const name of files) cpSync(join(folder, name), join(staged, name), { recursive: true })
  return pack(staged)
}

function platform(folder, manifest) {
  const [os, cpu, libc] = target.split('-')
  const file = `${manifest.name}.${target}.node`
  const name = `${manifest.name}-${target}`
  const { version, license, homepage, repository, bugs, engines, publishConfig } = manifest
  const description = `The native library of ${manifest.name} for ${target}`
  const staged = stage({
    name,
    version,
    description,
    license,
    homepage,
    repository,
    bugs,
    engines,
    publishConfig,
    main: file,
    files: [file, 'LICENSE-*'],
    os: [os],
    cpu: [cpu],
    ...(os === 'linux' ? { libc: [libc === 'musl' ? 'musl' : 'glibc'] } : {}),
  })
  cpSync(join(folder, file), join(staged, file))
  writeFileSync(join(staged, 'README.md'), `# ${name}\n\n${description}. Install ${manifest.name}, which depends on it.\n`)
  return pack(staged)
}

/** A folder with the manifest and the licences of a package. */
function stage(manifest) {
  const folder = join(out, manifest.name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  for (const name of ['LICENSE-APACHE', 'LICENSE-MIT']) cpSync(join(here, '..', name), join(folder, name))
  return folder
}

function pack(folder) {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', out], { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' }),
  )
  return { file: join(out, packed.filename), packed: packed.size, unpacked: packed.unpackedSize }
}

mkdirSync(out, { recursive: true })
console.log(JSON.stringify({ client: packBoth(here), testing: packBoth(join(here, 'testing')) }))
