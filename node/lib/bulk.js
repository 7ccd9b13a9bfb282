'use strict'

// Imports and exports. The native library does the work and emits events; this module runs the program's code: it passes
// the rows, writes to the stream and reports progress.

const { onAbort } = require('./bridge.js')
const { toPath } = require('./paths.js')
const { Rows } = require('./rows.js')

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
    const { signal, onProgress, onRow } = callbacks(options)
    unlisten = listen(signal, fail)
    run = start()
    // The signal may have aborted before `run` was set, for example in the getter of an option.
    if (failure !== undefined) run.wake()
    for (;;) {
      const wantsRows = failure === undefined && rows.isIdle
      const { capacity, progress, results, report } = await run.next(wantsRows)
      if (failure !== undefined) {
        if (report !== undefined) throw failure.reason
        run.stop()
        continue
      }
      if (report !== undefined) return report
      try {
        if (progress !== undefined) notify(onProgress, progress, fail)
        for (const result of results ?? []) {
          // The next result is reported when the function is done with this one.
          await onRow(result)
          if (failure !== undefined) break
        }
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
  const { signal, onProgress, onRow } = options ?? {}
  for (const [name, callback] of Object.entries({ onProgress, onRow })) {
    if (callback !== undefined && callback !== null && typeof callback !== 'function') {
      throw new TypeError(`${name} must be a function`)
    }
  }
  return { signal, onProgress, onRow }
}

function noop() {}

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
