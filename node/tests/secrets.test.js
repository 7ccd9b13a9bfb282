'use strict'

// No representation of an error contains any part of a key or a password.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { inspect } = require('node:util')

const { Client } = require('..')
const { emulator } = require('./support.js')

const PASSWORD = 'K4n&ri\'n "v0gel" 97>~%41'

for (const spelling of ['plain', 'html', 'html_decimal', 'json_unicode', 'url_twice', 'sql', 'trace']) {
  test(`errors contain no part of a secret that the server quotes as ${spelling}`, async (t) => {
    const server = emulator(t)
    const key = server.fixtures.admin_key
    const client = new Client({ apiKey: key, baseURL: server.baseURL, maxRetries: 0 })
    for (const before of [0, 470, 495, 16370]) {
      server.clearFaults()
      const dots = '.'.repeat(before)
      const body = `<html><title>${dots}[password] [api_key]</title>${dots}[password] [api_key]`
      server.addFault({ kind: 'echo', spelling, content_type: 'text/html', body })
      const user = { name: 'Ada', email: 'ada@example.org', password: PASSWORD, packageId: 16, expiresOn: '2031-12-31' }
      const error = await client.users.create(user, { keepBody: true }).then(assert.fail, (error) => error)
      const shown = [error.message, error.stack, inspect(error), JSON.stringify(error), String(error), String(error.body)]
      for (const secret of [key, PASSWORD]) {
        for (let at = 0; at + 6 <= secret.length; at += 1) {
          const part = secret.slice(at, at + 6).toLowerCase()
          for (const text of shown) assert.ok(!text.toLowerCase().includes(part), text)
        }
      }
    }
  })
}
