"""Runs every scenario of the repository with both clients."""

from __future__ import annotations

import asyncio

import pytest
from scenarios.files import Scenario, load
from scenarios.runner import run
from scenarios.surfaces import SURFACES, Surface


@pytest.mark.parametrize("surface", list(SURFACES.values()), ids=list(SURFACES))
@pytest.mark.parametrize(("index", "scenario"), list(enumerate(load())), ids=lambda value: getattr(value, "name", ""))
def test_scenario(surface: Surface, index: int, scenario: Scenario) -> None:
    asyncio.run(asyncio.wait_for(run(surface, scenario, index), 60))
