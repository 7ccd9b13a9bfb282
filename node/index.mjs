// The package for `import`: the same objects that `require` gives.

import chat44mp from './index.js'

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
