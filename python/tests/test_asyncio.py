"""The async client on any event loop: tasks, threads, uvloop, and closed loops."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import logging
import socketserver
import subprocess
import sys
import threading
import time
import warnings
from typing import Any, ClassVar

import pytest

from chat44mp import AsyncClient, Client, NotFoundError
from chat44mp_testing import Emulator


def test_concurrent_calls(emulator: Emulator) -> None:
    client = emulator.async_client(max_concurrency=16)
    contact = emulator.fixtures["contact"]

    async def main() -> None:
        found = await asyncio.gather(*(client.contacts.get(contact) for _ in range(500)))
        assert {contact.id for contact in found} == {contact}

    asyncio.run(main())


def test_a_call_is_a_coroutine(emulator: Emulator, async_client: AsyncClient) -> None:
    async def main() -> None:
        assert asyncio.iscoroutine(call := async_client.flows.list())
        task = asyncio.create_task(call, name="flows")
        done, _ = await asyncio.wait([task])
        assert done == {task} and task.result()
        with pytest.raises(RuntimeError, match="already awaited"):
            await call
        with pytest.raises(NotFoundError):
            await async_client.contacts.get(9999)

    asyncio.run(main(), debug=True)


def test_nothing_is_sent_before_it_is_awaited(emulator: Emulator, async_client: AsyncClient) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        async_client.contact_groups.create("Spring sale")
        gc.collect()
    assert ["never awaited" in str(warning.message) for warning in caught] == [True]
    assert emulator.journal == []


def test_a_client_on_event_loops_of_several_threads(emulator: Emulator, async_client: AsyncClient) -> None:
    failed: list[BaseException] = []

    async def calls() -> None:
        for _ in range(10):
            await asyncio.gather(*(async_client.flows.list() for _ in range(4)))

    def run() -> None:
        try:
            asyncio.run(calls())
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def python_task(loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any) -> Any:
    task: Any = getattr(asyncio.tasks, "_PyTask")
    return task(coroutine, loop=loop, **options)


# Tasks implemented in C and in Python; from Python 3.12 also those that start immediately.
TASK_FACTORIES: list[Any] = [None, python_task]
if sys.version_info >= (3, 12):
    TASK_FACTORIES.append(asyncio.eager_task_factory)


@pytest.mark.parametrize("factory", TASK_FACTORIES)
def test_tasks_of_every_kind(emulator: Emulator, async_client: AsyncClient, factory: Any) -> None:
    number = contextvars.ContextVar[int]("number")

    async def numbered(value: int) -> int:
        number.set(value)
        assert await async_client.flows.list()
        with pytest.raises(NotFoundError):
            await async_client.contacts.get(9999)
        return number.get()

    async def main() -> None:
        asyncio.get_running_loop().set_task_factory(factory)
        assert await asyncio.gather(*map(numbered, range(16))) == list(range(16))
        emulator.add_fault({"operation": "get_flow_campaigns", "kind": "hang"})
        calls = len(emulator.journal)
        hanging = asyncio.create_task(async_client.flows.list())
        await asyncio.sleep(0)
        emulator.wait_for(lambda journal: len(journal) > calls)
        hanging.cancel("enough")
        with pytest.raises(asyncio.CancelledError):
            await hanging
        assert await asyncio.wait_for(async_client.contacts.get(emulator.fixtures["contact"]), 30)

    asyncio.run(main())


def test_a_task_that_cancels_others_whose_calls_have_finished(emulator: Emulator) -> None:
    client = emulator.async_client(max_concurrency=16)
    tasks: list[asyncio.Task[None]] = []

    async def win() -> None:
        await client.flows.list()
        for task in tasks:
            if task is not asyncio.current_task():
                task.cancel()

    async def main() -> None:
        tasks.extend(asyncio.create_task(win()) for _ in range(16))
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert results.count(None) == 1
        assert sum(isinstance(result, asyncio.CancelledError) for result in results) == 15

    asyncio.run(main())


def test_a_task_that_leaves_the_program_does_not_affect_others(emulator: Emulator) -> None:
    client = emulator.async_client(max_concurrency=16)

    async def leave() -> None:
        await client.flows.list()
        raise SystemExit(3)

    loop = asyncio.new_event_loop()
    others = [loop.create_task(client.flows.list()) for _ in range(8)]
    with pytest.raises(SystemExit):
        loop.run_until_complete(leave())
    assert all(loop.run_until_complete(asyncio.gather(*others)))
    loop.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no uvloop")
def test_uvloop(emulator: Emulator, async_client: AsyncClient) -> None:
    import uvloop

    async def main() -> None:
        await asyncio.gather(*(async_client.flows.list() for _ in range(50)))
        assert [row async for row in async_client.flows.answers(emulator.fixtures["flow"])]
        emulator.add_fault({"kind": "hang"})
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(async_client.flows.list(), 0.1)

    loop = uvloop.new_event_loop()
    try:
        loop.run_until_complete(main())
    finally:
        loop.close()


def test_an_event_loop_without_add_reader(emulator: Emulator, async_client: AsyncClient) -> None:
    def reject(*_: object) -> None:
        raise NotImplementedError

    async def main() -> None:
        await asyncio.gather(*(async_client.flows.list() for _ in range(50)))

    # Replaced after the constructor, which uses it.
    loop = asyncio.SelectorEventLoop()
    loop.add_reader = reject  # type: ignore[method-assign]
    try:
        loop.run_until_complete(main())
    finally:
        loop.close()


def test_a_log_filter_that_raises_does_not_block_calls(emulator: Emulator, async_client: AsyncClient) -> None:
    def reject(_: logging.LogRecord) -> bool:
        raise LookupError("no")

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        for _ in range(3):
            await asyncio.wait_for(asyncio.gather(*(async_client.flows.list() for _ in range(5))), 10)

    logger = logging.getLogger("chat44mp")
    logger.setLevel(logging.DEBUG)
    logger.addFilter(reject)
    try:
        asyncio.run(main())
    finally:
        logger.removeFilter(reject)
        logger.setLevel(logging.NOTSET)


ABANDONED = """
import asyncio, sys
from chat44mp_testing import Emulator

