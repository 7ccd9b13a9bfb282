// Programs that esbuild, rollup, Vite and webpack bundle: the package must be external, and says so if it is not.

import { join } from 'node:path'

import commonjs from '@rollup/plugin-commonjs'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { build as esbuild } from 'esbuild'
import { rollup } from 'rollup'
import { build as vite } from 'vite'
import webpack from 'webpack'

import { check, fail, inFolder, install, project } from './support.mjs'

/** Each bundles `entry` of the project `root` into `file`; `external` is as its documentation says. */
const BUNDLERS = {
  esbuild: (root, entry, file, external) =>
    esbuild({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile: file,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: external ? ['chat44mp'] : [],
      loader: { '.node': 'empty' },
      logLevel: 'silent',
    }),
  rollup: async (root, entry, file, external) => {
    const bundle = await rollup({
      input: entry,
      external: external ? ['chat44mp'] : [],
      plugins: [nodeResolve(), commonjs({ ignoreDynamicRequires: true }), json()],
      logLevel: 'silent',
    })
    await bundle.write({ file, format: 'esm' })
  },
  vite: (root, entry, file, external) =>
    vite({
      root,
      configFile: false,
      logLevel: 'silent',
      ssr: external ? { external: ['chat44mp'] } : { noExternal: true },
      build: { ssr: entry, outDir: file.replace(/\.mjs$/, ''), rollupOptions: { output: { entryFileNames: 'index.mjs' } } },
    }),
  webpack: (root, entry, file, external) =>
    new Promise((resolve, reject) => {
      const output = { path: root, filename: file.slice(root.length + 1) }
      const externals = external ? { chat44mp: 'commonjs chat44mp' } : {}
      webpack({ context: root, entry, output, externals, target: 'node', mode: 'development' }, (error, stats) =>
        error ? reject(error) : resolve(stats))
    }),
}

/** JSON files, for rollup. */
function json() {
  return {
    name: 'json',
    transform: (code, id) => (id.endsWith('.json') ? { code: `export default ${code}`, map: null } : null),
  }
}

await inFolder(async (root) => {
  project(root)
  await install(root)
  for (const [name, bundle] of Object.entries(BUNDLERS)) {
    const entry = join(root, name === 'webpack' ? 'program.cjs' : 'program.mjs')
    const end = name === 'webpack' ? 'cjs' : 'mjs'
    const path = (name) => join(root, `${name}.${end}`)
    const output = (file) => (name === 'vite' ? join(file.replace(/\.mjs$/, ''), 'index.mjs') : file)
    await bundle(root, entry, path(`${name}-external`), true)
    await check([process.execPath, [output(path(`${name}-external`))], root])
    await bundle(root, entry, path(`${name}-bundled`), false)
    const printed = await fail(process.execPath, [output(path(`${name}-bundled`))], root)
    if (!printed.includes('Mark the package as external')) throw new Error(`${name}: ${printed}`)
    console.log(`${name}: runs with the package as external, and explains itself without`)
  }
})
