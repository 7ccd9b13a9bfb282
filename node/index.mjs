// The entry point for `import`, with the same objects as `require`. It calls `require` itself, because importing CommonJS
// makes Node parse the module for export names, which takes longer than loading it.

import { createRequire } from 'node:module'

import bundled from './lib/bundled.js'

const require = createRequire(import.meta.url)

let chat44mp
try {
  chat44mp = require('./index.js')
} catch (error) {
  if (error?.code !== 'MODULE_NOT_FOUND' || !error.message.includes("'./index.js'")) throw error
  throw new Error(bundled, { cause: error })
}

export default chat44mp.Client

export const {
  Client,
  Answers,
  Chat44mpError,
  ConfigError,
  ValidationError,
  APIConnectionError,
  APITimeoutError,
  MalformedResponseError,
  APIError,
  AuthenticationError,
  NotFoundError,
  ConflictError,
  PreconditionError,
  UpstreamError,
  RateLimitError,
  ServerError,
  UnknownAPIError,
  readImportResults,
  version,
} = chat44mp
