// Copies Swagger UI into the emulator: `npm ci && node vendor.mjs`. With --check it compares instead.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'

const from = new URL('node_modules/swagger-ui-dist/', import.meta.url)
const to = new URL('../../crates/chat44mp-emulator/openapi/swagger-ui/', import.meta.url)
const check = process.argv.includes('--check')

mkdirSync(to, { recursive: true })
for (const name of ['swagger-ui-bundle.js', 'swagger-ui-bundle.js.LICENSE.txt', 'swagger-ui.css', 'LICENSE', 'NOTICE']) {
  const source = readFileSync(new URL(name, from))
  const isPacked = name.endsWith('.js') || name.endsWith('.css')
  const target = new URL(isPacked ? `${name}.gz` : name, to)
  if (!check) {
    writeFileSync(target, isPacked ? gzipSync(source, { level: 9 }) : source)
    continue
  }
  const vendored = readFileSync(target)
  if (!source.equals(isPacked ? gunzipSync(vendored) : vendored)) {
    throw new Error(`${target.pathname} is not that of swagger-ui-dist: run \`node vendor.mjs\``)
  }
}