emulator = Emulator()
emulator.add_fault({"kind": "latency", "ms": 200, "operation": "get_flow_campaigns"})
client = emulator.async_client()

async def main(how):
    tasks = [asyncio.create_task(client.flows.list()) for _ in range(5)]
    await asyncio.sleep(0.05)
    if how == "cancelled":
        return
    tasks.clear()

asyncio.run(main("cancelled"))
asyncio.run(main("dropped"))
import time; time.sleep(0.4)
asyncio.run(main("again"))
print("done")
"""


def test_closing_a_loop_with_pending_calls_prints_nothing() -> None:
    done = subprocess.run([sys.executable, "-X", "dev", "-c", ABANDONED], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr, done.returncode) == ("done\n", "", 0)


def test_both_clients_in_one_program(emulator: Emulator, client: Client, async_client: AsyncClient) -> None:
    async def main() -> None:
        assert await async_client.flows.list() == client.flows.list()
        assert await asyncio.to_thread(client.flows.list) == client.flows.list()

    asyncio.run(main())


class Counting(socketserver.StreamRequestHandler):
    """Keeps connections open, and counts them."""

    connections: ClassVar[int] = 0

    def setup(self) -> None:
        super().setup()
        type(self).connections += 1

    def handle(self) -> None:
        while self.rfile.readline():
            while self.rfile.readline().strip():
                pass
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")


def test_loops_one_after_another_share_connections() -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Counting) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        client = AsyncClient("K" * 24, base_url=f"http://127.0.0.1:{server.server_address[1]}")
        for _ in range(5):
            asyncio.run(client.flows.list())
        assert Counting.connections == 1
        asyncio.run(client.aclose())
        server.shutdown()


def test_a_call_continues_when_its_loop_runs_again(emulator: Emulator, async_client: AsyncClient) -> None:
    loop = asyncio.new_event_loop()
    # Opens the connection, for which the loop must run.
    assert loop.run_until_complete(async_client.flows.list())
    call = loop.create_task(async_client.flows.list())
    loop.run_until_complete(asyncio.sleep(0))
    assert emulator.wait_for(lambda journal: len(journal) == 2), "the request is sent when its task first runs"
    # Meanwhile, another loop of the thread receives its response.
    assert asyncio.run(async_client.contacts.get(emulator.fixtures["contact"]))
    assert loop.run_until_complete(call)
    loop.close()


def test_a_loop_that_a_task_runs(async_client: AsyncClient) -> None:
    inner = asyncio.new_event_loop()

    async def main() -> None:
        assert await async_client.flows.list()
        outer = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        try:
            for _ in range(3):
                assert inner.run_until_complete(async_client.flows.list())
        finally:
            asyncio._set_running_loop(outer)
        assert await async_client.flows.list()

    asyncio.run(main())
    inner.close()


def test_a_response_that_has_arrived_wins_over_a_timeout_that_has_passed(emulator: Emulator) -> None:
    client = emulator.async_client(timeout=0.2)

    async def main() -> None:
        assert await client.with_options(timeout=30).flows.list()
        call = asyncio.create_task(client.flows.list())
        await asyncio.sleep(0)
        assert emulator.wait_for(lambda journal: len(journal) == 2)
        end = time.monotonic() + 0.3
        while time.monotonic() < end:
            pass
        assert await call

    asyncio.run(main())


def test_a_call_that_is_cancelled_last_is_aborted(emulator: Emulator, async_client: AsyncClient) -> None:
    loop = asyncio.new_event_loop()
    assert loop.run_until_complete(async_client.flows.list())
    emulator.add_fault({"operation": "get_flow_campaigns", "kind": "hang"})
    call = loop.create_task(async_client.flows.list())
    loop.run_until_complete(asyncio.sleep(0))
    assert emulator.wait_for(lambda journal: len(journal) == 2)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        loop.run_until_complete(call)
    loop.close()
    assert emulator.wait_for(lambda journal: journal[1]["disconnected"])
