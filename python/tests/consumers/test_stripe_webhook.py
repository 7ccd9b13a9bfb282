"""The webhook of Stripe on the emulator."""

from __future__ import annotations

import hashlib
import hmac
import importlib
import json
import time
from collections.abc import Iterator

import pytest
from chat44mp_testing import Emulator
from fastapi.testclient import TestClient

CUSTOMER = {"name": "Ada Bruni", "email": "ada@shop.example"}


@pytest.fixture
def service(chat44mp_emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("CHAT44MP_ADMIN_KEY", chat44mp_emulator.fixtures["admin_key"])
    monkeypatch.setenv("CHAT44MP_BASE_URL", chat44mp_emulator.base_url)
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", "whsec_test")
    # The module creates its client from the environment.
    stripe_webhook = importlib.reload(importlib.import_module("stripe_webhook"))
    with TestClient(stripe_webhook.app) as service:
        yield service


def send(service: TestClient, secret: str = "whsec_test", email: str = CUSTOMER["email"]) -> tuple[int, object]:
    session = {"customer_details": {**CUSTOMER, "email": email}}
    body = json.dumps({"id": "evt_1", "type": "checkout.session.completed", "data": {"object": session}})
    now = int(time.time())
    signature = hmac.new(secret.encode(), f"{now}.{body}".encode(), hashlib.sha256).hexdigest()
    response = service.post("/stripe", content=body, headers={"Stripe-Signature": f"t={now},v1={signature}"})
    return response.status_code, response.json()


def test_a_checkout_creates_a_user_once(service: TestClient) -> None:
    assert send(service) == (200, {"user_id": 100, "result": "created"})
    assert send(service) == (200, {"user_id": 100, "result": "existed"})


def test_a_forged_event_is_refused(service: TestClient) -> None:
    assert send(service, secret="whsec_forged")[0] == 400


def test_an_event_is_sent_again_only_if_that_can_help(service: TestClient, chat44mp_emulator: Emulator) -> None:
    assert send(service, email="ada@@shop.example") == (200, {"code": "invalid_value"})
    chat44mp_emulator.add_fault({"operation": "users.get", "kind": "status", "status": 503})
    assert send(service)[0] == 503
