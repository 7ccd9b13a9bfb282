"""Fixtures that all tests share."""

from __future__ import annotations

import faulthandler
from collections.abc import Iterator

import pytest

from chat44mp import AsyncClient, Client
from chat44mp_testing import Emulator


@pytest.fixture(autouse=True)
def timeout() -> Iterator[None]:
    """Aborts a test run that hangs, with a traceback."""
    faulthandler.dump_traceback_later(120, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture
def emulator(chat44mp_emulator: Emulator) -> Emulator:
    return chat44mp_emulator


@pytest.fixture
def client(emulator: Emulator) -> Iterator[Client]:
    with emulator.client() as client:
        yield client


@pytest.fixture
def async_client(emulator: Emulator) -> AsyncClient:
    return emulator.async_client()
