"""The Celery application in a worker, with results in JSON."""

from __future__ import annotations

from collections.abc import Iterator

import chat44mp
import pytest
import tasks
from celery.contrib.testing.worker import start_worker
from chat44mp_testing import Emulator


@pytest.fixture(scope="module", autouse=True)
def worker() -> Iterator[None]:
    with start_worker(tasks.app, pool="solo", perform_ping_check=False):
        yield


@pytest.fixture
def emulator(chat44mp_emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    monkeypatch.setenv("CHAT44MP_API_KEY", chat44mp_emulator.fixtures["member_key"])
    monkeypatch.setenv("CHAT44MP_BASE_URL", chat44mp_emulator.base_url)
    tasks.client.cache_clear()
    return chat44mp_emulator


def create(emulator: Emulator, email: str) -> int:
    group = emulator.fixtures["group"]
    return tasks.create_contact.delay(group, email, "+393331234567").get(timeout=30)


def test_a_task_creates_a_contact(emulator: Emulator) -> None:
    contact_id = create(emulator, "ada@shop.example")
    assert tasks.client().contacts.get(contact_id).email == "ada@shop.example"


def test_a_task_retries_after_429(emulator: Emulator) -> None:
    emulator.add_fault({"operation": "contacts.create", "times": 1, "kind": "rate_limit"})
    create(emulator, "grace@shop.example")


def test_an_error_keeps_its_class_its_code_and_its_text(emulator: Emulator) -> None:
    with pytest.raises(chat44mp.ConflictError, match=r"\[email_taken, ") as raised:
        create(emulator, emulator.fixtures["contact_email"])
    # Rebuilt from JSON by Celery.
    assert raised.value.code == "email_taken"
    assert sum(entry["operation"] == "create_contact" for entry in emulator.journal) == 1
