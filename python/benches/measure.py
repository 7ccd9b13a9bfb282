"""Measures one contestant and prints the result as JSON. Run by `cargo xtask bench --lang python`.

    python measure.py blocking get requests 1000 7 '{"base_url": …}'
    python measure.py coroutines create aiohttp 1000 7 '{…}' 64
    python measure.py bulk aiohttp 20000 8 '{…}'
    python measure.py answers ijson '{…}'
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from importlib import import_module
from itertools import islice
from typing import Any

from work import Address, AsyncCalls, Calls


def memory(field: str) -> float:
    """Reads a memory figure of this process, in MiB; Linux only."""
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith(field):
                return int(line.split()[1]) / 1024
    raise OSError(f"no {field}")


def numbers(count: int, run: str) -> Iterator[str]:
    """Returns numbers that no other run uses."""
    return (f"{int(run):07}{number:07}" for number in range(count))


def blocking(call: str, contestant: Callable[[Address], Calls], count: str, run: str, address: str) -> object:
    calls = contestant(Address(**json.loads(address)))
    make: Callable[[str], object] = calls.create if call == "create" else lambda _: calls.get()
    work = numbers(int(count) + 2, run)
    # The first calls open the connection.
    for _ in range(2):
        make(next(work))
    began = time.process_time()
    for number in work:
        make(number)
    return {"cpu_us": (time.process_time() - began) * 1e6 / int(count)}


def coroutines(
    call: str, contestant: Callable[[Address], AsyncCalls], count: str, run: str, address: str, in_flight: str
) -> object:
    async def main() -> float:
        calls = contestant(Address(**json.loads(address)))
        make: Callable[[str], Awaitable[object]] = calls.create if call == "create" else lambda _: calls.get()
        work = numbers(int(count) + int(in_flight), run)

        async def worker() -> None:
            for number in work:
                await make(number)

        # The first calls open the connections.
        await asyncio.gather(*(make(next(work)) for _ in range(int(in_flight))))
        began = time.process_time()
        await asyncio.gather(*(worker() for _ in range(int(in_flight))))
        spent = time.process_time() - began
        await calls.close()
        return spent

    return {"cpu_us": asyncio.run(main()) * 1e6 / int(count)}


def bulk(contestant: Callable[[Address], Callable[[Iterator[str]], int]], count: str, run: str, address: str) -> object:
    make = contestant(Address(**json.loads(address)))
    # Created only once, so it already exists.
    work = numbers(int(count) + 200, run)
    make(islice(work, 200))
    gc.collect()
    before, cpu = memory("VmRSS:"), time.process_time()
    made = make(work)
    if made != int(count):
        raise ValueError(f"{made} of {count} contacts were made")
    return {"cpu_ms": (time.process_time() - cpu) * 1e3, "growth_mib": memory("VmHWM:") - before}


def answers(contestant: Callable[[Address], Iterator[list[str]]], address: str) -> object:
    gc.collect()
    before = memory("VmRSS:")
    began, cpu = time.perf_counter(), time.process_time()
    rows = contestant(Address(**json.loads(address)))
    letters = sum(map(len, next(rows)))
    first = time.perf_counter() - began
    count = 1
    for row in rows:
        count += 1
        letters += sum(map(len, row))
    return {
        "rows": count,
        "letters": letters,
        "first_row_ms": first * 1e3,
        "cpu_ms": (time.process_time() - cpu) * 1e3,
        "growth_mib": memory("VmHWM:") - before,
        "peak_mib": memory("VmHWM:"),
    }


def main() -> None:
    kind, *arguments = sys.argv[1:]
    measures: dict[str, Callable[..., Any]] = {
        "blocking": blocking,
        "coroutines": coroutines,
        "bulk": bulk,
        "answers": answers,
    }
    contestant = 0 if kind in ("bulk", "answers") else 1
    arguments[contestant] = getattr(import_module(kind), arguments[contestant])
    print(json.dumps(measures[kind](*arguments)), flush=True)
    # Exit without cleanup: the threads of one peer sometimes crash the interpreter at exit.
    os._exit(0)


if __name__ == "__main__":
    main()
