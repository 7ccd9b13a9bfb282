'use strict'

// Imports and exports. The native part does the work and emits events; this part runs the program's code: it reads the
// rows, writes to the stream and reports progress.

const { fileURLToPath } = require('node:url')
const { onAbort } = require('./bridge.js')

/** Time slice for reading rows before events are polled again, in milliseconds. */
const TIME_SLICE = 50

/** Cleanup time of an iterator that is no longer needed, in milliseconds. */
const CLEAN_UP = 1000

/** Reads the program's rows when there is room for them. The import continues while a row is awaited. */
class Rows {
  #iterator
  #later
  #taken = []
  #room = 0
  #over = false

  constructor(rows) {
    this.#later = typeof rows?.[Symbol.asyncIterator] === 'function'
    const iterate = this.#later ? rows[Symbol.asyncIterator] : rows?.[Symbol.iterator]
    if (typeof iterate !== 'function' || typeof rows === 'string') {
      throw new TypeError('rows must be an iterable or async iterable of objects')
    }
    this.#iterator = iterate.call(rows)
  }

  /** Whether there may be more rows, and none is awaited. */
  get wanted() {
    return this.#room === 0 && !this.#over
  }

  /** Reads up to `room` rows; wakes `run` for rows that were awaited. */
  take(room, run, fail) {
    if (this.#later) this.#takeLater(room, run).catch(fail)
    else this.#takeNow(room)
  }

  #takeNow(room) {
    const until = performance.now() + TIME_SLICE
    try {
      while (this.#taken.length < room && this.#note(this.#iterator.next()) && performance.now() < until);
    } catch (error) {
      this.#over = true
      throw error
    }
  }

  async #takeLater(room, run) {
    this.#room = room
    try {
      while (this.#room > 0 && this.#note(await this.#iterator.next())) {
        this.#room--
        run.wake()
      }
    } catch (error) {
      this.#over = true
      throw error
    } finally {
      this.#room = 0
      run.wake()
    }
  }

