'use strict'

// The package as CommonJS. `index.mjs` gives the same to `import`.

const native = require('./lib/bridge.js')
const { Answers, withSignal } = require('./lib/answers.js')
const { classes } = require('./lib/errors.js')
const { version } = require('./package.json')

const { Client, Users, Packages, Subscribers, Labels, ContactGroups, Contacts, Flows } = native

/** A function that gives a promise never throws: what is wrong with its arguments rejects. */
function rejecting(class_, name) {
  const call = class_.prototype[name]
  const wrapped = {
    [name](first, second, third) {
      try {
        return call.call(this, first, second, third)
      } catch (error) {
        return Promise.reject(error)
      }
    },
  }
  Object.defineProperty(class_.prototype, name, { ...descriptor, value: wrapped[name] })
}

const descriptor = { configurable: true, enumerable: false, writable: true }

for (const class_ of [Users, Packages, Subscribers, Labels, ContactGroups, Contacts, Flows]) {
  for (const name of Object.getOwnPropertyNames(class_.prototype)) {
    if (name !== 'constructor' && name !== 'answers') rejecting(class_, name)
  }
}
rejecting(Client, 'call')

const open = Flows.prototype.answers
Object.defineProperty(Flows.prototype, 'answers', {
  ...descriptor,
  value: function answers(flowId, options) {
    const answers = open.call(this, flowId, options)
    if (answers instanceof Answers) return withSignal(answers, options)
    return answers.then((response) => (withSignal(response.value, options), response))
  },
})

// A client makes each of its resources once.
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

module.exports = { Client, Answers, ...classes, version }
