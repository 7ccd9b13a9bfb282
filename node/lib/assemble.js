'use strict'

// Creates the objects of results from the values that the native library passes, in the order of their fields. Before the fields of
// an object stands the function of its shape, and before the items of a list `list` and their number.

let values = []
let at = 0

function take() {
  const value = values[at++]
  return typeof value === 'function' ? value() : value
}

/** Returns the function that creates objects with these keys. Keys without a value are omitted. */
function shape(...keys) {
  return () => {
    const object = {}
    for (let key = 0; key < keys.length; key++) {
      const value = take()
      if (value !== undefined) object[keys[key]] = value
    }
    return object
  }
}

function list() {
  const items = []
  for (let left = values[at++]; left > 0; left--) items.push(take())
  return items
}

/** Returns the value that the values describe; with an array, appends all of them to it. */
function assemble(into, ...given) {
  values = given
  at = 0
  if (into === undefined) return take()
  while (at < given.length) into.push(take())
}

module.exports = { assemble, shape, list }
