/// <reference lib="esnext.disposable" />

import type { Client, ClientOptions } from 'chat44mp'

import type { Fault, JournalEntry } from './emulator.js'

export type * from './emulator.js'

/** The emulated behaviour: that of real servers, or that of the API reference. */
export type Profile = 'observed' | 'documented'

/** The initial state, as an object or YAML text; `extends: default` adds to the built-in seed. */
export type Seed = string | Readonly<Record<string, unknown>>

/** Options of an emulator. */
export interface EmulatorOptions {
  /** The profile; "observed" by default. */
  readonly profile?: Profile
  /** The initial state. */
  readonly seed?: Seed
  /** The port; a free one by default. */
  readonly port?: number
  /** Prints PHP's errors before the JSON, like a server in development mode. */
  readonly phpErrors?: boolean
}

/** A running emulator on 127.0.0.1: stateful, in this process, without an account or network access. */
export class Emulator {
  constructor(options?: EmulatorOptions)
  /** The base URL for clients. */
  readonly baseURL: string
  /** The URL through which other processes control the emulator over HTTP. */
  readonly controlURL: string
  /** Keys, IDs and other values of the seed, by name. They are not secret. */
  readonly fixtures: Readonly<Record<string, any>>
  /** The requests so far, oldest first. */
  readonly journal: ReadonlyArray<JournalEntry>
  /** The records and their counts, without secrets. */
  readonly state: Readonly<Record<string, any>>
  /** Creates a client with the member's key (or the admin's) and these options. */
  client(options?: ClientOptions & { readonly admin?: boolean }): Client
  /**
   * Adds a fault, such as `{ operation: 'contacts.create', nth: 1, kind: 'reset' }`. If several faults match a request, the
   * first one added applies.
   */
  addFault(fault: Fault): void
  /** Removes all faults. */
  clearFaults(): void
  /** Clears the journal. */
  clearJournal(): void
  /** Waits until `condition` holds for the journal; returns false after `timeout` milliseconds (5,000 by default). */
  waitFor(condition: (journal: ReadonlyArray<JournalEntry>) => boolean, timeout?: number): Promise<boolean>
  /** Resets the emulator to another seed and profile; removes all faults and clears the journal. */
  load(seed: Seed, options?: { readonly profile?: Profile }): void
  /** Resets state, clock and IDs to the current seed, removes all faults and clears the journal. */
  reset(): void
  /** Stops the emulator. Stopping twice does nothing. */
  stop(): void
  [Symbol.dispose](): void
}

/** The hooks of a test framework: `afterAll` in vitest and jest, `after` in node:test. */
export interface Hooks {
  beforeEach(hook: () => void): unknown
  after?(hook: () => void): unknown
  afterAll?(hook: () => void): unknown
}

/**
 * Starts an emulator that is reset before each test of a file or suite.
 *
 * ```js
 * import * as vitest from 'vitest' // or: import * as test from 'node:test'
 * const emulator = useEmulator(vitest)
 * ```
 */
export function useEmulator(hooks: Hooks, options?: EmulatorOptions): Emulator
