"""Hooks of schemathesis: keys, known IDs, and checks of an API whose errors have HTTP 200."""

from __future__ import annotations

import atexit
import json
import os
import zlib
from collections import Counter
from typing import Any

import requests
import schemathesis
from explained import EXPLANATIONS

EMULATOR = os.environ["CHAT44MP_EMULATOR"]
CONTROL = requests.Session()
FIXTURES: dict[str, Any] = CONTROL.get(f"{EMULATOR}/__emulator/fixtures").json()
FORM = "application/x-www-form-urlencoded"

explained: Counter[str] = Counter()
counts: Counter[str] = Counter()
is_changed = True


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Begins on the same data, with the key of the operation, and in half of the positive cases with IDs that exist."""
    global is_changed
    if is_changed:
        CONTROL.post(f"{EMULATOR}/__emulator/reset").raise_for_status()
    is_changed = is_write(case)
    definition = case.operation.definition.raw
    key = FIXTURES["admin_key" if "administrator" in definition["description"] else "member_key"]
    is_positive = case.meta.generation.mode.is_positive
    if not is_write(case):
        # Sometimes without a key.
        if is_positive or zlib.crc32(repr(case.query).encode()) % 8:
            case.query = {**(case.query or {}), "api_key": key}
    elif isinstance(case.body, dict) and case.body.get("api_key"):
        case.body["api_key"] = key
    if is_positive:
        use_known_ids(case, definition)


def is_write(case: Any) -> bool:
    return case.operation.method.lower() != "get"


def use_known_ids(case: Any, definition: dict[str, Any]) -> None:
    """Replaces even IDs by those of the document's examples."""
    known = {p["name"]: p["example"] for p in definition.get("parameters", []) if "example" in p}
    form = definition.get("requestBody", {}).get("content", {}).get(FORM, {}).get("example", {})
    for values, examples in [(case.query, known), (case.path_parameters, known), (case.body, form)]:
        for name, example in examples.items() if isinstance(values, dict) else ():
            if name in values and name.endswith("_id") and str(values[name])[-1:] in "02468":
                values[name] = example


@schemathesis.check
def key_is_required(context: Any, response: Any, case: Any) -> None:
    """Without a key in the right place, the response is that error."""
    given = case.body if is_write(case) else case.query
    if response.status_code == 200 and not (isinstance(given, dict) and given.get("api_key")):
        counts["without a key"] += 1
        assert response.json() == {"status": "error", "message": "API Key is required"}


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    """Counts successes and errors, so that a run without successes is noticed."""
    is_error = b'"status":"error"' in response.content
    counts["error" if is_error else "success" if response.status_code == 200 else f"HTTP {response.status_code}"] += 1


@schemathesis.hook
def filter_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """Drops the failures that explained.py explains."""
    for explanation in EXPLANATIONS:
        if explanation.covers(failure, case, response):
            explained[explanation.reason] += 1
            return False
    return True


@atexit.register
def report() -> None:
    """Writes the counts for the suite."""
    with open(os.environ["CHAT44MP_REPORT"], "w") as file:
        json.dump({"responses": counts, "explained": explained}, file)
