'use strict'

// A scenario's call in terms of this package, and values as scenarios write them.

const { Client, Answers } = require('../../index.js')

/** Options and arguments that are not just the name in camelCase. */
const NAMES = { base_url: 'baseURL' }
const TIMES = new Set([
  'timeout',
  'connect_timeout',
  'head_timeout',
  'stall_timeout',
  'backoff',
  'settle_delay',
])

/** The calls whose first arguments stand for themselves; what is left goes into an object. */
const POSITIONAL = {
  'users.update': ['user_id'],
  'subscribers.get': ['subscriber_id'],
  'labels.list': ['page_id'],
  'contact_groups.get': ['group_id'],
  'contact_groups.update': ['group_id'],
  'contact_groups.delete': ['group_id'],
  'contacts.get': ['contact_id'],
  'contacts.update': ['contact_id'],
  'contacts.delete': ['contact_id'],
  'contacts.import_file': ['path'],
  'contacts.import_rows': ['rows'],
  'flows.get': ['flow_id'],
  'flows.subscriber_answers': ['flow_id', 'subscriber_id'],
  'flows.answers': ['flow_id'],
  'flows.rows': ['flow_id'],
  'flows.export': ['flow_id', 'path'],
}
const WITH_OBJECT = new Set([
  'users.get',
  'users.create',
  'users.update',
  'users.provision',
  'labels.create',
  'labels.assign',
  'contact_groups.create',
  'contact_groups.update',
  'contacts.create',
  'contacts.update',
  'contacts.import_file',
  'contacts.import_rows',
  'flows.export',
  'call',
])
/** The calls that are many: their one object holds options of their own, and a call's come by `withOptions`. */
const MANY = new Set(['contacts.import_file', 'contacts.import_rows', 'flows.export'])

const camel = (name) => NAMES[name] ?? name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())
const snake = (name) => name.replace(/URL/g, 'Url').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

function options(of) {
  return Object.fromEntries(
    Object.entries(of).map(([name, value]) => [camel(name), TIMES.has(name) ? value * 1000 : value]),
  )
}

function newClient(key, of) {
  return new Client({ apiKey: key, ...options(of) })
}

/** Makes a call. The options are the call's own. */
async function call(client, name, args, of) {
  if (name === 'flows.rows') {
    const { layout, ...rest } = args
    args = rest
    of = { ...of, layout }
  }
  const many = MANY.has(name)
  if (many) {
    client = client.withOptions(options(of))
    args = { ...args }
    if (args.rows) args.rows = args.rows.map(camelKeys)
    if (args.map) args.map = camelKeys(args.map)
  }
  const first = (POSITIONAL[name] ?? []).map((argument) => args[argument])
  const left = Object.entries(args).filter(([argument]) => !POSITIONAL[name]?.includes(argument))
  if (WITH_OBJECT.has(name)) first.push(Object.fromEntries(left.map(([key, value]) => [camel(key), value])))
  else if (left.length > 0) throw new Error(`${name} takes no ${left[0][0]}`)
  const path = name.split('.').map(camel)
  const method = path.pop()
  const resource = path.reduce((found, part) => found[part], client)
  const value = many ? resource[method](...first) : resource[method](...first, options(of))
  if (name === 'flows.rows') return collect(value, fixedColumns)
  return value instanceof Answers ? collect(value) : plain(await value, name === 'call')
}

const camelKeys = (of) => Object.fromEntries(Object.entries(of).map(([name, value]) => [camel(name), value]))

async function collect(answers, convert = snakeKeys) {
  const rows = []
  for await (const row of answers) rows.push(convert(row))
  return rows
}

/** A row of a table: its other columns are questions. */
const fixedColumns = ({ subscriberId, questionId, ...row }) => ({
  ...row,
  subscriber_id: subscriberId,
  question_id: questionId,
})

/** A value as scenarios write it. The server's own JSON keeps its keys. */
async function plain(value, json) {
  if (value !== null && typeof value === 'object' && 'headers' in value && 'status' in value) {
    const inner = value.value instanceof Answers ? await collect(value.value) : plain(value.value, json)
    return { ...value, value: await inner, body: value.body?.toString() }
  }
  if (json) return value
  const report = value !== null && typeof value === 'object' && 'elapsed' in value
  return report ? { ...snakeKeys(value), ...ofReport(value) } : snakeKeys(value)
}

/** What of an import's report is written otherwise. */
function ofReport({ error, columns, elapsed }) {
  return {
    error: error && fields(error),
    columns: columns.map(({ field, column }) => ({ field: snake(field), column })),
    elapsed: elapsed / 1000,
  }
}

function snakeKeys(value) {
  if (Array.isArray(value)) return value.map(snakeKeys)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [snake(key), snakeKeys(item)]))
}

/** An error as scenarios write it. */
function fields(error) {
  const { retryAfter, field, ...json } = error.toJSON()
  return snakeKeys({
    ...json,
    retryAfter: retryAfter === undefined ? undefined : retryAfter / 1000,
    field: field === undefined ? undefined : snake(field),
  })
}

module.exports = { newClient, call, fields }
