"""A fixture for pytest, registered by installing the package."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .testing import Emulator


@pytest.fixture
def chat44mp_emulator() -> Iterator[Emulator]:
    """A fresh emulator of the API."""
    with Emulator() as emulator:
        yield emulator
