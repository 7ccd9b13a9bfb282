/** The program under test: creates a contact for a buyer, unless there is one. */
async function addBuyer(client, groupId, email) {
  const { ConflictError } = require('chat44mp')
  try {
    return await client.contacts.create({ groupId, email, phoneNumber: '+393330001' })
  } catch (error) {
    if (error instanceof ConflictError) return undefined
    throw error
  }
}

module.exports = { addBuyer }
