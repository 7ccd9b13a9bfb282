// Code of the documentation: regions of files that the test suites run.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The repository's root. Astro runs in `docs/`. */
export const root = join(process.cwd(), '..')

/** The languages of the examples of calls, in the order of their tabs. */
export const languages = [
  { label: 'Python', lang: 'python', file: 'docs/snippets/python/calls.py' },
  { label: 'asyncio', lang: 'python', file: 'docs/snippets/python/asyncio_calls.py' },
  { label: 'TypeScript', lang: 'ts', file: 'docs/snippets/node/calls.mts' },
  { label: 'Rust', lang: 'rust', file: 'docs/snippets/rust/calls.rs' },
  { label: 'Kotlin', lang: 'kotlin', file: 'docs/snippets/kotlin/Calls.kt' },
  { label: 'Swift', lang: 'swift', file: 'docs/snippets/swift/Calls.swift' },
  { label: 'Command line', lang: 'sh', file: 'docs/snippets/cli/calls.sh' },
]

/** Files that a suite runs, by the start of their path. Other code in a page needs a reason not to be run. */
const tested = {
  'docs/snippets/python/': 'python',
  'docs/snippets/node/': 'node',
  'docs/snippets/rust/': 'rust',
  'docs/snippets/kotlin/': 'kotlin',
  'docs/snippets/swift/': 'swift',
  'docs/snippets/cli/': 'cli',
  'python/examples/': 'python',
  'python/tests/consumers/': 'python',
  'node/examples/': 'node',
  'node/tests/': 'node',
  'bindings/kotlin/examples/': 'kotlin',
  'bindings/kotlin/tests/consumers/': 'kotlin',
  'bindings/swift/Examples/': 'swift',
  'crates/chat44mp/examples/': 'rust',
  'tests/openapi/': 'openapi',
  'tests/scenarios/': 'every language',
  'docs/src/generated/': 'docs',
}

/** The suite that runs a file. */
export function suiteOf(file) {
  const prefix = Object.keys(tested).find((prefix) => file.startsWith(prefix))
  return prefix && tested[prefix]
}

/** The code of a region of a file, or of the whole file, without common indentation. */
export function snippet(file, region) {
  const lines = readFileSync(join(root, file), 'utf8').trimEnd().split('\n')
  if (region === undefined) return lines.filter((line) => !mark(line)).join('\n')
  const start = lines.findIndex((line) => mark(line)?.start === region)
  if (start < 0) throw new Error(`${file} has no region ${region}`)
  let depth = 0
  const end = lines.findIndex((line, at) => {
    if (at < start || !mark(line)) return false
    depth += mark(line).start === undefined ? -1 : 1
    return depth === 0
  })
  if (end < 0) throw new Error(`${file}: the region ${region} has no end`)
  return dedented(lines.slice(start + 1, end).filter((line) => !mark(line)))
}

/** The start or the end of a region, as editors know them. */
function mark(line) {
  const found = line.match(/^\s*(?:#|\/\/)\s?(?:region (\S+)|endregion)\s*$/)
  return found && { start: found[1] }
}

function dedented(lines) {
  const filled = lines.filter((line) => line.trim() !== '')
  const indent = Math.min(...filled.map((line) => line.length - line.trimStart().length))
  // In a page, one empty line separates as well as the two of Python.
  return lines.map((line) => line.slice(indent)).join('\n').replace(/\n{3,}/g, '\n\n').trim()
}

/** The example of a call in each language. Fails if one is missing. */
export function examples(call) {
  return languages.map((language) => ({ ...language, code: snippet(language.file, call) }))
}

const byExtension = { py: 'python', mts: 'ts', ts: 'ts', mjs: 'js', js: 'js', rs: 'rust', kt: 'kotlin', java: 'java', swift: 'swift', sh: 'sh', php: 'php', yaml: 'yaml', json: 'json', jsonl: 'json', csv: 'csv' }

/** The language of a file, for highlighting. */
export const languageOf = (file) => byExtension[file.split('.').pop()] ?? 'text'
