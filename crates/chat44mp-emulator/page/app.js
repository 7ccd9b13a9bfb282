// The page of the emulator: waits for changes, and shows the parts that they concern.

import { act, byId, control } from './dom.js'
import { showState } from './data.js'
import { setUpFaults, showFaults } from './faults.js'
import { setUpRequests, showEntries } from './requests.js'
import { setUpSetup } from './setup.js'

const TABS = ['requests', 'data', 'faults', 'setup']

/** The number of requests that the page shows; the journal may have many more. */
const LIMIT = 300

function selectTab(name) {
  for (const tab of TABS) {
    byId(tab).hidden = tab !== name
    document.querySelector(`[data-tab="${tab}"]`).setAttribute('aria-selected', String(tab === name))
  }
}

function tabOfLocation() {
  const name = location.hash.slice(1)
  return TABS.includes(name) ? name : 'requests'
}

async function refresh() {
  const [{ profile }, entries, faults, state] = await Promise.all([
    control('GET', ''),
    control('GET', `journal?limit=${LIMIT}`),
    control('GET', 'faults'),
    control('GET', 'state'),
  ])
  showEntries(entries, LIMIT)
  showFaults(faults)
  showState(state)
  byId('profile').textContent = `${profile} profile`
  byId('clock').textContent = state.clock
}

function setLive(isLive) {
  byId('live').textContent = isLive ? 'live' : 'disconnected'
  byId('live').className = `badge ${isLive ? 'good' : 'bad'}`
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Shows all changes, those of one moment together. */
async function follow() {
  let since
  for (;;) {
    try {
      const { changes } = await control('GET', since === undefined ? 'changes' : `changes?since=${since}`)
      if (changes !== since) await refresh()
      since = changes
      setLive(true)
      await pause(200)
    } catch {
      // The emulator has stopped; another one may start at the same address.
      since = undefined
      setLive(false)
      await pause(1000)
    }
  }
}

for (const tab of TABS) {
  document.querySelector(`[data-tab="${tab}"]`).addEventListener('click', () => {
    history.replaceState(null, '', `#${tab}`)
    selectTab(tab)
  })
}
addEventListener('hashchange', () => selectTab(tabOfLocation()))

byId('lose').addEventListener('click', () =>
  act(async () => {
    await control('POST', 'faults', { kind: 'reset', at: 'after', times: 1 })
    return 'The response of the next request will be lost.'
  }),
)
byId('reset').addEventListener('click', () =>
  act(async () => {
    await control('POST', 'reset')
    return 'The emulator is as it was when it started.'
  }),
)

selectTab(tabOfLocation())
setUpRequests()
setUpFaults()
setUpSetup()
follow()
