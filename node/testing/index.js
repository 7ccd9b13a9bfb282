'use strict'

// An emulator of the API for tests: stateful, in this process, without an account or network access.

const { Client } = require('chat44mp')
const { denyUnknown } = require('chat44mp/lib/internal.js')

const { EmulatorServer } = require('./lib/binding.js')

class Emulator {
  #server
  #profile

  constructor(options = {}) {
    denyUnknown(options, ['profile', 'seed', 'port', 'phpErrors'])
    const { profile = 'observed', seed, port = 0, phpErrors = false } = options
    this.#profile = profile
    this.#server = new EmulatorServer(profile, text(seed), port, phpErrors)
  }

  stop() {
    this.#server.stop()
  }

  get baseURL() {
    return this.#server.baseURL
  }

  get controlURL() {
    return this.#server.controlURL
  }

  get fixtures() {
    return JSON.parse(this.#server.fixtures())
  }

  get journal() {
    return JSON.parse(this.#server.journal())
  }

  get state() {
    return JSON.parse(this.#server.state())
  }

  client({ admin = false, ...options } = {}) {
    const { admin_key, member_key } = this.fixtures
    return new Client({ apiKey: admin ? admin_key : member_key, baseURL: this.baseURL, ...options })
  }

  addFault(fault) {
    this.#server.addFault(JSON.stringify(fault))
  }

  clearFaults() {
    this.#server.clearFaults()
  }

  clearJournal() {
    this.#server.clearJournal()
  }

  async waitFor(condition, timeout = 5000) {
    const deadline = performance.now() + timeout
    while (!condition(this.journal)) {
      if (performance.now() >= deadline) return false
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    return true
  }

  load(seed, options = {}) {
    denyUnknown(options, ['profile'])
    const { profile = this.#profile } = options
    this.#profile = profile
    this.#server.load(profile, text(seed) ?? '{}')
  }

  reset() {
    this.#server.reset()
  }
}

if (Symbol.dispose) {
  Emulator.prototype[Symbol.dispose] = function () {
    this.stop()
  }
}

/** Converts a seed to YAML, of which JSON is a subset. */
function text(seed) {
  return seed === undefined || typeof seed === 'string' ? seed : JSON.stringify(seed)
}

/** Registers an emulator that is reset before each test, with the hooks of vitest, node:test or jest. */
function useEmulator({ beforeEach, after, afterAll = after }, options) {
  const emulator = new Emulator(options)
  beforeEach(() => emulator.reset())
  afterAll(() => emulator.stop())
  return emulator
}

module.exports = { Emulator, useEmulator }
