'use strict'

// Imports and exports. The native library does the work and emits events; this module runs the program's code: it reads
// the rows, writes to the stream and reports progress.

const { fileURLToPath } = require('node:url')
const { onAbort } = require('./bridge.js')

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

  /** Passes the rows read so far to the import. */
  push(run) {
    if (this.#rows.length > 0) run.push(this.#rows.splice(0))
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
      if (waiting) closed.catch(noop)
      else await withTimeout(CLEANUP_TIMEOUT, closed)
    } catch {
      // An error in the cleanup must not hide the result.
    }
  }
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

/** The rows of a file import. */
const NO_ROWS = { isIdle: false, push() {}, async close() {} }

/** Drives an import until it finishes. An exception in the program's code stops it gracefully. */
async function runImport(start, rows, options) {
  let run, failure
  let unlisten = noop
  const fail = (reason) => {
    failure ??= { reason }
    run?.wake()
  }
  try {
    const { signal, onProgress } = callbacks(options)
    unlisten = listen(signal, fail)
    run = start()
    // The signal may have aborted before `run` was set, for example in the getter of an option.
    if (failure !== undefined) run.wake()
    for (;;) {
      const wantsRows = failure === undefined && rows.isIdle
      const { capacity, progress, report } = await run.next(wantsRows, Boolean(onProgress))
      if (failure !== undefined) {
        if (report !== undefined) throw failure.reason
        run.stop()
        continue
      }
      if (report !== undefined) return report
      try {
        if (progress !== undefined) notify(onProgress, progress, fail)
        if (capacity !== undefined) rows.read(capacity, run, fail)
        rows.push(run)
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

/** Drives an export until it finishes. An exception in the program's code stops it immediately. */
async function runExport(start, stream, options) {
  const stop = new AbortController()
  let run, failure
  let unlisten = noop
  const fail = (reason) => {
    failure ??= { reason }
    stop.abort()
  }
  try {
    const { signal, onProgress } = callbacks(options)
    unlisten = listen(signal, fail)
    run = start()
    // Errors are handled in the callback of `write`.
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
  const result = onProgress?.(progress)
  if (typeof result === 'object' && result !== null) Promise.resolve(result).catch(fail)
}

/** Listens to a signal, if there is one; throws its reason if it was already aborted. */
function listen(signal, stop) {
  if (signal === undefined || signal === null) return noop
  const unlisten = onAbort(signal, stop)
  if (!signal.aborted) return unlisten
  unlisten()
  throw signal.reason
}

/** Validates and returns the options that this module handles. */
function callbacks(options) {
  const { signal, onProgress } = options ?? {}
  if (onProgress !== undefined && onProgress !== null && typeof onProgress !== 'function') {
    throw new TypeError('onProgress must be a function')
  }
  return { signal, onProgress }
}

function noop() {}

const toPath = (path) => (path instanceof URL ? fileURLToPath(path) : path)

/** Converts file URLs in options to paths. */
function withPaths(options) {
  if (options === null || typeof options !== 'object') return options
  return { ...options, results: toPath(options.results), errors: toPath(options.errors) }
}

/** Wrappers of the native calls that start the work. */
module.exports = {
  importFile: (start) =>
    async function (path, options) {
      return runImport(() => start.call(this, toPath(path), withPaths(options)), NO_ROWS, options)
    },
  importRows: (start) =>
    async function (rows, options) {
      return runImport(() => start.call(this, withPaths(options)), new Rows(rows), options)
    },
  export: (start) =>
    async function (flowId, to, options) {
      const stream = typeof to?.write === 'function' ? to : undefined
      const path = stream === undefined ? toPath(to) : undefined
      if (stream === undefined && typeof path !== 'string') throw new TypeError('to must be a path or a stream')
      return runExport(() => start.call(this, flowId, path, options ?? {}), stream, options)
    },
}
