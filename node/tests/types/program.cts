// Like `program.mts`, in CommonJS: `require` returns the same types.

import chat44mp = require('chat44mp')
import testing = require('chat44mp-testing')
import test = require('node:test')

const client = new chat44mp.Client({ apiKey: 'key', logger: console, timeout: 5000 })

/** Returns the names of the subscribers who answered. */
export async function names(flowId: number): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for await (const { subscriberId } of client.flows.answers(flowId)) {
    try {
      const subscriber: chat44mp.Subscriber = await client.subscribers.get(subscriberId)
      found.set(subscriberId, subscriber.fullName)
    } catch (error) {
      if (!(error instanceof chat44mp.NotFoundError)) throw error
      const code: chat44mp.ErrorCode = error.code
      // @ts-expect-error: errors are read-only.
      error.code = code
    }
  }
  return found
}

// @ts-expect-error: there is no such option.
new chat44mp.Client({ apikey: 'key' })

export const emulator: testing.Emulator = testing.useEmulator(test)
