"""Failures that are the behaviour of real servers, each with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Explanation:
    reason: str
    failure: str
    operations: frozenset[str]
    condition: Callable[[Any, Any], bool]

    def covers(self, failure: Any, case: Any, response: Any) -> bool:
        return (
            type(failure).__name__ == self.failure
            and case.operation.definition.raw["operationId"] in self.operations
            and self.condition(case, response)
        )


def values(case: Any) -> dict[str, str]:
    """All parameters of a request."""
    parts = [case.query, case.path_parameters, case.body]
    return {name: str(value) for part in parts if isinstance(part, dict) for name, value in part.items()}


def is_incomparable(case: Any, response: Any) -> bool:
    given = values(case)
    text = "".join(given.get(name, "") for name in ["email", "subscriber_id", "page_id"])
    phone = given.get("phone_number", "")
    # Python's codec leaves out five control characters that the column has.
    outside = [c for c in phone if c not in "\x81\x8d\x8f\x90\x9d" and not c.encode("cp1252", "ignore")]
    return response.status_code == 500 and (any(c > "\uffff" for c in text) or bool(outside))


def is_without_field(case: Any, response: Any) -> bool:
    given = values(case)
    fields = ["name", "mobile", "address", "package_id", "expired_date"]
    return response.status_code == 500 and all(given.get(name, "") in ("", "0") for name in fields)


EXPLANATIONS = [
    Explanation(
        "The server crashes on characters that it cannot compare with a column. Each parameter's `pattern` excludes them.",
        "ServerError",
        frozenset({"create_contact", "create_system_user", "get_user_info", "update_contact"}),
        is_incomparable,
    ),
    Explanation(
        "The server crashes on an update of a user without a field. The form's `anyOf` excludes it.",
        "ServerError",
        frozenset({"update_user"}),
        is_without_field,
    ),
]
