'use strict'

// Compares actual values with those that a scenario expects.

const DATE = /^\d{4}-\d\d-\d\d$/
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/

/** Whether the day exists: `Date` converts 29 February of any year to 1 March. */
const isDay = (text) => {
  const day = new Date(text.slice(0, 10))
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10))
}

const isMap = (value) => value !== null && typeof value === 'object' && !Array.isArray(value)

const TYPES = {
  int: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  text: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  list: (value) => Array.isArray(value),
  map: isMap,
  date: (value) => typeof value === 'string' && DATE.test(value) && isDay(value),
  datetime: (value) => typeof value === 'string' && TIME.test(value) && isDay(value) && !Number.isNaN(Date.parse(value)),
}

/** Returns all differences, each with its path. */
function differences(path, expected, actual) {
  if (isMap(expected) && Object.keys(expected).some((key) => /^\$(?!\{)/.test(key))) {
    return Object.entries(expected)
      .filter(([name, argument]) => !matches(name, argument, actual))
      .map(([name, argument]) => `${path}: expected {${name}: ${show(argument)}}, got ${show(actual)}`)
  }
  if (isMap(expected) && isMap(actual)) {
    return Object.entries(expected).flatMap(([key, value]) => differences(`${path}.${key}`, value, actual[key]))
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (expected.length !== actual.length) {
      return [`${path}: expected a list of ${expected.length}, got a list of ${actual.length}: ${show(actual)}`]
    }
    return expected.flatMap((value, at) => differences(`${path}[${at}]`, value, actual[at]))
  }
  return (expected ?? null) === (actual ?? null) ? [] : [`${path}: expected ${show(expected)}, got ${show(actual)}`]
}

/** Like `differences`, for an error whose `server_message` is a regular expression. */
function errorDifferences(path, expected, actual) {
  if (typeof expected.server_message === 'string') expected = { ...expected, server_message: { $matches: expected.server_message } }
  return differences(path, expected, actual)
}

function matches(name, argument, actual) {
  const same = (part, item) => differences('', part, item).length === 0
  switch (name) {
    case '$type':
      return TYPES[argument](actual)
    case '$length':
      if (typeof actual === 'string') return [...actual].length === argument
      return isMap(actual) ? Object.keys(actual).length === argument : actual?.length === argument
    case '$matches':
      return typeof actual === 'string' && new RegExp(argument, 'u').test(actual)
    case '$contains':
      if (typeof argument === 'string' && typeof actual === 'string') return actual.includes(argument)
      return (
        Array.isArray(actual) &&
        [argument].flat().every((part) => actual.some((item) => same(part, item)))
      )
    case '$not':
      return !same(argument, actual)
    default:
      throw new Error(`there is no matcher ${name}`)
  }
}

function show(value) {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length <= 300 ? text : `${text.slice(0, 300)}…`
}

module.exports = { differences, errorDifferences, show }
