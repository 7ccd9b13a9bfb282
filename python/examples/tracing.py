"""Records a span for each request with OpenTelemetry, as a child of the current span."""

from opentelemetry import trace
from opentelemetry.trace import SpanKind, StatusCode

import chat44mp

tracer = trace.get_tracer("chat44mp")


def record(response: chat44mp.ResponseEvent) -> None:
    start = int(response.started_at * 1e9)
    span = tracer.start_span(response.operation, kind=SpanKind.CLIENT, start_time=start)
    span.set_attribute("http.request.method", response.method)
    span.set_attribute("url.template", response.template)
    span.set_attribute("http.request.resend_count", response.attempt - 1)
    if response.http_status is not None:
        span.set_attribute("http.response.status_code", response.http_status)
    # The API reports most of its errors with HTTP 200.
    if response.code is not None:
        span.set_attribute("error.type", response.code)
        span.set_status(StatusCode.ERROR)
    span.end(end_time=start + int(response.elapsed * 1e9))


def traced(client: chat44mp.Client) -> chat44mp.Client:
    return client.with_options(on_response=record)
