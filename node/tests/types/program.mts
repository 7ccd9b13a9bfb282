// Type-checked with `tsc --strict`, never run. `program.cts` is the same for CommonJS.

import { Chat44mpError, Client, NotFoundError, version } from 'chat44mp'
import type { Contact, ImportProgress, ImportReport, RawResponse } from 'chat44mp'
import { Emulator, useEmulator } from 'chat44mp-testing'
import * as test from 'node:test'

export async function program(client: Client): Promise<Contact> {
  const groupId: number = await client.contactGroups.create({ name: 'Spring sale' })
  const id = await client.contacts.create({ groupId, email: 'ada@example.com' }, { timeout: 5000, maxRetries: 0 })
  const change: 'applied' | 'unchanged' = await client.contacts.update(id, { firstName: 'Ada' })
  const raw: RawResponse<Contact> = await client.withRawResponse.contacts.get(id, { keepBody: true })
  const { value: answers } = await client.withRawResponse.flows.answers(1)
  for await (const { subscriberId, answers: list } of answers) subscriberId.length + list.length
  for await (const row of client.withOptions({ timeout: 1 }).flows.answers(1, { signal: AbortSignal.timeout(5) })) {
    // @ts-expect-error: models are read-only.
    row.subscriberId = '1'
  }
  // @ts-expect-error: a group ID is required.
  await client.contacts.create({ email: 'ada@example.com' })
  // @ts-expect-error: a subscriber ID is a string.
  await client.subscribers.get(24994546734902201)
  const report = await client.contacts.importRows([{ Email: 'ada@example.com' }], { groupId, map: { email: 'Email' } })
  const { end, error, reasons, created }: ImportReport = report
  if (end === 'aborted' && error?.is('group_not_found')) throw error
  reasons.map(({ status, firstRows }) => status === 'invalid' && firstRows.some((row) => row > created))
  const onProgress = ({ phase, total = 0 }: ImportProgress) => console.log(phase, total)
  await client.contacts.importFile(new URL('people.csv', import.meta.url), { groupId, delimiter: ';', onProgress })
  // @ts-expect-error: an import has no single response.
  await client.withRawResponse.contacts.importFile('people.csv', { groupId })
  await client.flows.export(1, process.stdout, { format: 'wide_csv', onProgress: ({ bytes }) => console.log(bytes) })
  for await (const { question, answer } of client.flows.rows(1, { layout: 'long', timeout: 1 })) console.log(question, answer)
  const some: unknown = await client.call({ name: 'get_contact', params: { contact_id: id }, kind: 'read' })
  await using closing = client
  return raw.status === 200 && change && some && closing && version ? raw.value : client.contacts.get(id)
}

export function outcomeOf(error: unknown): string {
  if (error instanceof NotFoundError && error.is('contact_not_found', 'contact_deleted')) {
    const code: 'contact_not_found' | 'contact_deleted' = error.code
    return code
  }
  if (error instanceof Chat44mpError) return error.outcome ?? error.toJSON().code
  throw error
}

export const emulator: Emulator = useEmulator(test)

emulator.addFault({ kind: 'truncate', bytes: 5, at: 'after', operation: 'contacts.create' })
// @ts-expect-error: a truncated response needs a number of bytes.
emulator.addFault({ kind: 'truncate' })
// @ts-expect-error: there is no such kind.
emulator.addFault({ kind: 'boom' })
// @ts-expect-error: there is no such field.
emulator.addFault({ kind: 'reset', nht: 5 })
