// The list of requests.

import { act, badge, byId, control, element } from './dom.js'

let entries = []
let limit = 0

/** The sequence numbers of the requests whose details are open. */
const open = new Set()

const isFailed = (entry) => Boolean(
  entry.error || entry.fault || entry.disconnected || entry.status >= 400 || entry.operation === null,
)

function isWanted(entry, text) {
  if (byId('failed').checked && !isFailed(entry)) return false
  return text === '' || JSON.stringify(entry).toLowerCase().includes(text)
}

function status(entry) {
  if (entry.status === null) return badge(entry.disconnected || entry.fault ? 'no response' : 'waiting', 'warn')
  return badge(String(entry.status), entry.status >= 400 ? 'bad' : isFailed(entry) ? 'warn' : 'good')
}

function result(entry) {
  const parts = []
  if (entry.applied) parts.push(badge('applied', 'good'))
  if (entry.operation === null) parts.push(badge('unknown path', 'warn'))
  if (entry.fault) parts.push(badge(`fault: ${entry.fault}`, 'warn'))
  if (entry.disconnected) parts.push(badge('client disconnected', 'bad'))
  if (entry.error) parts.push(element('span', { className: 'message' }, entry.error))
  return parts
}

const field = (name, value) => [
  element('dt', {}, name),
  element('dd', {}, value === '' ? element('i', {}, 'empty') : element('code', {}, String(value))),
]

function group(title, values) {
  const fields = Object.entries(values).flatMap(([name, value]) => field(name, value))
  return fields.length > 0 ? [element('dt', { className: 'group' }, title), ...fields] : []
}

function details(entry) {
  const list = element(
    'dl',
    {},
    ...group('Query', entry.query),
    ...group('Form', entry.form),
    ...group('Request', {
      operation: entry.operation ?? 'none',
      'user agent': entry.user_agent ?? 'none',
      connection: entry.connection,
    }),
  )
  const cell = element('td', { colSpan: 5 }, list)
  return element('tr', { className: 'details' }, cell)
}

function row(entry) {
  const toggle = () => {
    if (!open.delete(entry.sequence)) open.add(entry.sequence)
    render()
  }
  const summary = element(
    'tr',
    { className: 'entry', tabIndex: 0, onclick: toggle, data: { sequence: entry.sequence } },
    element('td', {}, String(entry.sequence)),
    element('td', { className: 'method' }, entry.method),
    element('td', { className: 'mono' }, entry.path),
    element('td', {}, status(entry)),
    element('td', {}, ...result(entry)),
  )
  summary.setAttribute('aria-expanded', String(open.has(entry.sequence)))
  summary.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      toggle()
    }
  })
  return open.has(entry.sequence) ? [summary, details(entry)] : [summary]
}

function render() {
  const focused = document.activeElement?.dataset?.sequence
  const text = byId('filter').value.trim().toLowerCase()
  const wanted = entries.filter((entry) => isWanted(entry, text)).reverse()
  byId('entries').replaceChildren(...wanted.flatMap(row))
  if (focused) byId('entries').querySelector(`[data-sequence="${focused}"]`)?.focus()
  const total = entries.at(-1)?.sequence ?? 0
  byId('request-count').textContent = String(total)
  byId('no-entries').hidden = entries.length > 0
  const isPart = entries.length === limit && total > limit
  const note = wanted.length === 0 && entries.length > 0 ? 'No request matches.' : isPart && `The latest ${limit} requests.`
  byId('more-entries').textContent = note || ''
  byId('more-entries').hidden = !note
}

/** Shows the latest requests, at most `most`. */
export function showEntries(latest, most) {
  // After a reset the numbers start again.
  if ((latest.at(-1)?.sequence ?? 0) < (entries.at(-1)?.sequence ?? 0)) open.clear()
  entries = latest
  limit = most
  render()
}

/** Connects the controls of the list. */
export function setUpRequests() {
  byId('filter').addEventListener('input', render)
  byId('failed').addEventListener('change', render)
  byId('clear').addEventListener('click', () =>
    act(async () => {
      await control('DELETE', 'journal')
      return 'The journal is empty.'
    }),
  )
}
