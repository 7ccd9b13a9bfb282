// The tables of the emulated database.

import { byId, element } from './dom.js'

/** The tables in the order of their buttons. */
const TABLES = ['contacts', 'groups', 'users', 'packages', 'subscribers', 'labels', 'assignments', 'pages', 'flows']

/** The number of rows that are shown; imports create many more. */
const LIMIT = 500

let state = {}
let table = TABLES[0]

function text(value) {
  if (value === null) return 'null'
  if (Array.isArray(value) && value.every((item) => item === null || typeof item !== 'object')) return value.join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function cell(column, value) {
  const isId = column === 'id' || column.endsWith('_id')
  const shown = value === undefined ? '' : text(value)
  const isShort = isId || shown.length <= 32
  return element('td', { className: value === null ? 'none' : isShort ? 'short' : '' }, shown)
}

/** Lists of objects, such as a campaign's answers, are shown as their number. */
function short(value) {
  const isRecords = Array.isArray(value) && value.some((item) => item !== null && typeof item === 'object')
  return isRecords ? `${value.length} rows` : value
}

function button(name) {
  const count = Object.values(state[name] ?? {}).length
  const select = () => {
    table = name
    render()
  }
  const created = element(
    'button',
    { type: 'button', onclick: select },
    `${name} `,
    element('span', { className: 'count' }, String(count)),
  )
  created.setAttribute('aria-pressed', String(name === table))
  return created
}

function render() {
  const rows = Object.values(state[table] ?? {})
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const filter = byId('rows-filter').value.trim().toLowerCase()
  const wanted = rows.filter((row) => filter === '' || JSON.stringify(row).toLowerCase().includes(filter))
  byId('tables').replaceChildren(...TABLES.map(button))
  byId('columns').replaceChildren(element('tr', {}, ...columns.map((column) => element('th', {}, column))))
  byId('rows').replaceChildren(
    ...wanted
      .slice(0, LIMIT)
      .map((row) => element('tr', {}, ...columns.map((column) => cell(column, short(row[column]))))),
  )
  const isPart = wanted.length > LIMIT
  byId('rows-note').textContent = isPart ? `The first ${LIMIT} of ${wanted.length} rows.` : wanted.length ? '' : 'No rows.'
}

/** Shows the rows. */
export function showState(current) {
  state = current
  render()
}

byId('rows-filter').addEventListener('input', render)
