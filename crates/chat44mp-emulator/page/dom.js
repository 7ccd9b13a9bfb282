// Elements, messages, and requests to the control endpoints.

export const CONTROL = '/__emulator'

/** The element with this ID. */
export const byId = (id) => document.getElementById(id)

/** Creates an element. Children are elements or text, which is never parsed as HTML. */
export function element(name, properties = {}, ...children) {
  const { data, ...rest } = properties
  const created = Object.assign(document.createElement(name), rest)
  Object.assign(created.dataset, data)
  created.append(...children.filter((child) => child !== null && child !== undefined))
  return created
}

/** Documentation with code in backticks. */
export const prose = (text) => text.split('`').map((part, n) => (n % 2 ? element('code', {}, part) : part))

/** Text with a background, such as a status. */
export const badge = (text, kind = '') => element('span', { className: `badge ${kind}` }, text)

/** Sends a request to a control endpoint and returns its JSON. `body` is text, or a value to send as JSON. */
export async function control(method, path, body) {
  const response = await fetch(`${CONTROL}/${path}`, {
    method,
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    headers: { accept: 'application/json' },
  })
  const value = await response.json()
  if (!response.ok) throw new Error(value.error ?? `HTTP ${response.status}`)
  return value
}

/** Shows the result of an action until the next one. */
export function show(text, isError = false) {
  const message = byId('message')
  message.textContent = text
  message.classList.toggle('bad', isError)
  message.hidden = false
}

/** Runs an action, and shows its message or its error. */
export async function act(action) {
  try {
    const text = await action()
    if (text) show(text)
  } catch (error) {
    show(error.message, true)
  }
}
