"""A waiting caller can cancel, which aborts the request."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import threading
import time
from types import FrameType

import pytest

from chat44mp import AsyncClient, Client
from chat44mp_testing import Emulator


def disconnected(emulator: Emulator) -> bool:
    return emulator.wait_for(lambda journal: any(entry["disconnected"] for entry in journal))


def arrived(emulator: Emulator) -> bool:
    return emulator.wait_for(lambda journal: len(journal) > 0)


def test_cancelling_a_task_aborts_its_request(emulator: Emulator, async_client: AsyncClient) -> None:
    emulator.add_fault({"operation": "create_contact_group", "kind": "hang"})

    async def main() -> None:
        task = asyncio.create_task(async_client.contact_groups.create("Spring sale"))
        await asyncio.to_thread(arrived, emulator)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(disconnected, emulator)

    asyncio.run(main())


def test_wait_for_aborts_its_request(emulator: Emulator, async_client: AsyncClient) -> None:
    emulator.add_fault({"operation": "get_flow_campaigns", "kind": "hang"})

    async def main() -> None:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(async_client.flows.list(), 0.2)
        assert await asyncio.to_thread(disconnected, emulator)

    asyncio.run(main())


CTRL_C = """
import chat44mp, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored by default in background jobs of a shell
client = chat44mp.Client(sys.argv[1], base_url=sys.argv[2])
try:
    client.flows.list()
except KeyboardInterrupt:
    sys.exit(42)
"""


def test_ctrl_c_aborts_a_call_in_the_main_thread(emulator: Emulator) -> None:
    emulator.add_fault({"operation": "get_flow_campaigns", "kind": "hang"})
    key = emulator.fixtures["member_key"]
    child = subprocess.Popen([sys.executable, "-c", CTRL_C, key, emulator.base_url])
    assert arrived(emulator)
    child.send_signal(signal.SIGINT)
    assert child.wait(10) == 42
    assert disconnected(emulator)


def test_a_signal_handler_can_make_calls(emulator: Emulator) -> None:
    """The waiting call holds the only permit; the handler's call also drives it."""
    emulator.add_fault({"operation": "get_flow_campaigns", "nth": 1, "kind": "latency", "ms": 300})
    client = emulator.client(max_concurrency=1)
    seen: list[int] = []

    def handler(number: int, frame: FrameType | None) -> None:
        seen.append(client.contact_groups.get(emulator.fixtures["group"]).id)

    before = signal.signal(signal.SIGALRM, handler)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        assert client.flows.list()
    finally:
        signal.signal(signal.SIGALRM, before)
    assert seen == [emulator.fixtures["group"]]


def test_other_threads_run_during_a_call(emulator: Emulator, client: Client) -> None:
    emulator.add_fault({"operation": "get_flow_campaigns", "kind": "latency", "ms": 300})
    counted = 0
    done = threading.Event()

    def count() -> None:
        nonlocal counted
        while not done.is_set():
            counted += 1

    thread = threading.Thread(target=count)
    thread.start()
    before = counted
    client.flows.list()
    during = counted - before
    done.set()
    thread.join()
    assert during > 1000


def test_threads_share_a_client(emulator: Emulator, client: Client) -> None:
    contact = emulator.fixtures["contact"]
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.extend(client.contacts.get(contact).id for _ in range(20)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [contact] * 160
