"""Contestants that create many contacts, 32 in flight: each takes their numbers, and returns the count of those created."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import coroutines
from work import Address, AsyncCalls

IN_FLIGHT = 32

Make = Callable[[Iterator[str]], int]


def chat44mp(address: Address) -> Make:
    from chat44mp import Client

    client = Client(address.key, base_url=address.base_url, max_concurrency=IN_FLIGHT)

    def make(numbers: Iterator[str]) -> int:
        rows = (
            {"email": f"{number}@example.org", "phone_number": number, "first_name": "Ada"} for number in numbers
        )
        return client.contacts.import_rows(rows, group_id=address.group, concurrency=IN_FLIGHT).created

    return make


def in_coroutines(contestant: Callable[[Address], AsyncCalls], address: Address) -> Make:
    """Typical user code: several workers that share one iterator."""

    async def main(numbers: Iterator[str]) -> int:
        calls = contestant(address)
        made = 0

        async def worker() -> None:
            nonlocal made
            for number in numbers:
                await calls.create(number)
                made += 1

        await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))
        await calls.close()
        return made

    return lambda numbers: asyncio.run(main(numbers))


def aiohttp(address: Address) -> Make:
    return in_coroutines(coroutines.aiohttp, address)


def ry(address: Address) -> Make:
    return in_coroutines(coroutines.ry, address)
