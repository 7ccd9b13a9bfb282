"""The work of every contestant: a call, and a typed object from its response."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Address:
    """The server and its fixtures."""

    base_url: str
    key: str
    contact: int
    group: int
    flow: int

    @property
    def contact_url(self) -> str:
        return f"{self.base_url}/get_contact"

    @property
    def contact_query(self) -> dict[str, str]:
        return {"api_key": self.key, "contact_id": str(self.contact)}

    @property
    def create_url(self) -> str:
        return f"{self.base_url}/create_contact"

    def create_form(self, number: str) -> dict[str, str]:
        return {
            "api_key": self.key,
            "contact_type_id": str(self.group),
            "email": f"{number}@example.org",
            "phone_number": number,
            "first_name": "Ada",
        }

    @property
    def answers_url(self) -> str:
        return f"{self.base_url}/get_all_subscriber_flow_info"

    @property
    def answers_query(self) -> dict[str, str]:
        return {"api_key": self.key, "flow_campaign_id": str(self.flow)}


@dataclass(frozen=True)
class Contact:
    """A contact as a program without the SDK would model it."""

    id: int
    user_id: int
    group_ids: list[int]
    first_name: str
    last_name: str
    phone_number: str | None
    email: str | None
    notes: str
    unsubscribed: bool
    active: bool


def contact(body: bytes | str) -> Contact:
    answer = decoded(body)
    return Contact(
        id=int(answer["id"]),
        user_id=int(answer["user_id"]),
        group_ids=[int(group) for group in answer["contact_type_id"].split(",")],
        first_name=answer["first_name"],
        last_name=answer["last_name"],
        phone_number=answer["phone_number"],
        email=answer["email"],
        notes=answer["notes"],
        unsubscribed=answer["unsubscribed"] == "1",
        active=answer["status"] == "1",
    )


def contact_id(body: bytes | str) -> int:
    return int(decoded(body)["new_contact_id"])


def decoded(body: bytes | str) -> Any:
    answer = json.loads(body)
    if answer.get("status") == "error":
        raise ValueError(answer["message"])
    return answer


@dataclass(frozen=True)
class Calls:
    """The two calls of a contestant; `number` distinguishes contacts."""

    get: Callable[[], object]
    create: Callable[[str], object]


@dataclass(frozen=True)
class AsyncCalls:
    """The two calls of a contestant in asyncio."""

    get: Callable[[], Awaitable[object]]
    create: Callable[[str], Awaitable[object]]
    close: Callable[[], Awaitable[object]]
