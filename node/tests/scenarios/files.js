'use strict'

// Reads the scenario files. Their format is described in `tests/scenarios/README.md`.

const { readdirSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
const { parse } = require('yaml')

const FOLDER = join(__dirname, '../../../tests/scenarios')

/** Returns all scenarios, ordered by file name. */
function load() {
  const scenarios = []
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.yaml')).sort()) {
    // Dates stay strings.
    for (const text of parse(readFileSync(join(FOLDER, file), 'utf8'), { schema: 'core' })) {
      const profile = text.profile ?? 'observed'
      if (profile === 'both') {
        for (const each of ['observed', 'documented']) {
          scenarios.push({ file, name: `${text.name} [${each}]`, profile: each, text })
        }
      } else {
        scenarios.push({ file, name: text.name, profile, text })
      }
    }
  }
  return scenarios
}

module.exports = { load }
