'use strict'

// The CommonJS entry point. `index.mjs` exports the same objects to `import`.

const native = require('./lib/bridge.js')
const { Answers, withSignal } = require('./lib/answers.js')
const bulk = require('./lib/bulk.js')
const { classes } = require('./lib/errors.js')
const { toPath } = require('./lib/paths.js')
const { inCaller, rethrow } = require('./lib/stack.js')
const { version } = require('./package.json')

const { Client, Users, Packages, Subscribers, Labels, ContactGroups, Contacts, Flows } = native

/** Wraps a method of a native class. */
function wrapMethod(class_, name, wrap) {
  const value = wrap(class_.prototype[name])
  Object.defineProperty(value, 'name', { value: name })
  Object.defineProperty(class_.prototype, name, { configurable: true, enumerable: false, writable: true, value })
}

/** Makes errors of arguments reject the promise instead of throwing, and errors of calls have the caller's stack. */
function rejecting(call) {
  return function method(first, second, third) {
    try {
      return call.call(this, first, second, third).catch(rethrow)
    } catch (error) {
      return Promise.reject(inCaller(error, method))
    }
  }
}

/** Applies the signal of the call to each fetch of rows. */
function streaming(call) {
  return function (flowId, options) {
    const answers = call.call(this, flowId, options)
    if (answers instanceof Answers) return withSignal(answers, options)
    return answers.then((response) => (withSignal(response.value, options), response), rethrow)
  }
}

/** Wrappers of calls that are not a single request. */
const WRAPPERS = { answers: streaming, rows: streaming }
for (const [name, wrap] of Object.entries(bulk)) WRAPPERS[name] = (start) => rejecting(wrap(start))

for (const class_ of [Users, Packages, Subscribers, Labels, ContactGroups, Contacts, Flows]) {
  for (const name of Object.getOwnPropertyNames(class_.prototype)) {
    if (name !== 'constructor') wrapMethod(class_, name, WRAPPERS[name] ?? rejecting)
  }
}
wrapMethod(Client, 'call', rejecting)

// A client creates each resource once.
for (const name of ['users', 'packages', 'subscribers', 'labels', 'contactGroups', 'contacts', 'flows', 'withRawResponse']) {
  const { get } = Object.getOwnPropertyDescriptor(Client.prototype, name)
  Object.defineProperty(Client.prototype, name, {
    configurable: true,
    enumerable: false,
    get() {
      const value = get.call(this)
      Object.defineProperty(this, name, { value })
      return value
    },
  })
}

if (Symbol.dispose) {
  Client.prototype[Symbol.dispose] = function () {
    this.close()
  }
}
if (Symbol.asyncDispose) {
  Client.prototype[Symbol.asyncDispose] = async function () {
    this.close()
  }
}

/** Like the calls, it rejects instead of throwing. */
async function readImportResults(path) {
  return native.readImportResults(toPath(path)).catch(rethrow)
}

/** Shows a client without its key. */
Client.prototype[Symbol.for('nodejs.util.inspect.custom')] = function (depth, options, inspect) {
  const { isClosed } = this
  return `Client ${inspect(isClosed ? { isClosed } : { baseURL: this.baseURL }, options)}`
}

module.exports = { Client, Answers, ...classes, readImportResults, version }
