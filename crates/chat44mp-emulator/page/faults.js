// Faults: buttons for common ones, a form for every kind, and the list of rules.
// The form is built from the JSON schema of the faults.

import { act, badge, byId, control, element, prose } from './dom.js'

const PRESETS = [
  ['Lose the response', 'Applied, then the connection is reset', { kind: 'reset', at: 'after' }],
  ['Lose the request', 'The connection is reset before it is applied', { kind: 'reset' }],
  ['Unavailable', 'HTTP 503 with an HTML page', { kind: 'status', status: 503 }],
  ['Rate limit', 'HTTP 429, Retry-After: 1', { kind: 'rate_limit', retry_after: 1 }],
  ['Slow', 'The response comes after 3 seconds', { kind: 'latency', ms: 3000, at: 'after' }],
  ['HTML instead of JSON', 'HTTP 200 with a page', { kind: 'html' }],
  ['Cut off', 'The connection closes within the body', { kind: 'truncate', bytes: 10, at: 'after' }],
  ['PHP warning', 'HTML before the JSON', { kind: 'php_warning' }],
]

let schema

/** A rule as text, without the fields that have their defaults. */
function described({ kind, ...fields }) {
  const isDefault = (name, value) =>
    value === null || (name === 'seed' && value === 0) || (name === 'at' && value === 'before')
  const parts = Object.entries(fields).filter(([name, value]) => !isDefault(name, value))
  return [kind, ...parts.map(([name, value]) => `${name}=${value}`)].join('  ')
}

async function add(fault) {
  await control('POST', 'faults', fault)
  return `Added: ${described(fault)}`
}

/** The schema of a field, with references resolved. */
const resolved = (field) => (field.$ref ? { ...schema.$defs[field.$ref.split('/').pop()], ...field } : field)

/** The values among which a field's value is, if they are listed. */
function choices(field) {
  const { enum: values, oneOf } = resolved(field)
  return values ?? oneOf?.map((choice) => choice.const)
}

/** An input for a field. The names of operations on the wire come first, then the calls. */
function input(name, field, isRequired) {
  const values = choices(field)
  const types = [resolved(field).type].flat()
  if (values) {
    const options = (isRequired ? values : ['', ...values]).map((value) => element('option', {}, value))
    return element('select', { name, required: isRequired }, ...options)
  }
  const isNumber = !types.includes('string')
  const created = element('input', { name, required: isRequired, type: isNumber ? 'number' : 'text' })
  if (isNumber) {
    created.min = '0'
    created.step = types.includes('number') ? 'any' : '1'
  }
  created.dataset.isNumber = String(isNumber)
  return created
}

function label(name, field, required) {
  const isRequired = required.includes(name)
  const about = field.description ? element('small', {}, ...prose(field.description)) : null
  return element('label', {}, name, input(name, field, isRequired), about)
}

function labels(properties, required = []) {
  return Object.entries(properties)
    .filter(([name]) => name !== 'kind')
    .map(([name, field]) => label(name, field, required))
}

const kinds = () => schema.oneOf

function showKind() {
  const kind = kinds().find((one) => one.properties.kind.const === byId('kind').value)
  byId('kind-about').replaceChildren(...prose(kind.description ?? ''))
  byId('kind-fields').replaceChildren(...labels(kind.properties, kind.required))
}

/** The fault of the form; empty fields are left out. */
function faultOfForm() {
  const fields = [...byId('rule').querySelectorAll('[name]')].filter((field) => field.value !== '')
  const value = (field) => (field.dataset.isNumber === 'true' ? Number(field.value) : field.value)
  return { kind: byId('kind').value, ...Object.fromEntries(fields.map((field) => [field.name, value(field)])) }
}

/** Shows the rules and how often each fired. */
export function showFaults(rules) {
  byId('fault-count').textContent = String(rules.filter((rule) => rule.pending).length)
  byId('no-rules').hidden = rules.length > 0
  byId('rules').replaceChildren(
    ...rules.map(({ fault, fired, matched, pending }) =>
      element(
        'li',
        { className: pending ? '' : 'spent' },
        badge(pending ? 'pending' : 'spent', pending ? 'warn' : ''),
        element('code', {}, described(fault)),
        element('span', {}, `fired ${fired}×, ${matched} matching requests`),
      ),
    ),
  )
}

/** Builds the form and connects the buttons. */
export async function setUpFaults() {
  byId('presets').replaceChildren(
    ...PRESETS.map(([name, about, fault]) =>
      element(
        'button',
        { type: 'button', onclick: () => act(() => add({ ...fault, times: 1 })) },
        element('b', {}, name),
        element('span', {}, about),
      ),
    ),
  )
  byId('clear-faults').addEventListener('click', () =>
    act(async () => {
      await control('DELETE', 'faults')
      return 'All rules are removed.'
    }),
  )
  byId('rule').addEventListener('submit', (event) => {
    event.preventDefault()
    act(() => add(faultOfForm()))
  })
  byId('kind').addEventListener('change', showKind)
  await act(async () => {
    schema = await control('GET', 'faults/schema')
    byId('kind').replaceChildren(...kinds().map((kind) => element('option', {}, kind.properties.kind.const)))
    byId('rule-fields').replaceChildren(...labels(schema.properties, schema.required))
    showKind()
  })
}
