'use strict'

module.exports = [
  'chat44mp does not run in a browser: the API sends no CORS headers, and the key gives access to your whole account.',
  'Call it from your own server, and let the browser call that server: browser → your server (with the key) → Chat44MP.',
].join('\n')
