"""`flows.answers`: constant memory, partial reads, cancellation and errors."""

from __future__ import annotations

import asyncio

import pytest

from chat44mp import AsyncClient, Client, NotFoundError, RateLimitError, ValidationError
from chat44mp_testing import Emulator

ROWS = 30_000


@pytest.fixture
def emulator(chat44mp_emulator: Emulator) -> Emulator:
    """An emulator whose campaign 77 has more rows than sockets buffer."""
    member = 39
    flow = {"id": 77, "user_id": member, "flow_name": "many", "synthetic_answers": {"subscribers": ROWS, "questions": 5}}
    chat44mp_emulator.load({"extends": "default", "flows": [flow]})
    return chat44mp_emulator


def disconnected(emulator: Emulator) -> bool:
    return emulator.wait_for(lambda journal: any(entry["disconnected"] for entry in journal))


def test_all_rows_arrive(client: Client, async_client: AsyncClient) -> None:
    rows = [row.subscriber_id for row in client.flows.answers(77)]

    async def read() -> list[str]:
        return [row.subscriber_id async for row in async_client.flows.answers(77)]

    assert len(set(rows)) == ROWS
    assert asyncio.run(read()) == rows


def test_leaving_a_loop_closes_the_connection(emulator: Emulator, client: Client) -> None:
    for _ in client.flows.answers(77):
        break
    assert disconnected(emulator)


def test_leaving_an_async_loop_closes_the_connection(emulator: Emulator, async_client: AsyncClient) -> None:
    async def main() -> None:
        async for _ in async_client.flows.answers(77):
            break
        assert await asyncio.to_thread(disconnected, emulator)

    asyncio.run(main())


def test_closing_ends_the_rows(emulator: Emulator, client: Client, async_client: AsyncClient) -> None:
    with client.flows.answers(77) as rows:
        next(rows)
    assert list(rows) == []
    assert disconnected(emulator)

    async def main() -> None:
        async with async_client.flows.answers(77) as rows:
            assert (await rows.__anext__()).answers
        assert [row async for row in rows] == []

    asyncio.run(main())


def test_a_call_per_row_does_not_deadlock_on_the_permit(emulator: Emulator) -> None:
    with emulator.client(max_concurrency=1) as client:
        names = {client.flows.get(77).name for _, _ in zip(client.flows.answers(77), range(100))}
    assert names == {"many"}

    async def main() -> None:
        async with emulator.async_client(max_concurrency=1) as client:
            count = 0
            async for _ in client.flows.answers(77):
                assert (await client.flows.get(77)).name == "many"
                count += 1
                if count == 100:
                    break

    asyncio.run(main())


def test_a_cancelled_read_ends_the_rows(emulator: Emulator, async_client: AsyncClient) -> None:
    emulator.add_fault({"operation": "get_all_subscriber_flow_info", "kind": "hang"})

    async def main() -> None:
        rows = async_client.flows.answers(77)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(rows.__anext__(), 0.2)
        assert await asyncio.to_thread(disconnected, emulator)
        assert [row async for row in rows] == []

    asyncio.run(main())


def test_two_tasks_cannot_read_the_same_rows(emulator: Emulator, async_client: AsyncClient) -> None:
    async def main() -> None:
        rows = async_client.flows.answers(77)
        first = asyncio.create_task(rows.__anext__())
        await asyncio.sleep(0)
        with pytest.raises(RuntimeError, match="already being read"):
            await rows.__anext__()
        assert (await first).answers

    asyncio.run(main())


def test_a_truncated_response_returns_its_rows_and_then_the_error(emulator: Emulator, client: Client) -> None:
    emulator.add_fault({"operation": "get_all_subscriber_flow_info", "kind": "truncate", "bytes": 5000})
    rows = client.flows.answers(77)
    seen = []
    with pytest.raises(Exception) as raised:
        seen.extend(rows)
    assert getattr(raised.value, "code") == "read_failed"
    assert list(rows) == []


def test_errors_are_raised_when_the_first_row_is_requested(emulator: Emulator, client: Client, async_client: AsyncClient) -> None:
    rows = client.flows.answers(emulator.fixtures["other_flow"])
    with pytest.raises(NotFoundError):
        next(rows)
    with pytest.raises(ValidationError) as raised:
        next(client.flows.answers(0))
    assert raised.value.field == "flow_id"
    emulator.add_fault({"kind": "rate_limit", "retry_after": "999"})

    async def main() -> None:
        with pytest.raises(RateLimitError) as raised:
            async for _ in async_client.flows.answers(77):
                pass
        assert raised.value.retry_after == 999

    asyncio.run(main())
