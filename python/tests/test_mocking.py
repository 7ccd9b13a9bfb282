"""Mocks in place of clients, resources and calls, and attributes of clients."""

from __future__ import annotations

import asyncio
import inspect
import re
from pathlib import Path
from unittest import mock

import chat44mp
import pytest
from chat44mp import AsyncClient, Client

STUBS = (Path(chat44mp.__file__).parent / "_native.pyi").read_text(encoding="utf-8")


def test_a_mock_of_a_client_checks_names_and_arguments() -> None:
    client = mock.create_autospec(Client, instance=True)
    client.contacts.create.return_value = 500
    assert client.contacts.create(group_id=1, email="ada@example.com") == 500
    with pytest.raises(TypeError, match="group_id"):
        client.contacts.create(email="ada@example.com")
    with pytest.raises(AttributeError):
        client.contacts.list()


def test_a_mock_of_an_asyncio_client_can_be_awaited() -> None:
    client = mock.create_autospec(AsyncClient, instance=True)
    client.contacts.create.return_value = 500

    async def main() -> None:
        assert await client.contacts.create(group_id=1, email="ada@example.com") == 500
        async with client:
            await client.aclose()

    asyncio.run(main())
    client.contacts.create.assert_awaited_once()


def test_a_patch_replaces_a_resource_and_a_call(client: Client) -> None:
    contacts = client.contacts
    with mock.patch.object(client, "contacts") as replaced:
        replaced.get.return_value = 1
        assert client.contacts.get(233) == 1
    assert client.contacts is contacts
    with mock.patch.object(client.contacts, "get", autospec=True) as get:
        client.contacts.get(233)
    get.assert_called_once_with(233)
    assert isinstance(client.contacts.get, type(contacts.get))
    with mock.patch("chat44mp.Client") as replaced:
        assert chat44mp.Client() is replaced.return_value


def test_only_what_exists_can_be_replaced(client: Client) -> None:
    with pytest.raises(AttributeError, match="no attribute 'timeout'"):
        client.timeout = 5  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="not writable"):
        client.base_url = "https://chat.example.com"  # type: ignore[misc]


def test_coroutine_functions_are_those_of_the_stubs() -> None:
    class_name, checked = "", 0
    for line in STUBS.splitlines():
        if declared := re.match(r"class (\w+)", line):
            class_name = declared[1]
        method = re.match(r"    (async )?def ([a-z]\w*)\(.*\) -> (.*):", line)
        class_ = getattr(chat44mp, class_name, None)
        if not method or not class_:
            continue
        function = getattr(class_, method[2], None)
        if not inspect.isfunction(function):
            continue
        is_coroutine = bool(method[1]) or method[3].startswith("Coroutine[")
        assert inspect.iscoroutinefunction(function) == is_coroutine, line
        checked += 1
    assert checked > 80


def test_a_call_that_is_not_awaited_is_named(async_client: AsyncClient) -> None:
    with pytest.warns(RuntimeWarning, match="coroutine 'AsyncContacts.get' was never awaited"):
        async_client.contacts.get(233)  # type: ignore[unused-coroutine]
