// The examples of the calls in TypeScript. A test checks their types and runs them from top to bottom on the emulator.

// region client
import { Client, ConflictError } from 'chat44mp'

const client = new Client() // CHAT44MP_API_KEY, and CHAT44MP_BASE_URL for your own server
// endregion

// region admin
const admin = new Client({ apiKey: process.env.CHAT44MP_ADMIN_KEY! })
// endregion

// region users.get
const user = await admin.users.get({ email: 'anna.rossi@example.org' }) // or { userId: 41 }
console.log(user.id, user.name, user.active, user.expiresAt)
// endregion

// region users.create
const userId = await admin.users.create({
  name: 'Ada Bruni',
  email: 'ada@shop.example',
  password: 'correct horse battery',
  packageId: 16,
  expiresOn: '2030-12-31',
})
console.log('created user', userId)
// endregion

// region users.update
await admin.users.update(41, { packageId: 16, expiresOn: '2031-12-31' })
// endregion

// region users.provision
const provisioned = await admin.users.provision({
  name: 'Grace Hopper',
  email: 'grace@shop.example',
  password: 'correct horse battery',
  packageId: 16,
  expiresOn: '2030-12-31',
})
if (provisioned.result === 'created') {
  console.log('created user', provisioned.user.id) // otherwise "existed" or "settled"
}
// endregion

// region packages.list
for (const plan of await admin.packages.list()) {
  console.log(plan.id, plan.name, plan.price, plan.validity)
}
// endregion

// region subscribers.get
const subscriber = await client.subscribers.get('24994546734902201')
console.log(subscriber.fullName, subscriber.pageName, subscriber.subscribedAt)
// endregion

// region labels.list
for (const label of await client.labels.list('10215000000000101')) {
  console.log(label.id, label.name)
}
// endregion

// region labels.create
const labelId = await client.labels.create({ pageId: '10215000000000101', name: 'Spring sale' })
console.log('created label', labelId) // keep it: labels.list does not return it
// endregion

// region labels.assign
await client.labels.assign({
  pageId: '10215000000000101',
  subscriberId: '24994546734902201',
  labelIds: [labelId],
})
// endregion

// region contact_groups.get
const group = await client.contactGroups.get(67)
console.log(group.name, group.createdAt)
// endregion

// region contact_groups.create
const groupId = await client.contactGroups.create({ name: 'Spring sale' })
console.log('created group', groupId)
// endregion

// region contact_groups.update
const renamed = await client.contactGroups.update(67, { name: 'Regular customers' })
console.log(renamed) // "applied", or "unchanged" if the group has this name
// endregion

// region contact_groups.delete
await client.contactGroups.delete(68) // its contacts remain
// endregion

// region contacts.get
const contact = await client.contacts.get(233)
console.log(contact.firstName, contact.email, contact.groupIds)
// endregion

// region contacts.create
try {
  const contactId = await client.contacts.create({
    groupId: 67,
    email: 'ada@example.com',
    phoneNumber: '+393331234567',
    firstName: 'Ada',
  })
  console.log('created contact', contactId)
} catch (error) {
  if (!(error instanceof ConflictError)) throw error
  console.log('already exists:', error.code) // email_taken or phone_taken
}
// endregion

// region contacts.update
const change = await client.contacts.update(233, { firstName: 'Ada Maria' }) // only fields that change
console.log(change) // "applied" or "unchanged"
// endregion

// region contacts.delete
await client.contacts.delete(234)
// endregion

// region contacts.import_file
const imported = await client.contacts.importFile('people.csv', {
  groupId: 67,
  results: 'people.results.jsonl',
  errors: 'people.errors.csv',
})
console.log(imported.created, 'created,', imported.exists, 'already existed,', imported.invalid, 'invalid')
// endregion

// region contacts.import_rows
const rows = Array.from({ length: 100 }, (_, n) => ({
  email: `buyer${n}@example.com`,
  phoneNumber: `+39333${String(n).padStart(7, '0')}`,
}))
const report = await client.contacts.importRows(rows, { groupId: 67, results: 'buyers.results.jsonl' })
for (const { rows, message, firstRows } of report.reasons) {
  console.log(rows, 'rows:', message, firstRows)
}
// endregion

// region flows.list
for (const { id, name } of await client.flows.list()) {
  console.log(id, name)
}
// endregion

// region flows.get
const flow = await client.flows.get(1)
console.log(flow.name, flow.questions)
// endregion

// region flows.subscriber_answers
const { answers } = await client.flows.subscriberAnswers(1, '24994546734902201')
for (const { question, answer } of answers) {
  console.log(question, answer)
}
// endregion

// region flows.answers
for await (const row of client.flows.answers(1)) {
  console.log(row.subscriberId, row.answers.map(({ answer }) => answer))
}
// endregion

// region flows.rows
for await (const row of client.flows.rows(1, { layout: 'wide' })) {
  console.log(row) // { subscriberId: …, 'What do you like to do?': …, … }
}
// endregion

// region flows.export
const exported = await client.flows.export(1, 'answers.xlsx', { format: 'wide_excel' })
console.log(exported.answers, 'answers of', exported.subscribers, 'subscribers')
// endregion

// region call
const raw = await client.call({ name: 'get_contact', params: { contact_id: '233' }, kind: 'read' })
console.log(raw)
// endregion

import { deepEqual } from 'node:assert/strict'

const { first_name: firstName } = raw as Record<string, string>
deepEqual([user.id, userId, provisioned.user.id, groupId], [41, 100, 101, 276])
deepEqual([imported.created, report.created, exported.answers, firstName], [2, 100, 6, 'Ada Maria'])
