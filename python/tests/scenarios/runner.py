"""Plays one scenario with one client, on an emulator of its own."""

from __future__ import annotations

import socket
from collections import Counter
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import chat44mp
from chat44mp.testing import Emulator

from .compare import differences, error_differences, show
from .files import Scenario
from .surfaces import Surface, arguments, new_client, plain
from .variables import Variables


class Wrong(Exception):
    """Where a scenario went wrong, and how."""

    def __init__(self, at: str, problems: list[str]) -> None:
        super().__init__("\n".join([at, *problems]))
        self.at = at
        self.problems = problems


async def run(surface: Surface, scenario: Scenario, index: int) -> None:
    text = scenario.text
    profile: Any = scenario.profile
    with (
        Emulator(profile=profile, php_errors=text.get("php_errors", False)) as emulator,
        closing(socket.create_server(("127.0.0.1", 0))) as silent_host,
        TemporaryDirectory() as folder,
    ):
        if text.get("seed") is not None:
            # Additions can name what the default seed has, such as the member's id.
            emulator.load({**Variables(emulator.fixtures).resolve(text["seed"]), "extends": "default"})
        names = Variables(
            {
                **emulator.fixtures,
                "unique": f"u{index}",
                "unique_digits": str(3_330_000_000 + index),
                "emulator_host": emulator.base_url.removeprefix("http://").removesuffix("/api"),
                "silent_host": "%s:%s" % silent_host.getsockname(),
                "folder": folder,
            }
        )
        for name, content in text.get("files", {}).items():
            latin_1 = isinstance(content, dict)
            filled = names.fill(content["latin_1"] if latin_1 else content)
            Path(folder, name).write_bytes(filled.encode("latin-1" if latin_1 else "utf-8"))
        for fault in text.get("faults", []):
            emulator.add_fault(names.resolve(fault))
        options = {"base_url": emulator.base_url, "backoff": 0.005, "settle_delay": 0.02}
        options.update(names.resolve(text.get("client", {})))
        clients: dict[str, Any] = {}
        for number, step in enumerate(text["steps"], 1):
            at = f"step {number}, {step['call']}"
            expect = names.resolve(step.get("expect", {}))
            try:
                value = await play(surface, step, names, options, clients)
            except chat44mp.Chat44mpError as error:
                judge_error(at, expect, error)
                continue
            judge_value(at, expect, value)
            if "save" in step:
                if step["save"] in names.values:
                    raise Wrong(at, [f"{step['save']!r} is already the name of a value"])
                names.values[step["save"]] = value
        check(emulator, text, names, Path(folder))


async def play(
    surface: Surface, step: dict[str, Any], names: Variables, options: dict[str, Any], clients: dict[str, Any]
) -> Any:
    """Makes the call of a step with the client of its key, which is created on first use."""
    call = step["call"]
    admin = call.startswith(("users.", "packages."))
    key = str(names.resolve(step.get("key", "$admin_key" if admin else "$member_key")))
    args = names.resolve(step.get("args", {}))
    if call == "client.new":
        new_client(surface, key, {**options, **args})
        return None
    if key not in clients:
        clients[key] = new_client(surface, key, options)
    of_call = names.resolve(step.get("options", {}))
    client = clients[key].with_options(**of_call, keep_body=step.get("keep_body", False))
    if step.get("raw"):
        client = client.with_raw_response
    return plain(await surface.call(client, call, arguments(args)))


def judge_value(at: str, expect: dict[str, Any], value: Any) -> None:
    if "error" in expect:
        raise Wrong(at, [f"expected an error, got the value {show(value)}"])
    if "value" in expect and (problems := differences("value", expect["value"], value)):
        raise Wrong(at, problems)


def judge_error(at: str, expect: dict[str, Any], error: chat44mp.Chat44mpError) -> None:
    fields = error.to_dict()
    if "error" not in expect:
        raise Wrong(at, [f"expected a value, got the error {show(fields)}"])
    if problems := error_differences("error", expect["error"], fields):
        raise Wrong(at, problems)


def check(emulator: Emulator, text: dict[str, Any], names: Variables, folder: Path) -> None:
    """What was written, what the emulator saw, and what it holds now."""
    for name, expected in names.resolve(text.get("written", {})).items():
        path = folder / name
        # As it stands: reading it as text would change the ends of its lines.
        written = path.read_bytes().decode() if path.exists() else None
        if problems := differences(name, expected, written):
            raise Wrong("written", problems)
    journal = emulator.journal
    requests = text.get("requests")
    if isinstance(requests, int) and requests != len(journal):
        raise Wrong("requests", [f"expected {requests}, the emulator saw {len(journal)}"])
    if isinstance(requests, dict):
        seen = Counter(entry["operation"] or "unknown" for entry in journal)
        expected = {operation: count for operation, count in requests.items() if count}
        if seen != expected:
            raise Wrong("requests", [f"expected {expected}, the emulator saw {dict(seen)}"])
    for what, actual in (("journal", journal), ("state", emulator.state)):
        if what in text and (problems := differences(what, names.resolve(text[what]), actual)):
            raise Wrong(what, problems)
