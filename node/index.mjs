// The entry point for `import`, with the same objects as `require`. It calls `require` itself, because importing CommonJS
// makes Node parse the module for export names, which takes longer than loading it.

import { createRequire } from 'node:module'

const chat44mp = createRequire(import.meta.url)('./index.js')

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
