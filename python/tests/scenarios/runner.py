"""Runs a scenario with one client, on a separate emulator or against the target."""

from __future__ import annotations

import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import chat44mp
from chat44mp_testing import Emulator

from .compare import differences, error_differences, show
from .files import Scenario
from .surfaces import Surface, arguments, new_client, plain
from .variables import Variables


class Mismatch(Exception):
    """A mismatch in a scenario: the step, and the differences."""

    def __init__(self, at: str, problems: list[str]) -> None:
        super().__init__("\n".join([at, *problems]))
        self.at = at
        self.problems = problems


class Skipped(Exception):
    """A part of a scenario that cannot run against the target, with the reason."""


@dataclass
class Counts:
    """The counts of run and skipped steps of a scenario."""

    steps_run: int = 0
    steps_skipped: int = 0
    skips: Counter[str] = field(default_factory=Counter)

    def skip_steps(self, steps: int, reason: str) -> None:
        self.steps_skipped += steps
        self.skips[reason] += steps


@dataclass
class Stage:
    """The server that a scenario runs on: a separate emulator, or the target."""

    fixtures: dict[str, Any]
    options: dict[str, Any]
    emulator: Emulator | None = None


@contextmanager
def emulator_stage(scenario: Scenario, index: int) -> Iterator[Stage]:
    text, profile = scenario.text, cast(Any, scenario.profile)
    with Emulator(profile=profile, php_errors=text.get("php_errors", False)) as emulator:
        if text.get("seed") is not None:
            # Additions can refer to fixtures of the default seed, such as the member's ID.
            emulator.load({**Variables(emulator.fixtures).resolve(text["seed"]), "extends": "default"})
        fixtures = {
            **emulator.fixtures,
            "unique": f"u{index}",
            "unique_digits": str(3_330_000_000 + index),
            "emulator_host": emulator.base_url.removeprefix("http://").removesuffix("/api"),
        }
        options = {"base_url": emulator.base_url, "backoff": 0.005, "settle_delay": 0.02}
        yield Stage(fixtures, options, emulator)


@contextmanager
def target_stage(scenario: Scenario, index: int, target: dict[str, Any]) -> Iterator[Stage]:
    text = scenario.text
    if text.get("faults"):
        raise Skipped("only the emulator injects faults")
    if text.get("seed") is not None or text.get("php_errors"):
        raise Skipped("the scenario needs a specific state")
    if scenario.profile != target.get("profile", "observed"):
        raise Skipped("the scenario is for another profile")
    now = time.time_ns() // 1_000_000
    fixtures = {**target["fixtures"], "unique": f"u{now}x{index}", "unique_digits": f"{now}{index:04}"}
    yield Stage(fixtures, {**target.get("client", {}), "base_url": target["base_url"]})


async def run(surface: Surface, scenario: Scenario, index: int, target: dict[str, Any] | None = None) -> Counts:
    """Runs a scenario; returns the counts of run and skipped steps."""
    counts = Counts()
    stages = emulator_stage(scenario, index) if target is None else target_stage(scenario, index, target)
    try:
        with (
            stages as stage,
            closing(socket.create_server(("127.0.0.1", 0))) as silent_host,
            TemporaryDirectory() as folder,
        ):
            stage.fixtures.update(silent_host="%s:%s" % silent_host.getsockname(), folder=folder)
            await run_steps(surface, scenario.text, stage, counts)
    except Skipped as skipped:
        counts.skip_steps(len(scenario.text["steps"]) - counts.steps_run, str(skipped))
    return counts


