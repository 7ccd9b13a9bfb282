// A complete sale on the built-in emulator: `node examples/sale.mjs`.

import { APIConnectionError, ConflictError } from 'chat44mp'
import { Emulator } from 'chat44mp-testing'

function show(call, result) {
  console.log(`  ${call.padEnd(24)}`, result)
}

/** Creates a user for the buyer; safe to repeat after any failure. */
async function sell(admin) {
  const [{ id: packageId, name, price }] = await admin.packages.list()
  show('packages.list', `${name} for ${price}`)
  const buyer = {
    name: 'Ada Bruni',
    email: 'ada@shop.example',
    password: 'correct horse battery',
    packageId,
    expiresOn: '2030-12-31',
  }
  for (let time = 0; time < 2; time++) {
    const { user, result } = await admin.users.provision(buyer)
    show('users.provision', `user ${user.id} ${result}`)
    await admin.users.update(user.id, { mobile: `333123456${time}` })
  }
  show('users.get', (await admin.users.get({ email: buyer.email })).mobile)
}

/** Assigns a label to a subscriber. */
async function greet(client, { page_with_bot: pageId, subscriber: subscriberId }) {
  show('subscribers.get', (await client.subscribers.get(subscriberId)).fullName)
  const label = await client.labels.create({ pageId, name: 'Bought in spring' })
  await client.labels.assign({ pageId, subscriberId, labelIds: [label] })
  show('labels.assign', `label ${label} (the page has ${(await client.labels.list(pageId)).length})`)
}

/** Imports contacts with the field names of a CRM; an invalid row does not stop the import. */
async function importContacts(client) {
  const groupId = await client.contactGroups.create({ name: 'Spring sale' })
  function* buyers() {
    for (let n = 0; n < 50; n++) yield { Email: `buyer${n}@example.com`, Cellulare: 3_331_100_000 + n }
    yield { Email: 'nobody' }
  }
  const { created, invalid, reasons } = await client.contacts.importRows(buyers(), { groupId })
  show('contacts.importRows', `${created} created in group ${groupId}, ${invalid} invalid: ${reasons[0].message}`)
  const one = await client.contacts.create({ groupId, email: 'one@example.com', phoneNumber: '3331200000' })
  show('contacts.update', await client.contacts.update(one, { firstName: 'Ada' }))
  show('contacts.get', await client.contacts.get(one))
}

/** Streams the answers of all subscribers in constant memory. */
async function ask(client, flowId) {
  show('flows.get', (await client.flows.get(flowId)).questions)
  for await (const { subscriberId, answers } of client.flows.answers(flowId)) {
    show('flows.answers', `${subscriberId}: ${answers.map(({ answer }) => answer).join(' | ')}`)
  }
  console.log('\nflows.export, as JSON Lines:')
  await client.flows.export(flowId, process.stdout, { format: 'json_lines' })
}

/** Shows the errors of a rejected and of a lost request. */
async function showErrors(emulator, client) {
  const groupId = await client.contactGroups.create({ name: 'Autumn sale' })
  const taken = { groupId, email: emulator.fixtures.contact_email, phoneNumber: '1' }
  const rejected = await client.contacts.create(taken).catch((error) => error)
  if (!(rejected instanceof ConflictError)) throw rejected
  console.log(`\n${rejected.message}\n  ${rejected.hint}`)
  emulator.addFault({ operation: 'create_contact', at: 'after', kind: 'reset' })
  const contact = { groupId, email: 'lost@example.com', phoneNumber: '3339999999' }
  const lost = await client.contacts.create(contact).catch((error) => error)
  if (!(lost instanceof APIConnectionError)) throw lost
  console.log(`\n${lost.message}\n  It may have happened: outcome is ${lost.outcome}.`)
}

const emulator = new Emulator()
try {
  console.log('A sale, in JavaScript:')
  const client = emulator.client()
  await sell(emulator.client({ admin: true }))
  await greet(client, emulator.fixtures)
  await importContacts(client)
  await ask(client, emulator.fixtures.flow)
  await showErrors(emulator, client)
  if (emulator.state.counts.contacts < 51) throw new Error('contacts are missing')
} finally {
  emulator.stop()
}
