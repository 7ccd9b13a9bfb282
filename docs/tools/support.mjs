// The support matrix, as the generator wrote it.

import { readFileSync } from 'node:fs'

/** The names of the packages, the oldest versions of their languages, and the platforms. */
export const support = () => JSON.parse(readFileSync('src/generated/support.json', 'utf8'))

/** The matrix as Markdown. */
export function supportTables() {
  const { packages, requirements, platforms } = support()
  const row = (cells) => `| ${cells.join(' | ')} |`
  return [
    ...[row(['package', 'needs']), '|---|---|', ...requirements.map(({ package: name, needs }) => row([name, needs])), ''],
    row(['platform', ...packages]),
    `|${'---|'.repeat(packages.length + 1)}`,
    ...platforms.map(({ platform, cells }) => row([platform, ...cells])),
  ].join('\n')
}