async def run_steps(surface: Surface, text: dict[str, Any], stage: Stage, counts: Counts) -> None:
    names, folder = Variables(stage.fixtures), Path(stage.fixtures["folder"])
    for name, content in text.get("files", {}).items():
        latin_1 = isinstance(content, dict)
        filled = names.fill(content["latin_1"] if latin_1 else content)
        Path(folder, name).write_bytes(filled.encode("latin-1" if latin_1 else "utf-8"))
    for fault in text.get("faults", []):
        if stage.emulator is not None:
            stage.emulator.add_fault(names.resolve(fault))
    clients: dict[str, Any] = {}
    for number, step in enumerate(text["steps"], 1):
        at = f"step {number}, {step['call']}"
        try:
            options = {**stage.options, **names.resolve(text.get("client", {}))}
            expect = names.resolve(step.get("expect", {}))
            call = Call(step, names)
        except KeyError as missing:
            if stage.emulator is not None:
                raise
            # The next steps depend on the effect of this one.
            raise Skipped(f"${missing.args[0]} has no value") from None
        counts.steps_run += 1
        try:
            value = await run_call(surface, call, options, clients)
        except chat44mp.Chat44mpError as error:
            check_error(at, expect, error)
            continue
        check_value(at, expect, value)
        if "save" in step:
            if step["save"] in names.values:
                raise Mismatch(at, [f"{step['save']!r} is the name of a value that already exists"])
            names.values[step["save"]] = value
    check_files(text, names, folder)
    if stage.emulator is not None:
        check(stage.emulator, text, names)
    else:
        counts.skips.update(reason for what, reason in OF_THE_EMULATOR.items() if what in text)


OF_THE_EMULATOR = {
    "requests": "only the emulator counts requests",
    "journal": "only the emulator has a journal",
    "state": "only the emulator exposes its state",
}


class Call:
    """A call of a step, with all variables replaced."""

    def __init__(self, step: dict[str, Any], names: Variables) -> None:
        self.name: str = step["call"]
        admin = self.name.startswith(("users.", "packages."))
        self.key = str(names.resolve(step.get("key", "$admin_key" if admin else "$member_key")))
        self.args: dict[str, Any] = names.resolve(step.get("args", {}))
        self.options: dict[str, Any] = names.resolve(step.get("options", {}))
        self.raw: bool = step.get("raw", False)
        self.keep_body: bool = step.get("keep_body", False)


async def run_call(surface: Surface, call: Call, options: dict[str, Any], clients: dict[str, Any]) -> Any:
    """Runs a call with the client for its key, created on first use."""
    if call.name == "client.new":
        new_client(surface, call.key, {**options, **call.args})
        return None
    if call.key not in clients:
        clients[call.key] = new_client(surface, call.key, options)
    client = clients[call.key].with_options(**call.options, keep_body=call.keep_body)
    if call.raw:
        client = client.with_raw_response
    return plain(await surface.call(client, call.name, arguments(call.args)))


def check_value(at: str, expect: dict[str, Any], value: Any) -> None:
    if "error" in expect:
        raise Mismatch(at, [f"expected an error, got the value {show(value)}"])
    if "value" in expect and (problems := differences("value", expect["value"], value)):
        raise Mismatch(at, problems)


def check_error(at: str, expect: dict[str, Any], error: chat44mp.Chat44mpError) -> None:
    fields = error.to_dict()
    if "error" not in expect:
        raise Mismatch(at, [f"expected a value, got the error {show(fields)}"])
    if problems := error_differences("error", expect["error"], fields):
        raise Mismatch(at, problems)


def check_files(text: dict[str, Any], names: Variables, folder: Path) -> None:
    for name, expected in names.resolve(text.get("written", {})).items():
        path = folder / name
        # Read as bytes, because text mode would convert line endings.
        written = path.read_bytes().decode() if path.exists() else None
        if problems := differences(name, expected, written):
            raise Mismatch("written", problems)


def check(emulator: Emulator, text: dict[str, Any], names: Variables) -> None:
    """Checks the journal and the state of the emulator."""
    journal = emulator.journal
    requests = text.get("requests")
    if isinstance(requests, int) and requests != len(journal):
        raise Mismatch("requests", [f"expected {requests}, the emulator saw {len(journal)}"])
    if isinstance(requests, dict):
        seen = Counter(entry["operation"] or "unknown" for entry in journal)
        expected = {operation: count for operation, count in requests.items() if count}
        if seen != expected:
            raise Mismatch("requests", [f"expected {expected}, the emulator saw {dict(seen)}"])
    for what, actual in (("journal", journal), ("state", emulator.state)):
        if what in text and (problems := differences(what, names.resolve(text[what]), actual)):
            raise Mismatch(what, problems)
