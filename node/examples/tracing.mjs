// Records a span for each request with OpenTelemetry, as a child of the current span.

import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'

const tracer = trace.getTracer('chat44mp')

/** For the option `onResponse` of a client. */
export function record(response) {
  const span = tracer.startSpan(response.operation, {
    kind: SpanKind.CLIENT,
    startTime: new Date(response.startedAt),
    attributes: {
      'http.request.method': response.method,
      'url.template': response.template,
      'http.request.resend_count': response.attempt - 1,
      'http.response.status_code': response.httpStatus,
      'error.type': response.code,
    },
  })
  // The API reports most of its errors with HTTP 200.
  if (response.code !== undefined) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end(new Date(response.startedAt + response.elapsed))
}
