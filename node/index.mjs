// The package for `import`: the same objects that `require` gives. It is required, too: an import of CommonJS would have
// Node look through it for its names first, which takes longer than all the rest.

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
  version,
} = chat44mp