  #note(result) {
    if (result === null || (typeof result !== 'object' && typeof result !== 'function')) {
      throw new TypeError(`next() of the rows' iterator must give an object, not ${String(result)}`)
    }
    if (result.done) this.#over = true
    else this.#taken.push(result.value)
    return !this.#over
  }

  /** Passes the rows on to the import. */
  give(run) {
    if (this.#taken.length > 0) run.give(this.#taken.splice(0))
    if (this.#over) run.end()
  }

  /** Stops reading and closes the iterator, as leaving a loop does. */
  async close() {
    if (this.#over) return
    const waiting = this.#room > 0
    this.#over = true
    this.#room = 0
    try {
      const closed = Promise.resolve(this.#iterator.return?.())
      // Its next row may be long in coming.
      if (waiting) closed.catch(noop)
      else await atMost(CLEAN_UP, closed)
    } catch {
      // The result of the rows so far matters more.
    }
  }
}

/** Waits for a promise, at most the given number of milliseconds. */
async function atMost(milliseconds, promise) {
  let timer
  const late = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)))
  try {
    await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The rows of a file import. */
const NO_ROWS = { wanted: false, give() {}, async close() {} }

/** Drives an import until it finishes. An exception in the program's code stops it gracefully. */
async function runImport(begin, rows, options) {
  let run, failure
  let unlisten = noop
  const fail = (reason) => {
    failure ??= { reason }
    run?.wake()
  }
  try {
    const { signal, onProgress } = programsPart(options)
    unlisten = listen(signal, fail)
    run = begin()
    // The signal may have aborted before there was a run to wake, such as in the getter of an option.
    if (failure !== undefined) run.wake()
    for (;;) {
      const wanted = failure === undefined && rows.wanted
      const { room, progress, report } = await run.next(wanted, Boolean(onProgress))
      if (failure !== undefined) {
        if (report !== undefined) throw failure.reason
        run.stop()
        continue
      }
      if (report !== undefined) return report
      try {
        if (progress !== undefined) notify(onProgress, progress, fail)
        if (room !== undefined) rows.take(room, run, fail)
        rows.give(run)
      } catch (error) {
        fail(error)
      }
    }
  } catch (error) {
    throw failure === undefined ? error : failure.reason
  } finally {
    unlisten()
    await rows.close()
  }
}

/** Drives an export until it finishes. An exception in the program's code stops it at once. */
async function runExport(begin, stream, options) {
  const stop = new AbortController()
  let run, failure
  let unlisten = noop
  const fail = (reason) => {
    failure ??= { reason }
    stop.abort()
  }
  try {
    const { signal, onProgress } = programsPart(options)
    unlisten = listen(signal, fail)
    run = begin()
    // The callback reports its errors, too.
    stream?.on?.('error', noop)
    for (;;) {
      const { written, progress, report } = await run.next({ signal: stop.signal })
      if (written !== undefined) await write(stream, written, stop.signal)
      if (progress !== undefined) notify(onProgress, progress, fail)
      if (report !== undefined) {
        stream?.off?.('error', noop)
        return report
      }
    }
  } catch (error) {
    throw failure === undefined ? error : failure.reason
  } finally {
    unlisten()
    run?.close()
  }
}

/** Writes and waits for the callback. A destroyed stream may never call back. */
function write(stream, bytes, signal) {
  return new Promise((resolve, reject) => {
    let unlisten = noop
    const settle = (error) => {
      unlisten()
      stream.off?.('error', settle)
      stream.off?.('close', closed)
      if (error) reject(error)
      else resolve()
    }
    const closed = () => settle(Object.assign(new Error('the stream was closed'), { code: 'ERR_STREAM_PREMATURE_CLOSE' }))
    unlisten = listen(signal, settle)
    stream.on?.('error', settle)
    stream.on?.('close', closed)
    try {
      stream.write(bytes, settle)
    } catch (error) {
      settle(error ?? new Error('the stream failed'))
    }
  })
}

/** Reports progress. If the function throws or its promise rejects, the work stops. */
function notify(onProgress, progress, fail) {
  const told = onProgress?.(progress)
  if (typeof told === 'object' && told !== null) Promise.resolve(told).catch(fail)
}

/** Listens to a signal, if there is one; throws its reason if it was already aborted. */
function listen(signal, stop) {
  if (signal === undefined || signal === null) return noop
  const unlisten = onAbort(signal, stop)
  if (!signal.aborted) return unlisten
  unlisten()
  throw signal.reason
}

/** The options that this part handles. */
function programsPart(options) {
  const { signal, onProgress } = options ?? {}
  if (onProgress !== undefined && onProgress !== null && typeof onProgress !== 'function') {
    throw new TypeError('onProgress must be a function')
  }
  return { signal, onProgress }
}

function noop() {}

const toPath = (path) => (path instanceof URL ? fileURLToPath(path) : path)

/** Options with file URLs in them as paths. */
function withPaths(options) {
  if (options === null || typeof options !== 'object') return options
  return { ...options, results: toPath(options.results), errors: toPath(options.errors) }
}

/** The calls, each around the native one that starts the work. */
module.exports = {
  importFile: (begin) =>
    async function (path, options) {
      return runImport(() => begin.call(this, toPath(path), withPaths(options)), NO_ROWS, options)
    },
  importRows: (begin) =>
    async function (rows, options) {
      return runImport(() => begin.call(this, withPaths(options)), new Rows(rows), options)
    },
  export: (begin) =>
    async function (flowId, to, options) {
      const stream = typeof to?.write === 'function' ? to : undefined
      const path = stream === undefined ? toPath(to) : undefined
      if (stream === undefined && typeof path !== 'string') throw new TypeError('to must be a path or a stream')
      return runExport(() => begin.call(this, flowId, path, options ?? {}), stream, options)
    },
}
