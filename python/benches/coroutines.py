"""Contestants with asyncio. Each runs in a separate process and imports only what it needs."""

from __future__ import annotations

from typing import Any

from work import Address, AsyncCalls, contact, contact_id

IN_FLIGHT = 64


async def nothing() -> None:
    pass


def chat44mp(address: Address) -> AsyncCalls:
    from chat44mp import AsyncClient

    client = AsyncClient(address.key, base_url=address.base_url, max_concurrency=IN_FLIGHT)

    async def create(number: str) -> object:
        return await client.contacts.create(
            group_id=address.group, email=f"{number}@example.org", phone_number=number, first_name="Ada"
        )

    return AsyncCalls(lambda: client.contacts.get(address.contact), create, nothing)


def aiohttp(address: Address) -> AsyncCalls:
    import aiohttp

    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=IN_FLIGHT), raise_for_status=True, timeout=aiohttp.ClientTimeout(30)
    )

    async def get() -> object:
        async with session.get(address.contact_url, params=address.contact_query) as answer:
            return contact(await answer.read())

    async def create(number: str) -> object:
        async with session.post(address.create_url, data=address.create_form(number)) as answer:
            return contact_id(await answer.read())

    return AsyncCalls(get, create, session.close)


def session_of_requests(session: Any, address: Address, close: Any) -> AsyncCalls:
    async def get() -> object:
        answer = await session.get(address.contact_url, params=address.contact_query, timeout=30)
        answer.raise_for_status()
        return contact(answer.content)

    async def create(number: str) -> object:
        answer = await session.post(address.create_url, data=address.create_form(number), timeout=30)
        answer.raise_for_status()
        return contact_id(answer.content)

    return AsyncCalls(get, create, close)


def httpx(address: Address) -> AsyncCalls:
    import httpx

    limits = httpx.Limits(max_connections=IN_FLIGHT, max_keepalive_connections=IN_FLIGHT)
    client = httpx.AsyncClient(limits=limits)
    return session_of_requests(client, address, client.aclose)


def niquests(address: Address) -> AsyncCalls:
    import niquests

    session = niquests.AsyncSession(pool_maxsize=IN_FLIGHT)
    return session_of_requests(session, address, session.close)


def ry(address: Address) -> AsyncCalls:
    import ry

    client = ry.Client()

    async def get() -> object:
        answer = await client.get(address.contact_url, query=address.contact_query)
        if not answer.ok:
            raise OSError(answer.status)
        return contact(bytes(await answer.bytes()))

    async def create(number: str) -> object:
        answer = await client.post(address.create_url, form=address.create_form(number))
        if not answer.ok:
            raise OSError(answer.status)
        return contact_id(bytes(await answer.bytes()))

    return AsyncCalls(get, create, nothing)


def pyreqwest(address: Address) -> AsyncCalls:
    from pyreqwest.client import ClientBuilder

    client = ClientBuilder().error_for_status().max_connections(IN_FLIGHT).build()

    async def get() -> object:
        answer = await client.get(address.contact_url).query(address.contact_query).build().send()
        return contact(await answer.text())

    async def create(number: str) -> object:
        answer = await client.post(address.create_url).form(address.create_form(number)).build().send()
        return contact_id(await answer.text())

    return AsyncCalls(get, create, client.close)
