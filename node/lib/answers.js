'use strict'

// `flows.answers` and `flows.rows` as async iterators over the batches of the native library.

const { Answers } = require('./bridge.js')
const { rethrow } = require('./stack.js')

const states = new WeakMap()

/** The rows that were fetched and not yet returned. */
class State {
  rows = []
  at = 0
  options = undefined
  /** The previous fetch: concurrent calls of `next` run in order. */
  last = undefined
}

function state(answers) {
  let existing = states.get(answers)
  if (existing === undefined) states.set(answers, (existing = new State()))
  return existing
}

const DONE = Object.freeze({ value: undefined, done: true })

async function fetch(answers, state) {
  if (state.at === state.rows.length) {
    state.rows = await answers.fetch(state.options)
    state.at = 0
  }
  if (state.rows.length === 0) return DONE
  return { value: state.rows[state.at++], done: false }
}

Object.defineProperties(Answers.prototype, {
  next: {
    configurable: true,
    writable: true,
    value: function next() {
      const own = state(this)
      if (own.at < own.rows.length && own.last === undefined) {
        return Promise.resolve({ value: own.rows[own.at++], done: false })
      }
      const turn = own.last === undefined ? fetch(this, own) : own.last.then(() => fetch(this, own))
      const last = turn.then(noop, noop).then(() => {
        if (own.last === last) own.last = undefined
      })
      own.last = last
      return turn.catch(rethrow)
    },
  },
  return: {
    configurable: true,
    writable: true,
    value: async function (value) {
      this.close()
      const own = state(this)
      own.rows = []
      own.at = 0
      return { value, done: true }
    },
  },
})

function noop() {}

Answers.prototype[Symbol.asyncIterator] = function () {
  return this
}

if (Symbol.asyncDispose) {
  Answers.prototype[Symbol.asyncDispose] = async function () {
    await this.return()
  }
}

/** The signal of the call also applies to each fetch. */
function withSignal(answers, options) {
  if (options?.signal !== undefined) state(answers).options = { signal: options.signal }
  return answers
}

module.exports = { Answers, withSignal }
