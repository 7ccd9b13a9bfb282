import './browser.js'

// Never reached: the line above throws. They are here so that a bundler gets as far as to run it.
export const Client = undefined
export const Emulator = undefined
