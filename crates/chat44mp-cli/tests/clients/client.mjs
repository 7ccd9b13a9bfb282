// `chat44mp mcp --demo` with the official TypeScript client, which validates every result against its schema.

import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'

const [command] = process.argv.slice(2)
const folder = await mkdtemp(join(tmpdir(), 'chat44mp-mcp-'))
const allowed = 'contact_groups.create,contacts.create,contacts.import'
const client = new Client({ name: 'test', version: '1.0.0' })
const transport = new StdioClientTransport({
  command,
  args: ['mcp', '--demo', '--allow', allowed, '--directory', folder],
})

const call = (name, args, options) => client.callTool({ name, arguments: args }, undefined, options)

try {
  await client.connect(transport)
  // The client keeps the schemas of the results for `callTool`.
  const { tools } = await client.listTools()
  const writes = tools.filter((tool) => !tool.annotations.readOnlyHint).map((tool) => tool.name)
  assert.deepEqual(writes, ['contact_groups_create', 'contacts_create', 'contacts_import'])
  assert(tools.every((tool) => tool.outputSchema.properties.result))

  for (const [name, args] of [
    ['contacts_get', { contact_id: 233 }],
    ['users_get', { email: 'anna.rossi@example.org' }],
    ['subscribers_get', { subscriber_id: '24994546734902201' }],
    ['flows_answers', { flow_id: 1 }],
  ]) {
    const { isError, structuredContent } = await call(name, args)
    assert(!isError && structuredContent.result, name)
  }

  const group = await call('contact_groups_create', { name: 'Spring' })
  const contact = { group_id: group.structuredContent.result, email: 'ada@example.com', phone_number: '+39 333 1' }
  assert(Number.isInteger((await call('contacts_create', contact)).structuredContent.result))
  const taken = await call('contacts_create', contact)
  assert(taken.isError)
  assert.equal(taken.structuredContent.error.code, 'email_taken')
  assert.equal(taken.structuredContent.error.outcome, 'rejected')

  const refused = await call('contacts_delete', { contact_id: 233 })
  assert.equal(refused.structuredContent.error.code, 'not_allowed')
  // By the protocol's version, an unknown tool rejects or returns an error.
  const unknown = await call('contacts_list', {}).catch((error) => ({ isError: true, content: error.message }))
  assert(unknown.isError && JSON.stringify(unknown.content).includes('contacts_list'))

  await writeFile(join(folder, 'people.csv'), 'Email\nada@import.example\neve@import.example\n')
  const source = { file: 'people.csv', group_id: 67 }
  const dryRun = await call('contacts_import_dry_run', source)
  assert.equal(dryRun.structuredContent.result.report.pending, 2)
  const steps = []
  const permitted = { ...source, dry_run_id: dryRun.structuredContent.result.dry_run_id }
  const report = await call('contacts_import', permitted, { onprogress: (step) => steps.push(step) })
  assert.equal(report.structuredContent.result.rows, 2)
  assert.equal(steps.at(-1).progress, 4)
} finally {
  await client.close()
  await rm(folder, { recursive: true })
}
