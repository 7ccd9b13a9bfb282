import message from './no-browser.js'

throw new Error(message)

// Never reached. Without this export, bundlers fail before the error above is thrown.
export const Client = undefined
