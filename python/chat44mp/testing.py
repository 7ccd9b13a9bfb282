"""An emulator of the API, for tests: stateful, in this process, no account, no network.

>>> from chat44mp.testing import Emulator
>>> with Emulator() as emulator:
...     client = emulator.client(max_retries=0)
...     emulator.add_fault({"operation": "get_contact_group", "kind": "status", "status": 503})
...     try:
...         client.contact_groups.get(emulator.fixtures["group"])
...     except Exception as error:
...         print(error)
contact_groups.get failed: the server failed (HTTP 503) [server_error]

With pytest, the fixture `chat44mp_emulator` is such an emulator, fresh for each test.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from ._native import AsyncClient, Client, EmulatorServer

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Emulator", "JournalEntry"]


class JournalEntry(TypedDict):
    """One request that the emulator saw; key and passwords are masked."""

    sequence: int
    operation: str | None
    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    user_agent: str | None
    fault: str | None
    applied: bool
    status: int | None
    disconnected: bool


class Emulator:
    """A running emulator on 127.0.0.1. It stops when it is left (`with`), stopped or dropped.

    `profile` is "observed" (as real servers behave, traps included) or "documented" (as the reference says). `seed` is
    what it starts with, as a mapping or YAML text; one that says `extends: default` adds to the built-in seed.
    `php_errors` prints PHP's errors before the JSON, like a server in development mode.
    """

    def __init__(
        self,
        *,
        profile: Literal["observed", "documented"] = "observed",
        seed: Mapping[str, Any] | str | None = None,
        port: int = 0,
        php_errors: bool = False,
    ) -> None:
        self._profile = profile
        self._server = EmulatorServer(profile, _text(seed), port, php_errors)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stops it. Stopping twice does nothing."""
        self._server.stop()

    @property
    def base_url(self) -> str:
        """What to give to a client."""
        return self._server.base_url

    @property
    def control_url(self) -> str:
        """Where other processes control it, over HTTP."""
        return self._server.control_url

    @property
    def fixtures(self) -> dict[str, Any]:
        """The seed's names for its keys, ids and values. Not secret: they are made up."""
        fixtures: dict[str, Any] = json.loads(self._server.fixtures())
        return fixtures

    def client(self, *, admin: bool = False, **options: Any) -> Client:
        """A client with the member's key (or the admin's) and these options."""
        options.setdefault("base_url", self.base_url)
        return Client(self._key(admin), **options)

    def async_client(self, *, admin: bool = False, **options: Any) -> AsyncClient:
        """The same for asyncio."""
        options.setdefault("base_url", self.base_url)
        return AsyncClient(self._key(admin), **options)

    def _key(self, admin: bool) -> str:
        key: str = self.fixtures["admin_key" if admin else "member_key"]
        return key

    def add_fault(self, fault: Mapping[str, Any]) -> None:
        """Adds a fault, such as `{"operation": "create_contact", "nth": 1, "kind": "reset"}`.

        If several faults match a request, the first one added applies.
        """
        self._server.add_fault(json.dumps(fault))

    def clear_faults(self) -> None:
        """Drops all rules."""
        self._server.clear_faults()

    @property
    def journal(self) -> list[JournalEntry]:
        """The requests so far, oldest first."""
        journal: list[JournalEntry] = json.loads(self._server.journal())
        return journal

    def clear_journal(self) -> None:
        """Forgets the requests so far."""
        self._server.clear_journal()

    @property
    def state(self) -> dict[str, Any]:
        """The rows and their numbers, without any secret."""
        state: dict[str, Any] = json.loads(self._server.state())
        return state

    def wait_for(self, condition: Callable[[Sequence[JournalEntry]], bool], timeout: float = 5.0) -> bool:
        """Waits until the journal matches, for example until a client has disconnected; returns False on timeout."""
        until = time.monotonic() + timeout
        while True:
            journal = self.journal
            if condition(journal):
                return True
            disconnected = sum(entry["disconnected"] for entry in journal)
            answered = sum(entry["status"] is not None for entry in journal)
            left = until - time.monotonic()
            if left <= 0:
                return False
            self._server.wait_for_change(len(journal), disconnected, answered, left)

    def load(
        self, seed: Mapping[str, Any] | str, *, profile: Literal["observed", "documented"] | None = None
    ) -> None:
        """Starts over with another seed (and profile); faults and journal are empty then."""
        self._profile = profile or self._profile
        self._server.load(self._profile, _text(seed) or "{}")

    def reset(self) -> None:
        """Starts over with what it was started or loaded with: state, clock and ids, no faults, empty journal."""
        self._server.reset()


def _text(seed: Mapping[str, Any] | str | None) -> str | None:
    # JSON is a part of YAML.
    return seed if seed is None or isinstance(seed, str) else json.dumps(seed)
