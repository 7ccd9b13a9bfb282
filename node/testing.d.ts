/// <reference lib="esnext.disposable" />

import type { Client, ClientOptions } from './index.js'

/** How servers behave: as real ones do, traps included, or as the reference says. */
export type Profile = 'observed' | 'documented'

/** What an emulator starts with, as an object or YAML text; one that says `extends: default` adds to the built-in seed. */
export type Seed = string | Readonly<Record<string, unknown>>

/** Options of an emulator. */
export interface EmulatorOptions {
  /** The profile; "observed" by default. */
  readonly profile?: Profile
  /** What it starts with. */
  readonly seed?: Seed
  /** The port; a free one by default. */
  readonly port?: number
  /** Prints PHP's errors before the JSON, like a server in development mode. */
  readonly phpErrors?: boolean
}

/** One request that the emulator saw; key and passwords are masked. */
export interface JournalEntry {
  readonly sequence: number
  readonly operation: string | null
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly form: Readonly<Record<string, string>>
  readonly user_agent: string | null
  readonly fault: string | null
  readonly applied: boolean
  readonly status: number | null
  readonly disconnected: boolean
}

/** A running emulator on 127.0.0.1: stateful, in this process, no account, no network. */
export class Emulator {
  constructor(options?: EmulatorOptions)
  /** What to give to a client. */
  readonly baseURL: string
  /** Where other processes control it, over HTTP. */
  readonly controlURL: string
  /** The seed's names for its keys, ids and values. Not secret: they are made up. */
  readonly fixtures: Readonly<Record<string, any>>
  /** The requests so far, oldest first. */
  readonly journal: ReadonlyArray<JournalEntry>
  /** The rows and their numbers, without any secret. */
  readonly state: Readonly<Record<string, any>>
  /** A client with the member's key (or the admin's) and these options. */
  client(options?: ClientOptions & { readonly admin?: boolean }): Client
  /**
   * Adds a fault, such as `{ operation: 'create_contact', nth: 1, kind: 'reset' }`. If several faults match a request, the
   * first one added applies.
   */
  addFault(fault: Readonly<Record<string, unknown>>): void
  /** Drops all rules. */
  clearFaults(): void
  /** Forgets the requests so far. */
  clearJournal(): void
  /** Waits until the journal matches, at most this many milliseconds (5,000 by default); returns false on timeout. */
  waitFor(condition: (journal: ReadonlyArray<JournalEntry>) => boolean, timeout?: number): Promise<boolean>
  /** Starts over with another seed (and profile); faults and journal are empty then. */
  load(seed: Seed, options?: { readonly profile?: Profile }): void
  /** Starts over with what it was started or loaded with: state, clock and ids, no faults, empty journal. */
  reset(): void
  /** Stops it. Stopping twice does nothing. */
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
 * An emulator that is fresh for each test of a file or suite.
 *
 * ```js
 * import * as vitest from 'vitest' // or: import * as test from 'node:test'
 * const emulator = useEmulator(vitest)
 * ```
 */
export function useEmulator(hooks: Hooks, options?: EmulatorOptions): Emulator
