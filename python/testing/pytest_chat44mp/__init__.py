"""A fixture for pytest, which installing `chat44mp-testing` registers.

It is outside the package `chat44mp_testing`, so that pytest does not import the emulator for suites that do not use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from chat44mp_testing import Emulator


@pytest.fixture
def chat44mp_emulator() -> Iterator[Emulator]:
    """A fresh emulator of the API."""
    from chat44mp_testing import Emulator

    with Emulator() as emulator:
        yield emulator
