import why from './no-browser.js'

throw new Error(why)

// Never reached. They are here so that a bundler gets as far as to run it.
export const Client = undefined
export const Emulator = undefined
