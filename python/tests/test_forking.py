"""Clients created before a fork work in the child and in the parent."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable

import pytest

from chat44mp import AsyncClient, Client, ConfigError
from chat44mp_testing import Emulator

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="there is no fork"),
    # Python warns about forking with threads, which is tested here.
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


def in_child(work: Callable[[], object]) -> None:
    """Runs `work` in a forked child; fails if it raises or times out."""
    wait_for(fork(work))


def wait_for(child: int) -> None:
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def fork(work: Callable[[], object], timeout: float = 20) -> int:
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            threading.Timer(timeout, os._exit, [3]).start()
            work()
            status = 0
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(status)
    return pid


@pytest.mark.parametrize("used", [False, True])
def test_a_client_works_in_the_child(emulator: Emulator, client: Client, used: bool) -> None:
    if used:
        client.flows.list()
    in_child(client.flows.list)
    in_child(lambda: in_child(client.flows.list))
    client.flows.list()


@pytest.mark.parametrize("used", [False, True])
def test_an_async_client_works_in_the_child(emulator: Emulator, async_client: AsyncClient, used: bool) -> None:
    async def call() -> None:
        await asyncio.gather(*(async_client.flows.list() for _ in range(5)))

    if used:
        asyncio.run(call())
    in_child(lambda: asyncio.run(call()))
    asyncio.run(call())


def test_a_child_forked_while_all_permits_are_taken_works(emulator: Emulator) -> None:
    client = emulator.client(max_concurrency=1)
    emulator.add_fault({"operation": "get_flow_campaigns", "nth": 1, "kind": "latency", "ms": 500})
    thread = threading.Thread(target=client.flows.list)
    thread.start()
    assert emulator.wait_for(lambda journal: len(journal) == 1)
    in_child(lambda: client.contacts.get(233))
    thread.join()
    client.flows.list()


def test_a_server_that_forks_its_workers(emulator: Emulator, client: Client, async_client: AsyncClient) -> None:
    """Like gunicorn with `preload`: clients are used before the fork, and concurrently by threads of all workers."""

    contact_id = emulator.fixtures["contact"]

    async def calls() -> None:
        await asyncio.gather(*(async_client.flows.list() for _ in range(5)))

    def worker() -> None:
        threads = [threading.Thread(target=client.flows.list) for _ in range(4)]
        for thread in threads:
            thread.start()
        asyncio.run(calls())
        for thread in threads:
            thread.join()
        assert client.contacts.get(contact_id)

    client.flows.list()
    asyncio.run(calls())
    workers = [fork(worker) for _ in range(4)]
    client.flows.list()
    for child in workers:
        wait_for(child)
    requests = [entry["operation"] for entry in emulator.journal]
    assert requests.count("get_flow_campaigns") == 1 + 5 + 1 + 4 * (4 + 5)
    assert requests.count("get_contact") == 4


def test_a_child_does_not_close_a_stream_of_the_parent(emulator: Emulator, client: Client) -> None:
    rows = iter(client.flows.answers(1))
    next(rows)

    def child() -> None:
        nonlocal rows
        del rows
        client.flows.list()
        client.close()

    in_child(child)
    assert len(list(rows)) == 2


def test_a_closed_client_is_also_closed_in_the_child(emulator: Emulator, client: Client) -> None:
    client.close()

    def child() -> None:
        with pytest.raises(Exception, match="client_closed"):
            client.flows.list()

    in_child(child)


def test_a_child_forked_by_a_signal_handler_leaves_the_call_to_its_parent(emulator: Emulator, client: Client) -> None:
    """The handler returns into the call in both processes; the parent owns the connection."""
    emulator.add_fault({"operation": "get_flow_campaigns", "nth": 1, "kind": "latency", "ms": 300})
    child = -1

    def handler(*_: object) -> None:
        nonlocal child
        child = os.fork()

    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    try:
        flows = client.flows.list()
        if child == 0:
            os._exit(2)
    except ConfigError as error:
        if child == 0:
            os._exit(0 if "forked" in str(error) and client.flows.list() else 3)
        raise
    finally:
        signal.signal(signal.SIGALRM, before)
    assert flows
    wait_for(child)


def list_flows(key: str, base_url: str) -> int:
    return len(Client(key, base_url=base_url).flows.list())


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_multiprocessing(emulator: Emulator, client: Client, method: str) -> None:
    expected = len(client.flows.list())
    with multiprocessing.get_context(method).Pool(2) as pool:
        arguments = (emulator.fixtures["member_key"], emulator.base_url)
        assert pool.starmap(list_flows, [arguments] * 4) == [expected] * 4


def test_stopping_the_parents_emulator_in_a_child_does_nothing(emulator: Emulator) -> None:
    in_child(emulator.stop)
    assert emulator.client().flows.list()
