import message from './no-browser.js'

throw new Error(message)

// Never reached. Without these exports, bundlers fail before the error above is thrown.
export const Client = undefined
export const Emulator = undefined
