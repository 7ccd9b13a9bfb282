"""Runs calls of scenarios with each of the two clients, and converts their values."""

from __future__ import annotations

import datetime
import pickle
from operator import attrgetter
from typing import Any, Protocol

import chat44mp


class Surface(Protocol):
    name: str
    client_class: type[Any]

    async def call(self, client: Any, name: str, args: dict[str, Any]) -> Any: ...


class Sync:
    name = "python"
    client_class: type[Any] = chat44mp.Client

    async def call(self, client: Any, name: str, args: dict[str, Any]) -> Any:
        value = attrgetter(name)(client)(**args)
        return list(value) if isinstance(value, (chat44mp.Answers, chat44mp.TableRows)) else value


class Async:
    name = "python-async"
    client_class: type[Any] = chat44mp.AsyncClient

    async def call(self, client: Any, name: str, args: dict[str, Any]) -> Any:
        value = attrgetter(name)(client)(**args)
        if isinstance(value, (chat44mp.AsyncAnswers, chat44mp.AsyncTableRows)):
            return [row async for row in value]
        return await value


SURFACES: dict[str, Surface] = {"python": Sync(), "python-async": Async()}


def new_client(surface: Surface, key: str, options: dict[str, Any]) -> Any:
    patterns = [chat44mp.MessagePattern(**pattern) for pattern in options.get("message_patterns", [])]
    return surface.client_class(key, **{**options, "message_patterns": patterns})


def arguments(args: dict[str, Any]) -> dict[str, Any]:
    """Converts arguments to Python types."""
    if "expires_on" in args:
        args["expires_on"] = datetime.date.fromisoformat(args["expires_on"])
    return {name: value for name, value in args.items() if value is not None}


def plain(value: Any) -> Any:
    """Converts a value to the form used in scenarios."""
    if isinstance(value, chat44mp.RawResponse):
        body = None if value.body is None else value.body.decode()
        return {"value": plain(value.value), "status": value.status, "headers": value.headers, "body": body}
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if hasattr(value, "to_dict"):
        assert pickle.loads(pickle.dumps(value)).to_dict() == value.to_dict()
        return plain(value.to_dict())
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return value
