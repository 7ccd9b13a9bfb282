"""Imports whose iterators and callbacks misbehave stop promptly and gracefully."""

from __future__ import annotations

import asyncio
import contextvars
import sys
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from chat44mp import AsyncClient, Client
from chat44mp_testing import Emulator

WRONG_KEY = "12-AbCdEfG1234567890QwErTyU"


def person(number: int) -> dict[str, str]:
    return {"email": f"ada{number}@example.org", "phone_number": f"33377{number:05}"}


class SlowRows:
    """Yields one row, then waits; records the exception that closed it."""

    def __init__(self) -> None:
        self.closed_by: type[BaseException] | None = None

    async def rows(self) -> AsyncIterator[dict[str, str]]:
        yield person(1)
        try:
            await asyncio.sleep(3600)
        except BaseException as error:
            self.closed_by = type(error)
            raise
        yield person(2)


def test_an_aborted_import_does_not_wait_for_a_slow_iterator(emulator: Emulator) -> None:
    slow = SlowRows()

    async def main() -> None:
        client = AsyncClient(WRONG_KEY, base_url=emulator.base_url)
        report = await asyncio.wait_for(client.contacts.import_rows(slow.rows(), group_id=1), 10)
        assert (report.end, report.rows) == ("aborted", 1)
        assert slow.closed_by is asyncio.CancelledError

    asyncio.run(main())


@pytest.mark.parametrize("how", ["cancel", "timeout"])
def test_a_cancelled_import_stops_promptly(emulator: Emulator, async_client: AsyncClient, how: str) -> None:
    slow = SlowRows()

    async def main() -> None:
        importing = async_client.contacts.import_rows(slow.rows(), group_id=emulator.fixtures["group"])
        started = time.monotonic()
        if how == "timeout":
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(importing, 0.3)
        else:
            task = asyncio.create_task(importing)
            await asyncio.to_thread(emulator.wait_for, lambda journal: any(entry["applied"] for entry in journal))
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert time.monotonic() - started < 10
        assert slow.closed_by is asyncio.CancelledError
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(main())


def test_an_iterator_that_ignores_cancellation_does_not_block(emulator: Emulator) -> None:
    async def stubborn() -> AsyncIterator[dict[str, str]]:
        yield person(1)
        for _ in range(3):
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                pass

    async def main() -> None:
        client = AsyncClient(WRONG_KEY, base_url=emulator.base_url)
        report = await asyncio.wait_for(client.contacts.import_rows(stubborn(), group_id=1), 20)
        assert report.end == "aborted"
        for _ in range(3):
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
            await asyncio.sleep(0.01)

    asyncio.run(main())


@pytest.mark.skipif(sys.version_info < (3, 11), reason="there is no asyncio.timeout")
def test_timeouts_and_context_variables_work_across_a_yield(emulator: Emulator, async_client: AsyncClient) -> None:
    tenant = contextvars.ContextVar("tenant", default="none")
    seen: list[str] = []

    async def rows() -> AsyncIterator[dict[str, str]]:
        seen.append(tenant.get())
        token = tenant.set("inside")
        async with asyncio.timeout(60):  # type: ignore[attr-defined,unused-ignore]
            for number in range(100):
                await asyncio.sleep(0)
                yield person(number)
                seen.append(tenant.get())
        tenant.reset(token)

    async def main() -> None:
        tenant.set("outside")
        report = await async_client.contacts.import_rows(rows(), group_id=emulator.fixtures["group"])
        assert report.created == 100
        assert (seen[0], set(seen[1:]), tenant.get()) == ("outside", {"inside"}, "outside")

    asyncio.run(main())


def test_an_exception_of_an_async_iterator_is_raised_after_the_rows_before_it(
    emulator: Emulator, async_client: AsyncClient
) -> None:
    broken = LookupError("the database went away")

    async def rows() -> AsyncIterator[dict[str, str]]:
        for number in range(10):
            await asyncio.sleep(0)
            yield person(number)
        raise broken

    async def main() -> None:
        with pytest.raises(LookupError) as caught:
            await async_client.contacts.import_rows(rows(), group_id=emulator.fixtures["group"])
        assert caught.value is broken

    asyncio.run(main())
    assert all(not entry["disconnected"] for entry in emulator.journal)


@pytest.mark.parametrize("is_async", [False, True])
def test_a_generator_that_is_not_exhausted_is_closed(emulator: Emulator, is_async: bool) -> None:
    closed: list[str] = []

    def rows() -> Iterator[dict[str, str]]:
        try:
            yield from map(person, range(100_000))
        finally:
            closed.append("closed")

    generator = rows()
    if is_async:
        client = AsyncClient(WRONG_KEY, base_url=emulator.base_url)
        report = asyncio.run(_await(client.contacts.import_rows(generator, group_id=1)))
    else:
        report = Client(WRONG_KEY, base_url=emulator.base_url).contacts.import_rows(generator, group_id=1)
    assert (report.end, closed) == ("aborted", ["closed"])


async def _await(awaitable: Any) -> Any:
    return await awaitable


@pytest.mark.parametrize("raised", [LookupError("no"), asyncio.CancelledError()])
def test_an_async_progress_that_raises_stops_the_import(
    emulator: Emulator, async_client: AsyncClient, raised: BaseException
) -> None:
    slow = SlowRows()

    async def on_progress(_: object) -> None:
        await asyncio.sleep(0)
        raise raised

    async def main() -> None:
        importing = async_client.contacts.import_rows(
            slow.rows(), group_id=emulator.fixtures["group"], progress=on_progress
        )
        with pytest.raises(type(raised)):
            await asyncio.wait_for(importing, 10)
        assert slow.closed_by is asyncio.CancelledError

    asyncio.run(main())


def test_a_row_whose_attributes_raise_stops_the_import(emulator: Emulator, async_client: AsyncClient) -> None:
    class Broken(dict[str, str]):
        def keys(self) -> Any:
            raise LookupError("no")

        __iter__ = keys

    async def rows() -> AsyncIterator[object]:
        yield person(1)
        yield Broken()
        await asyncio.sleep(3600)

    async def main() -> None:
        with pytest.raises(LookupError):
            await asyncio.wait_for(
                async_client.contacts.import_rows(rows(), group_id=emulator.fixtures["group"]), 10
            )

    asyncio.run(main())
