const { Chat44mpError, Client, ConflictError, NotFoundError } = require('chat44mp')
const { useEmulator } = require('chat44mp-testing')

const { addBuyer } = require('./sale.js')

const emulator = useEmulator({ beforeEach, afterAll })

test('a buyer is added once', async () => {
  const client = emulator.client()
  const groupId = await client.contactGroups.create({ name: 'Buyers' })
  expect(await addBuyer(client, groupId, 'ada@example.com')).toBeGreaterThan(0)
  expect(await addBuyer(client, groupId, 'ada@example.com')).toBeUndefined()
})

test('errors have their classes, codes and the stack of the test', async () => {
  const error = await emulator.client().contacts.get(1).catch((error) => error)
  expect(error).toBeInstanceOf(NotFoundError)
  expect(error).toBeInstanceOf(Chat44mpError)
  expect(error).not.toBeInstanceOf(ConflictError)
  expect(error.code).toBe('contact_not_found')
  expect(error.stack).toContain('sale.test.js')
})

test('wrong arguments are TypeErrors', async () => {
  // Jest has its own `TypeError`, which native code does not see: compare names.
  await expect(emulator.client().contacts.get('x')).rejects.toThrow('contactId')
  expect(() => new Client({ baseUrl: 'http://localhost' })).toThrow('baseURL')
})

test('a fake client needs no emulator', async () => {
  const create = jest.fn().mockResolvedValue(7)
  expect(await addBuyer({ contacts: { create } }, 1, 'ada@example.com')).toBe(7)
  create.mockRejectedValue(new ConflictError('exists', { code: 'email_taken' }))
  expect(await addBuyer({ contacts: { create } }, 1, 'ada@example.com')).toBeUndefined()
})
