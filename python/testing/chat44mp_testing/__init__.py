"""An emulator of the API for tests: stateful, in this process, without an account or network access.

>>> from chat44mp_testing import Emulator
>>> with Emulator() as emulator:
...     client = emulator.client(max_retries=0)
...     emulator.add_fault({"operation": "get_contact_group", "kind": "status", "status": 503})
...     try:
...         client.contact_groups.get(emulator.fixtures["group"])
...     except Exception as error:
...         print(error)
contact_groups.get failed: the server failed (HTTP 503) [server_error]

With pytest, the fixture `chat44mp_emulator` starts a new emulator for each test.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from chat44mp import AsyncClient, Client

from ._native import EmulatorServer
from ._types import ClientOptions, Fault, JournalEntry

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

__all__ = ["ClientOptions", "Emulator", "Fault", "JournalEntry"]


class Emulator:
    """A running emulator on 127.0.0.1. It stops at the end of a `with` block, by `stop`, or when it is garbage-collected.

    `profile` is "observed" (the behaviour of real servers) or "documented" (that of the API reference). `seed` is the
    initial state, as a mapping or YAML text; `extends: default` adds to the built-in seed. `php_errors` prints PHP's
    errors before the JSON, like a server in development mode.
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
        """Stops the emulator. Stopping twice does nothing."""
        self._server.stop()

    @property
    def base_url(self) -> str:
        """The base URL for clients."""
        return self._server.base_url

    @property
    def control_url(self) -> str:
        """The URL through which other processes control the emulator over HTTP."""
        return self._server.control_url

    @property
    def fixtures(self) -> dict[str, Any]:
        """Keys, IDs and other values of the seed, by name. They are not secret."""
        fixtures: dict[str, Any] = json.loads(self._server.fixtures())
        return fixtures

    def client(self, *, admin: bool = False, **options: Unpack[ClientOptions]) -> Client:
        """Creates a client with the member's key (or the admin's) and these options."""
        options.setdefault("base_url", self.base_url)
        return Client(self._key(admin), **options)

    def async_client(self, *, admin: bool = False, **options: Unpack[ClientOptions]) -> AsyncClient:
        """Creates a client for asyncio."""
        options.setdefault("base_url", self.base_url)
        return AsyncClient(self._key(admin), **options)

    def _key(self, admin: bool) -> str:
        key: str = self.fixtures["admin_key" if admin else "member_key"]
        return key

    def add_fault(self, fault: Fault) -> None:
        """Adds a fault, such as `{"operation": "contacts.create", "nth": 1, "kind": "reset"}`.

        If several faults match a request, the first one added applies.
        """
        self._server.add_fault(json.dumps(fault))

    def clear_faults(self) -> None:
        """Removes all faults."""
        self._server.clear_faults()

    @property
    def journal(self) -> list[JournalEntry]:
        """The requests so far, oldest first."""
        journal: list[JournalEntry] = json.loads(self._server.journal())
        return journal

    def clear_journal(self) -> None:
        """Clears the journal."""
        self._server.clear_journal()

    @property
    def state(self) -> dict[str, Any]:
        """The records and their counts, without secrets."""
        state: dict[str, Any] = json.loads(self._server.state())
        return state

    def wait_for(self, condition: Callable[[Sequence[JournalEntry]], bool], timeout: float = 5.0) -> bool:
        """Waits until `condition` holds for the journal; returns False on timeout."""
        deadline = time.monotonic() + timeout
        while True:
            journal = self.journal
            if condition(journal):
                return True
            disconnected = sum(entry["disconnected"] for entry in journal)
            responses = sum(entry["status"] is not None for entry in journal)
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self._server.wait_for_change(len(journal), disconnected, responses, left)

    def load(
        self, seed: Mapping[str, Any] | str, *, profile: Literal["observed", "documented"] | None = None
    ) -> None:
        """Resets the emulator to another seed and profile; removes all faults and clears the journal."""
        self._profile = profile or self._profile
        self._server.load(self._profile, _text(seed) or "{}")

    def reset(self) -> None:
        """Resets state, clock and IDs to the current seed, removes all faults and clears the journal."""
        self._server.reset()


def _text(seed: Mapping[str, Any] | str | None) -> str | None:
    # JSON is a subset of YAML.
    return seed if seed is None or isinstance(seed, str) else json.dumps(seed)
