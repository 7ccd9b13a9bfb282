"""Compares actual values with those that a scenario expects."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any


def parses(kind: Any, text: str) -> bool:
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True


TYPES: dict[str, Callable[[Any], bool]] = {
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "text": lambda value: isinstance(value, str),
    "bool": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, list),
    "map": lambda value: isinstance(value, dict),
    "date": lambda value: isinstance(value, str) and len(value) == 10 and parses(date, value),
    "datetime": lambda value: isinstance(value, str) and "T" in value and parses(datetime, value),
}


def differences(path: str, expected: Any, actual: Any) -> list[str]:
    """Returns all differences, each with its path."""
    if isinstance(expected, dict) and any(re.match(r"\$(?!\{)", key) for key in expected):
        return [
            f"{path}: expected {{{name}: {show(argument)}}}, got {show(actual)}"
            for name, argument in expected.items()
            if not matches(name, argument, actual)
        ]
    if isinstance(expected, dict) and isinstance(actual, dict):
        return [
            difference
            for key, value in expected.items()
            for difference in differences(f"{path}.{key}", value, actual.get(key))
        ]
    if isinstance(expected, list) and isinstance(actual, list):
        if len(expected) != len(actual):
            return [f"{path}: expected a list of {len(expected)}, got a list of {len(actual)}: {show(actual)}"]
        return [
            difference
            for at, (value, item) in enumerate(zip(expected, actual))
            for difference in differences(f"{path}[{at}]", value, item)
        ]
    # In Python `True == 1`, but not in scenarios.
    same = expected == actual and isinstance(expected, bool) == isinstance(actual, bool)
    return [] if same else [f"{path}: expected {show(expected)}, got {show(actual)}"]


def error_differences(path: str, expected: dict[str, Any], actual: Any) -> list[str]:
    """Like `differences`, for an error whose `server_message` is a regular expression."""
    if isinstance(expected.get("server_message"), str):
        expected = {**expected, "server_message": {"$matches": expected["server_message"]}}
    return differences(path, expected, actual)


def matches(name: str, argument: Any, actual: Any) -> bool:
    def same(part: Any, item: Any) -> bool:
        return not differences("", part, item)

    match name:
        case "$type":
            return TYPES[argument](actual)
        case "$length":
            return isinstance(actual, (str, list, dict)) and len(actual) == argument
        case "$matches":
            return isinstance(actual, str) and re.search(argument, actual) is not None
        case "$contains" if isinstance(argument, str) and isinstance(actual, str):
            return argument in actual
        case "$contains":
            parts = argument if isinstance(argument, list) else [argument]
            return isinstance(actual, list) and all(any(same(part, item) for item in actual) for part in parts)
        case "$not":
            return not same(argument, actual)
    raise ValueError(f"there is no matcher {name}")


def show(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= 300 else text[:300] + "…"
