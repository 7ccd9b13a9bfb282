"""The FastAPI service on the emulator, and with a mock in place of the client."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import chat44mp
import pytest
import shop
from chat44mp_testing import Emulator
from fastapi.testclient import TestClient

ORDER = {"name": "Ada Bruni", "email": "ada@shop.example", "package_id": 1, "expires_on": "2030-12-31"}


@pytest.fixture
def service(chat44mp_emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("CHAT44MP_API_KEY", chat44mp_emulator.fixtures["admin_key"])
    monkeypatch.setenv("CHAT44MP_BASE_URL", chat44mp_emulator.base_url)
    with TestClient(shop.app) as service:
        yield service


def test_an_order_provisions_a_user_once(service: TestClient) -> None:
    first, second = (service.post("/orders", json=ORDER).json() for _ in range(2))
    assert (first["result"], second["result"]) == ("created", "existed")
    assert first["user_id"] == second["user_id"]


def test_an_invalid_order_is_not_sent_again(service: TestClient) -> None:
    response = service.post("/orders", json={**ORDER, "email": "ada@@shop.example"})
    assert (response.status_code, response.json()["detail"]["field"]) == (422, "email")


def test_an_order_is_sent_again_after_a_failure(service: TestClient, chat44mp_emulator: Emulator) -> None:
    chat44mp_emulator.add_fault({"operation": "users.get", "kind": "status", "status": 503})
    assert service.post("/orders", json=ORDER).status_code == 503


def test_a_mock_replaces_a_call(service: TestClient) -> None:
    client = shop.app.state.client
    with mock.patch.object(client.users, "provision", autospec=True) as provision:
        provision.side_effect = chat44mp.ConflictError("taken", code="email_taken_by_deleted_user")
        response = service.post("/orders", json=ORDER)
    provision.assert_awaited_once()
    assert response.json()["detail"]["code"] == "email_taken_by_deleted_user"
    assert service.post("/orders", json=ORDER).json()["result"] == "created"
