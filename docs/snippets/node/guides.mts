// The code of the guides in TypeScript. A test checks its types and runs it from top to bottom on the emulator.

import { Chat44mpError, Client, NotFoundError, type Contact } from 'chat44mp'
import { equal, ok } from 'node:assert/strict'

const client = new Client()

// region outcome
try {
  await client.contactGroups.create({ name: 'Spring sale' })
} catch (error) {
  if (!(error instanceof Chat44mpError)) throw error
  if (error.outcome === 'unknown') {
    console.log('check before you repeat it:', error.code) // the response was lost: the group may exist
  } else if (error.retryable) {
    console.log('try again in', error.retryAfter ?? 60_000, 'ms') // nothing was changed
  } else {
    console.log(error.hint)
  }
}
// endregion

// region per_call
const flows = await client.flows.list({ timeout: 300_000, maxRetries: 5 })
// endregion
ok(flows.length > 0)

// region crm_import
/** Imports what the CRM changed since the last run, and writes the contact IDs back. */
async function importPeople(groupId: number, store: Map<string, number>) {
  const people = [
    { crmId: 'A-1', email: 'grace@shop.example', phoneNumber: '+393331230001', firstName: 'Grace' },
    { crmId: 'A-2', email: 'alan@shop.example', phoneNumber: '+393331230002', firstName: 'Alan' },
  ]
  const report = await client.contacts.importRows(people, {
    groupId,
    results: `crm-${groupId}.results.jsonl`,
    errors: 'crm.errors.csv',
    phoneRegion: 'IT',
    onRow: ({ row, id }) => {
      if (id !== undefined) store.set(people[row - 1]!.crmId, id)
    },
  })
  console.log(`${report.created} created, ${report.exists} already existed, ${report.invalid} invalid`)
  return report.isSuccess
}
// endregion

const store = new Map<string, number>()
ok(await importPeople(67, store))
equal(store.size, 2)

// region dry_run
const { preview } = await client.contacts.importRows(
  [{ 'E-mail': 'ada.bruni@example.org', Cellulare: '333 123 4567' }],
  { groupId: 67, phoneRegion: 'IT', dryRun: true },
)
for (const row of preview) {
  console.log(row.email, row.phoneNumber) // as they would be sent: +393331234567
}
// endregion
equal(preview[0]?.phoneNumber, '+393331234567')

// region messages
const translated = new Client({
  messagePatterns: [{ text: 'Il contatto non esiste', code: 'contact_not_found', operation: 'get_contact' }],
})
// endregion
ok(await translated.contacts.get(233))

// region many_keys
const keys = { north: process.env.CHAT44MP_API_KEY!, south: process.env.CHAT44MP_ADMIN_KEY! }
for (const [shop, apiKey] of Object.entries(keys)) {
  const its = client.withOptions({ apiKey }) // shares the connections
  console.log(shop, (await its.flows.list()).length, 'campaigns')
}
// endregion

// region rotate
client.setApiKey(process.env.CHAT44MP_API_KEY!) // calls that start later use the new key
// endregion

// region proxy
const behindProxy = new Client({ proxy: 'http://user:password@proxy.example.com:3128' })
const direct = new Client({ proxy: '' }) // ignores HTTPS_PROXY
const privateCA = new Client({ caCerts: 'company-ca.pem' })
// endregion
ok(await direct.contacts.get(233))
behindProxy.close()
privateCA.close()

// region abort
const signal = AbortSignal.timeout(10_000)
const contact = await client.contacts.get(233, { signal }) // rejects with the signal's reason
// endregion
equal(contact.id, 233)

// region logging
const logged = new Client({ logger: console }) // contacts.get: attempt 1, HTTP 200, 12 ms
await logged.contacts.get(233)
// endregion

// region structured
import type { Logger, LogFields } from 'chat44mp'

const log = (level: string) => (message: string, fields: LogFields) =>
  console.log(JSON.stringify({ level, message, ...fields }))
const logger: Logger = { debug: log('debug'), info: log('info'), warn: log('warn') }
const structured = new Client({ logger })
// endregion
await structured.contacts.get(233)

// region hooks
const measured = new Client({
  onResponse: ({ operation, code, elapsed }) => console.log(operation, code ?? 'ok', Math.round(elapsed), 'ms'),
})
// endregion
await measured.contacts.get(233)

// region migrate
async function findContact(contactId: number): Promise<Contact | undefined> {
  try {
    return await client.contacts.get(contactId)
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}
// endregion
ok(await findContact(233))
equal(await findContact(9999), undefined)
