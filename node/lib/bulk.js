'use strict'

// Imports and exports. The native part does the work, and says what there is to do for it. What is the program's own is
// done here: its rows are taken, its stream is written to, and it hears of the progress.

const { fileURLToPath } = require('node:url')
const { onAbort } = require('./bridge.js')

/** For so many milliseconds rows are taken at a time, before it is heard what happened meanwhile. */
const TURN = 50

/** Cleanup time of an iterator that is no longer needed, in milliseconds. */
const CLEAN_UP = 1000

/** The program's rows: taken when there is room for them. While one is waited for, the import goes on. */
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

  /** Whether there may be further ones, and none is waited for. */
  get wanted() {
    return this.#room === 0 && !this.#over
  }

  /** Takes rows, at most so many; `run` is woken for those that were waited for. */
  take(room, run, fail) {
    if (this.#later) this.#takeLater(room, run).catch(fail)
    else this.#takeNow(room)
  }

  #takeNow(room) {
    const until = performance.now() + TURN
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

  /** Hands over what was taken. */
  give(run) {
    if (this.#taken.length > 0) run.give(this.#taken.splice(0))
    if (this.#over) run.end()
  }

  /** No more are taken: the iterator may clear up, as when a loop is left. */
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
      // What came of the rows so far matters more.
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

/** What an import of a file has for rows. */
const NO_ROWS = { wanted: false, give() {}, async close() {} }

/** Runs an import to its end. Whatever goes wrong in the program's own part stops it in good order. */
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

/** Runs an export to its end. Whatever goes wrong in the program's own part ends it at once. */
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
    // Its errors come by the callback, too.
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

/** Writes, and waits until the stream has taken it. A stream that is destroyed may never call back. */
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

/** Says how far it is. What the function throws, or its promise rejects with, stops the work. */
function notify(onProgress, progress, fail) {
  const told = onProgress?.(progress)
  if (typeof told === 'object' && told !== null) Promise.resolve(told).catch(fail)
}

/** Listens to a signal, if there is one; throws its reason if it was given before. */
function listen(signal, stop) {
  if (signal === undefined || signal === null) return noop
  const unlisten = onAbort(signal, stop)
  if (!signal.aborted) return unlisten
  unlisten()
  throw signal.reason
}

/** The options that are not the native part's to see to. */
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

/** The calls, each over the native one that begins what runs. */
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
