'use strict'

// Runs calls of scenarios with this package, and converts their values.

const { readFileSync } = require('node:fs')
const { Client, Answers } = require('../../index.js')

/** Names of options and arguments that are not simply converted to camelCase. */
const NAMES = { base_url: 'baseURL' }

const TYPES = readFileSync(require.resolve('../../native.d.ts'), 'utf8')

/** The options that are lengths of time, by their documentation. */
const TIMES = new Set(
  Array.from(TYPES.matchAll(/ In milliseconds\.\s*\*\/\s*readonly (\w+)/g), ([, name]) => name),
)

/** The parameters of each call, as the types name them. */
const PARAMETERS = parameters(TYPES)

/** Imports and exports: their object has their own options, and call options are set by `withOptions`. */
const BULK = new Set(['contacts.import_file', 'contacts.import_rows', 'flows.export'])

const camel = (name) => NAMES[name] ?? name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())
const snake = (name) => name.replace(/URL/g, 'Url').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

function options(of) {
  return Object.fromEntries(
    Object.entries(of).map(([name, value]) => [camel(name), TIMES.has(camel(name)) ? value * 1000 : value]),
  )
}

function newClient(key, of) {
  return new Client({ apiKey: key, ...options(of) })
}

/** Runs a call with options of its own. */
async function call(client, name, args, of) {
  if (name === 'flows.rows') {
    const { layout, ...rest } = args
    args = rest
    of = { ...of, layout }
  }
  const isBulk = BULK.has(name)
  if (isBulk) {
    client = client.withOptions(options(of))
    args = { ...args }
    if (args.rows) args.rows = args.rows.map(camelKeys)
    if (args.map) args.map = camelKeys(args.map)
  }
  const path = name.split('.').map(camel)
  const method = path.pop()
  const resource = path.reduce((found, part) => found[part], client)
  let left = camelKeys(args)
  const values = []
  for (const parameter of PARAMETERS[[...path, method].join('.')]) {
    if (parameter in left) {
      values.push(left[parameter])
      delete left[parameter]
    } else if (parameter === 'options' && !isBulk) {
      values.push(options(of))
    } else {
      // The other arguments are properties of an object.
      values.push(left)
      left = {}
    }
  }
  if (Object.keys(left).length > 0) throw new Error(`${name} takes no ${Object.keys(left)[0]}`)
  const value = resource[method](...values)
  if (name === 'flows.rows') return collect(value, fixedColumns)
  return value instanceof Answers ? collect(value) : plain(await value, name === 'call')
}

const camelKeys = (of) => Object.fromEntries(Object.entries(of).map(([name, value]) => [camel(name), value]))

function parameters(types) {
  const found = {}
  for (const [, name, body] of types.matchAll(/^export declare class (\w+) {\n(.*?)^}/gms)) {
    const path = name === 'Client' ? '' : `${name[0].toLowerCase()}${name.slice(1)}.`
    for (const [, call, declared] of body.matchAll(/^  (\w+)\((.*)\): /gm)) {
      found[path + call] = [...declared.matchAll(/(\w+)\??: /g)].map(([, parameter]) => parameter)
    }
  }
  return found
}

async function collect(answers, convert = snakeKeys) {
  const rows = []
  for await (const row of answers) rows.push(convert(row))
  return rows
}

/** Converts a row of a table, whose other columns are questions. */
const fixedColumns = ({ subscriberId, questionId, ...row }) => ({
  ...row,
  subscriber_id: subscriberId,
  question_id: questionId,
})

/** Converts a value to the form used in scenarios. The server's JSON keeps its keys. */
async function plain(value, json) {
  if (value !== null && typeof value === 'object' && 'headers' in value && 'status' in value) {
    const inner = value.value instanceof Answers ? await collect(value.value) : plain(value.value, json)
    return { ...value, value: await inner, body: value.body?.toString() }
  }
  if (json) return value
  const report = value !== null && typeof value === 'object' && 'elapsed' in value
  return report ? { ...snakeKeys(value), ...reportFields(value) } : snakeKeys(value)
}

/** Returns the fields of an import report that differ from scenarios in more than their keys. */
function reportFields({ error, columns, cleaned, reasons, elapsed }) {
  return {
    error: error && fields(error),
    columns: columns.map(ofField),
    cleaned: cleaned.map(ofField),
    reasons: reasons.map(ofField),
    elapsed: elapsed / 1000,
  }
}

function ofField(value) {
  return { ...snakeKeys(value), ...(value.field && { field: snake(value.field) }) }
}

function snakeKeys(value) {
  if (Array.isArray(value)) return value.map(snakeKeys)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [snake(key), snakeKeys(item)]))
}

/** Converts an error to the form used in scenarios. */
function fields(error) {
  const { retryAfter, field, ...json } = error.toJSON()
  return snakeKeys({
    ...json,
    retryAfter: retryAfter === undefined ? undefined : retryAfter / 1000,
    field: field === undefined ? undefined : snake(field),
  })
}

module.exports = { newClient, call, fields }
