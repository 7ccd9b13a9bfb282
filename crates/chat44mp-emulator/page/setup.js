// The keys of the seed, another seed, and the endpoints for programs.

import { act, byId, control, element } from './dom.js'

/** A key in the form of the journal: `…Rt2y`. */
const masked = (key) => `…${key.slice(-4)}`

function copyButton(text, what) {
  const copy = () =>
    act(async () => {
      if (!navigator.clipboard) throw new Error('The browser copies only on a loopback address.')
      await navigator.clipboard.writeText(text)
      return `Copied: ${what}.`
    })
  return element('button', { type: 'button', onclick: copy }, 'Copy')
}

function line(name, shown, text) {
  return [element('dt', {}, name), element('dd', {}, element('code', {}, shown), copyButton(text, name))]
}

function showConnection(fixtures) {
  const baseUrl = `${location.origin}/api`
  const variables = (key) => `export CHAT44MP_BASE_URL=${baseUrl} CHAT44MP_API_KEY=${key}`
  const lines = [line('Base URL', baseUrl, baseUrl)]
  for (const [name, fixture] of [
    ["Member's key", 'member_key'],
    ["Admin's key", 'admin_key'],
  ]) {
    const key = fixtures[fixture]
    if (typeof key === 'string') lines.push(line(name, masked(key), key))
  }
  if (typeof fixtures.member_key === 'string') {
    lines.push(line('Variables', variables(masked(fixtures.member_key)), variables(fixtures.member_key)))
  }
  byId('connection').replaceChildren(...lines.flat())
  for (const place of document.querySelectorAll('.base-url')) place.textContent = baseUrl
}

function showIndex({ profile, endpoints, version }) {
  byId('profile').title = `Version ${version}`
  byId('seed-profile').value = profile
  byId('endpoints').replaceChildren(
    ...endpoints.map(({ method, path, parameters, about }) =>
      element(
        'tr',
        {},
        element('td', {}, element('code', {}, `${method} ${path}`)),
        element('td', {}, parameters.join(', ')),
        element('td', {}, about),
      ),
    ),
  )
}

async function load() {
  const [index, fixtures] = await Promise.all([control('GET', ''), control('GET', 'fixtures')])
  showIndex(index)
  showConnection(fixtures)
}

async function startOver() {
  const seed = byId('seed').value
  const php_errors = byId('seed-php-errors').checked
  await control('POST', 'reset', {
    profile: byId('seed-profile').value,
    // Otherwise as when the emulator started.
    ...(php_errors && { php_errors }),
    ...(seed.trim() !== '' && { seed }),
  })
  await load()
  return 'Started over.'
}

/** Loads the keys and connects the form. */
export function setUpSetup() {
  byId('seed-file').addEventListener('change', (event) => {
    const file = event.target.files[0]
    if (file) act(async () => void (byId('seed').value = await file.text()))
  })
  byId('seed-form').addEventListener('submit', (event) => {
    event.preventDefault()
    act(startOver)
  })
  act(load)
}
