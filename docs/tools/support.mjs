// The support matrix: docs/support.json, with the versions that the packages themselves require.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { root } from './snippets.mjs'

const read = (file) => readFileSync(join(root, file), 'utf8')

/** The oldest versions, and the platforms. */
export function support() {
  const { versions, platforms } = JSON.parse(read('docs/support.json'))
  const required = versions.map(({ package: name, needs, from, pattern }) => {
    const version = read(from).match(new RegExp(pattern))?.[1]
    if (!version) throw new Error(`${from} does not match ${pattern}`)
    return { name, needs: `${needs} ${version} or newer` }
  })
  return { required, platforms }
}

export const packages = { python: 'Python', node: 'Node', kotlin: 'Kotlin', swift: 'Swift', rust: 'Rust', cli: 'Command line' }

/** The matrix as Markdown. */
export function supportTables() {
  const { required, platforms } = support()
  const row = (cells) => `| ${cells.join(' | ')} |`
  const names = Object.keys(packages)
  return [
    ...[row(['package', 'needs']), '|---|---|', ...required.map(({ name, needs }) => row([name, needs])), ''],
    row(['platform', ...Object.values(packages)]),
    `|${'---|'.repeat(names.length + 1)}`,
    ...platforms.map((platform) => row([platform.platform, ...names.map((name) => platform[name])])),
  ].join('\n')
}
