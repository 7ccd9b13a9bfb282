"""Interrupts first calls with further calls; run by `test_reentrancy.py`.

Each run is a child process, forked before the package is used, so that each has its own first calls. A run that hangs
prints its stacks to standard error and is killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import gc
import importlib
import json
import logging
import os
import random
import signal
import sys
import threading
import time
import weakref
from collections.abc import Callable

import chat44mp

TIMEOUT = 30.0
"""A run that takes longer, in seconds, counts as hanging."""

KEY, URL = os.environ["CHAT44MP_API_KEY"], os.environ["CHAT44MP_BASE_URL"]
GROUP, FLOW = int(os.environ["GROUP"]), int(os.environ["FLOW"])

EXPECTED = (chat44mp.Chat44mpError, TypeError, RuntimeError, StopIteration)
"""Exceptions that an interrupted or closed call may raise."""


class Calls:
    """Calls of all kinds, with one client of each class."""

    def __init__(self) -> None:
        self.client = chat44mp.Client(KEY, base_url=URL, timeout=20)
        self.async_client = chat44mp.AsyncClient(KEY, base_url=URL, timeout=20)
        self.all: list[Callable[[], object]] = [
            self.client.flows.list,
            self.error,
            self.wrong_type,
            self.models,
            self.rows,
            self.dry_import,
            self.raw,
            self.closed,
            self.in_asyncio,
            self.coroutine,
            lambda: repr(self.client),
        ]

    def error(self) -> None:
        self.client.contacts.get(99_999_999)

    def wrong_type(self) -> None:
        self.client.contacts.get("x")  # type: ignore[arg-type]

    def models(self) -> None:
        groups = self.client.contact_groups.get(GROUP)
        repr(groups)
        groups.to_dict()
        repr(groups.created_at)

    def rows(self) -> None:
        with self.client.flows.answers(FLOW) as answers:
            next(answers)

    def dry_import(self) -> None:
        rows = [{"email": f"person{number}@import.example"} for number in range(3)]
        self.client.contacts.import_rows(iter(rows), group_id=GROUP, dry_run=True, progress=repr)

    def raw(self) -> None:
        repr(self.client.with_raw_response.flows.list())

    def closed(self) -> None:
        with chat44mp.Client(KEY, base_url=URL) as client:
            client.flows.list()

    def in_asyncio(self) -> None:
        if asyncio._get_running_loop() is not None:  # pyright: ignore[reportPrivateUsage]
            return

        async def calls() -> None:
            await asyncio.gather(*(self.async_client.flows.list() for _ in range(3)))
            async with self.async_client.flows.answers(FLOW) as answers:
                async for _ in answers:
                    break

        loop = asyncio.new_event_loop()
        try:
            loop.run_until_complete(calls())
        finally:
            loop.close()

    def coroutine(self) -> None:
        self.async_client.flows.list().close()

    def import_module(self) -> None:
        # CPython can raise this for an import that interrupts another one (python/cpython#106176).
        with contextlib.suppress(KeyError):
            importlib.import_module("chat44mp_testing")

    def call_any(self, choice: random.Random) -> None:
        """Runs a random call; expected exceptions are ignored."""
        try:
            choice.choice(self.all)()
        except EXPECTED:
            pass


def interrupted_by_signals(choice: random.Random) -> None:
    """A timer's handler makes calls during calls."""
    calls, inside, left = Calls(), 0, 60
    calls.all.append(calls.import_module)

    def handler(*_: object) -> None:
        nonlocal inside, left
        left -= 1
        if left <= 0:
            signal.setitimer(signal.ITIMER_REAL, 0)
        elif inside < 3:
            inside += 1
            try:
                calls.call_any(choice)
            finally:
                inside -= 1

    signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, choice.uniform(0.000_05, 0.002), choice.uniform(0.000_2, 0.001))
    for _ in range(8):
        calls.call_any(choice)
    signal.setitimer(signal.ITIMER_REAL, 0)


def interrupted_by_finalizers(choice: random.Random) -> None:
    """The garbage collector runs at almost every allocation and finds objects whose finalizers make calls."""
    calls, left = Calls(), 60

    class Finalized:
        def __init__(self) -> None:
            self.cycle = self

        def __del__(self) -> None:
            collected(None)

    def collected(_: object) -> None:
        nonlocal left
        left -= 1
        if left > 0:
            create_garbage()
            calls.call_any(choice)

    references: list[weakref.ref[Finalized]] = []

    def create_garbage() -> None:
        references.append(weakref.ref(Finalized(), collected if choice.random() < 0.5 else None))

    for _ in range(3):
        create_garbage()
    gc.set_threshold(1)
    for _ in range(8):
        calls.call_any(choice)
    gc.set_threshold(700)


def interrupted_by_forks(choice: random.Random) -> None:
    """A thread forks while others make their first calls; parent and child continue to make calls."""
    calls = Calls()
    others = [random.Random(choice.random()) for _ in range(3)]
    threads = [threading.Thread(target=lambda other=other: [calls.call_any(other) for _ in range(3)]) for other in others]
    for thread in threads:
        thread.start()
    time.sleep(choice.uniform(0, 0.006))
    child = fork(lambda: [calls.call_any(choice) for _ in range(4)])
    calls.call_any(choice)
    for thread in threads:
        thread.join()
    assert succeeded(child)


def fork(work: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            faulthandler.register(signal.SIGUSR1)
            work()
            status = 0
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(status)
    return child


def succeeded(child: int) -> bool:
    """Waits for a child. If it hangs, prints its stacks and kills it."""
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid == child:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.002)
    print("hangs:", file=sys.stderr, flush=True)
    os.kill(child, signal.SIGUSR1)
    time.sleep(0.5)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def main(kind: str, runs: int, first_seed: int) -> None:
    # Created by the standard library under its own locks.
    asyncio.get_event_loop_policy()
    logging.getLogger("chat44mp").setLevel(logging.DEBUG)
    logging.getLogger("chat44mp").addHandler(logging.NullHandler())
    run = globals()[f"interrupted_by_{kind}"]
    started, failed = time.monotonic(), []
    for seed in range(first_seed, first_seed + runs):
        child = fork(lambda seed=seed: run(random.Random(seed)))
        if not succeeded(child):
            failed.append(seed)
    print(json.dumps({"runs": runs, "failed": failed, "seconds": round(time.monotonic() - started, 1)}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
