'use strict'

module.exports = [
  'chat44mp does not run in a browser: the API sends no CORS headers, and its key is a secret of your whole account.',
  'Call it from a server of yours and let the browser talk to that: browser → your server (holds the key) → Chat44MP.',
].join('\n')
