// @ts-check
// Three calls with a client whose types openapi-typescript generated from the emulator's document.
import assert from 'node:assert/strict'

const emulator = process.argv[2]
const fixtures = await (await fetch(`${emulator}/__emulator/fixtures`)).json()
const baseUrl = `${emulator}/api`
const api_key = fixtures.member_key

// region client
import createClient from 'openapi-fetch'

/** @type {import('openapi-fetch').Client<import('./api.js').paths>} */
const api = createClient({ baseUrl })
// The key of reads is a security scheme of the document, not a parameter.
api.use({
  onRequest({ request }) {
    if (request.method === 'GET') return new Request(`${request.url}&api_key=${api_key}`, request)
  },
})

// A read. Its result is a success or an error, which the type distinguishes.
const found = await api.GET('/get_contact', { params: { query: { contact_id: 233 } } })
assert.ok(found.data && 'first_name' in found.data, JSON.stringify(found.data))
console.log(found.data.first_name)
// endregion
assert.equal(found.data.id, '233')

// A write.
const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
const created = await api.POST('/create_contact_group', { body: { api_key, name: 'Spring sale' }, headers })
assert.ok(created.data && created.data.status === 'success', JSON.stringify(created.data))

// region failure
// A write with an ID in the path, whose error has HTTP 200.
const refused = await api.POST('/update_contact/{contact_id}', {
  params: { path: { contact_id: 999999 } },
  body: { api_key, first_name: 'Ada' },
  headers,
})
assert.ok(refused.data && refused.data.status === 'error')
assert.match(refused.data.message, /permission/)
// endregion
console.log(`group ${created.data.contact_type_id}, contact ${found.data.id}: ${refused.data.message}`)
