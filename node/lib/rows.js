'use strict'

// The rows of an import, from the program's iterable.

/** Time slice for reading rows before events are polled again, in milliseconds. */
const TIME_SLICE = 50

/** How long an iterator that is no longer needed may take to clean up, in milliseconds. */
const CLEANUP_TIMEOUT = 1000

/** Reads the program's rows as the import requests them. The import continues while a row is awaited. */
class Rows {
  #iterator
  #isAsync
  #rows = []
  #capacity = 0
  #pushed = 0
  #exhausted = false

  constructor(rows) {
    this.#isAsync = typeof rows?.[Symbol.asyncIterator] === 'function'
    const iterate = this.#isAsync ? rows[Symbol.asyncIterator] : rows?.[Symbol.iterator]
    if (typeof iterate !== 'function' || typeof rows === 'string') {
      throw new TypeError('rows must be an iterable or async iterable of objects')
    }
    this.#iterator = iterate.call(rows)
  }

  /** Whether there may be more rows, and none are being read. */
  get isIdle() {
    return this.#capacity === 0 && !this.#exhausted
  }

  /** Reads up to `capacity` rows; wakes `run` for rows of an async iterator. */
  read(capacity, run, fail) {
    if (this.#isAsync) this.#readAsync(capacity, run).catch(fail)
    else this.#readSync(capacity)
  }

  #readSync(capacity) {
    const until = performance.now() + TIME_SLICE
    try {
      while (this.#rows.length < capacity && this.#add(this.#iterator.next()) && performance.now() < until);
    } catch (error) {
      this.#exhausted = true
      throw error
    }
  }

  async #readAsync(capacity, run) {
    this.#capacity = capacity
    try {
      while (this.#capacity > 0 && this.#add(await this.#iterator.next())) {
        this.#capacity--
        run.wake()
      }
    } catch (error) {
      this.#exhausted = true
      throw error
    } finally {
      this.#capacity = 0
      run.wake()
    }
  }

  #add(result) {
    if (result === null || (typeof result !== 'object' && typeof result !== 'function')) {
      throw new TypeError(`next() of the rows' iterator must return an object, not ${String(result)}`)
    }
    if (result.done) this.#exhausted = true
    else this.#rows.push(result.value)
    return !this.#exhausted
  }

  /** Passes the rows read so far to the import. Throws if one of them is not a row. */
  push(run) {
    const rows = this.#rows.splice(0)
    const wrong = rows.findIndex((row) => !isRow(row))
    if (wrong !== -1) throw notARow(rows[wrong], this.#pushed + wrong + 1)
    pushRows(run, rows)
    this.#pushed += rows.length
    if (this.#exhausted) run.endRows()
  }

  /** Stops reading and closes the iterator, like leaving a `for` loop. */
  async close() {
    if (this.#exhausted) return
    const waiting = this.#capacity > 0
    this.#exhausted = true
    this.#capacity = 0
    try {
      const closed = Promise.resolve(this.#iterator.return?.())
      // An async generator closes only after its next row.
      if (waiting) closed.catch(() => {})
      else await withTimeout(CLEANUP_TIMEOUT, closed)
    } catch {
      // An error in the cleanup must not hide the result.
    }
  }
}

/** Passes rows in batches with the same names, so that the names are converted once per batch. */
function pushRows(run, rows) {
  for (let next = 0; next < rows.length; ) {
    const first = next
    const names = Object.keys(rows[first])
    const values = []
    do {
      for (const name of names) values.push(rows[next][name])
      next++
    } while (next < rows.length && hasNames(rows[next], names))
    run.push(next - first, names, values)
  }
}

/** Whether a row has these names in this order. */
function hasNames(row, names) {
  const own = Object.keys(row)
  return own.length === names.length && own.every((name, at) => name === names[at])
}

/** Whether a value is a plain object of any realm, or an object whose properties are its own. */
function isRow(row) {
  if (typeof row !== 'object' || row === null || typeof row[Symbol.iterator] === 'function') return false
  const prototype = Object.getPrototypeOf(row)
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null
  return isPlain || (Object.keys(row).length > 0 && !hasGetters(prototype))
}

/** Whether instances compute properties, such as the fields of a record of an ORM. */
function hasGetters(prototype) {
  const parent = Object.getPrototypeOf(prototype)
  if (parent === null) return false
  const properties = Object.values(Object.getOwnPropertyDescriptors(prototype))
  return properties.some(({ get }) => get !== undefined) || hasGetters(parent)
}

function notARow(value, number) {
  const instead =
    value instanceof Map ? 'Object.fromEntries(map)' : 'a plain object such as { email: …, phoneNumber: … }'
  return new TypeError(`row ${number} must be an object with the fields of a contact, not ${describe(value)}; pass ${instead}`)
}

function describe(value) {
  if (value === null || value === undefined) return String(value)
  if (typeof value !== 'object') return `a ${typeof value}`
  const name = Object.getPrototypeOf(value).constructor?.name
  return `an instance of ${name || 'a class'}`
}

/** Waits for a promise, with a timeout in milliseconds. */
async function withTimeout(milliseconds, promise) {
  let timer
  const expired = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)))
  try {
    await Promise.race([promise, expired])
  } finally {
    clearTimeout(timer)
  }
}

module.exports = { Rows }
