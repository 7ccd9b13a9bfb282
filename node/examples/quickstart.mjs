import { Client, ConflictError } from 'chat44mp'

const client = new Client() // CHAT44MP_API_KEY, and CHAT44MP_BASE_URL for your own server

const groupId = await client.contactGroups.create({ name: 'Spring sale' })
try {
  const contactId = await client.contacts.create({
    groupId,
    email: 'ada@example.com',
    phoneNumber: '+393331234567',
    firstName: 'Ada',
  })
  console.log('created contact', contactId)
} catch (error) {
  if (!(error instanceof ConflictError)) throw error
  console.log('already exists:', error.code)
}

for await (const row of client.flows.answers(1)) {
  console.log(row.subscriberId, row.answers.length, 'answers')
}
