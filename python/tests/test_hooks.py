"""The hooks of a client: `on_request` and `on_response`."""

from __future__ import annotations

import asyncio
import contextvars
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

import chat44mp
from chat44mp import AsyncClient, Client, RequestEvent, ResponseEvent
from chat44mp_testing import Emulator

span: contextvars.ContextVar[str | None] = contextvars.ContextVar("span", default=None)


class Recorder:
    """Records the events of a client with the context in which its hooks run."""

    def __init__(self) -> None:
        self.requests: list[tuple[str | None, RequestEvent]] = []
        self.responses: list[tuple[str | None, ResponseEvent]] = []
        self.options: Any = {
            "on_request": lambda event: self.requests.append((span.get(), event)),
            "on_response": lambda event: self.responses.append((span.get(), event)),
        }


def test_reports_each_attempt_with_its_code_and_outcome(emulator: Emulator) -> None:
    recorder = Recorder()
    client = emulator.client(backoff=0.001, **recorder.options)
    emulator.add_fault({"kind": "rate_limit", "retry_after_ms": "1", "operation": "get_contact", "nth": 1})
    with pytest.raises(chat44mp.NotFoundError):
        client.contacts.get(999_999)
    first, second = (event for _, event in recorder.responses)
    assert (first.attempt, first.http_status, first.code) == (1, 429, "rate_limited")
    assert (second.attempt, second.http_status, second.code) == (2, 200, "contact_not_found")
    assert first.call_id == second.call_id
    assert (second.operation, second.method, second.template) == ("contacts.get", "GET", "/get_contact")
    assert 0 < first.started_at <= second.started_at
    assert second.outcome is None
    assert [event.attempt for _, event in recorder.requests] == [1, 2]


def test_a_rejected_write_has_its_outcome_and_a_template_without_ids(emulator: Emulator) -> None:
    recorder = Recorder()
    client = emulator.client(**recorder.options)
    with pytest.raises(chat44mp.NotFoundError):
        client.contacts.delete(999_999)
    ((_, event),) = recorder.responses
    assert (event.outcome, event.method) == ("rejected", "POST")
    # Numbers such as the time can contain the same digits.
    ((_, request),) = recorder.requests
    for reported in (request, event):
        assert "999" not in f"{reported.operation} {reported.method} {reported.template}"


def test_hooks_run_in_the_context_of_their_call(emulator: Emulator) -> None:
    recorder = Recorder()

    async def call(client: AsyncClient, name: str) -> None:
        span.set(name)
        await client.flows.list()

    async def main() -> None:
        async with AsyncClient(emulator.fixtures["member_key"], base_url=emulator.base_url, **recorder.options) as client:
            await asyncio.gather(*(call(client, name) for name in "abc"))

    asyncio.run(main())
    assert sorted(str(name) for name, _ in recorder.responses) == ["a", "b", "c"]
    client = emulator.client(**recorder.options)

    def thread(name: str) -> None:
        span.set(name)
        client.flows.list()

    threads = [threading.Thread(target=thread, args=(name,)) for name in "de"]
    for started in threads:
        started.start()
    for started in threads:
        started.join()
    assert sorted(str(name) for name, _ in recorder.responses[3:]) == ["d", "e"]


def test_rows_of_an_import_are_reported(emulator: Emulator) -> None:
    recorder = Recorder()
    client = emulator.client(**recorder.options)
    group = client.contact_groups.create("Imported")
    client.contacts.import_rows(({"email": f"row{n}@hooks.example", "phone_number": f"39333{n:05}"} for n in range(20)), group_id=group)
    operations = [event.operation for _, event in recorder.responses]
    assert operations.count("contacts.create") + operations.count("contacts.import_rows") == 20


def test_a_derived_client_inherits_hooks_that_it_does_not_replace(emulator: Emulator) -> None:
    recorder, other = Recorder(), Recorder()
    client = emulator.client(**recorder.options).with_options(on_response=other.options["on_response"])
    client.flows.list()
    assert (len(recorder.requests), len(recorder.responses)) == (1, 0)
    assert (len(other.requests), len(other.responses)) == (0, 1)


def test_an_exception_of_a_hook_does_not_affect_the_call(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[BaseException | None] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda info: raised.append(info.exc_value))
    client: Client = emulator.client(on_request=lambda event: 1 / 0)
    assert client.flows.list()
    assert [type(error) for error in raised] == [ZeroDivisionError]
    with pytest.raises(TypeError, match="on_request"):
        emulator.client(on_request=5)


def test_a_hook_can_make_calls(emulator: Emulator) -> None:
    plain, seen = emulator.client(), list[int]()
    client = emulator.client(on_response=lambda event: seen.append(len(plain.flows.list())))
    client.flows.list()
    assert len(seen) == 1


def test_the_example_records_spans_with_opentelemetry(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "examples"))
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    from tracing import traced

    client = traced(emulator.client())
    with trace.get_tracer("program").start_as_current_span("sale"), pytest.raises(chat44mp.NotFoundError):
        client.contacts.get(999_999)
    child, parent = exporter.get_finished_spans()
    assert (child.name, child.attributes and child.attributes["error.type"]) == ("contacts.get", "contact_not_found")
    assert child.parent is not None
    assert child.parent.span_id == parent.context.span_id
