'use strict'

throw new Error(require('./no-browser.js'))
