"""Tests the comparison functions with the cases shared by the runners of all languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from scenarios.compare import differences, error_differences

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[3] / "tests" / "matchers.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[json.dumps(case, ensure_ascii=True)[:80] for case in CASES])
def test_matcher(case: dict[str, Any]) -> None:
    if "error" in case:
        found = error_differences("error", case["error"], case["actual"])
    else:
        found = differences("value", case["expected"], case["actual"])
    assert (found == []) is case["matches"], found
