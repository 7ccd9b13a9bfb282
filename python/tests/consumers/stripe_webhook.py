"""A FastAPI service: the webhook of Stripe, which creates a platform user for each completed checkout."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import logging
import os
import secrets
import time

import chat44mp
from fastapi import FastAPI, HTTPException, Request

app = FastAPI()
admin = chat44mp.AsyncClient(os.environ["CHAT44MP_ADMIN_KEY"])


def is_signed(body: bytes, header: str) -> bool:
    """Whether Stripe signed the body: `Stripe-Signature: t=…,v1=…`."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    signed = parts.get("t", "").encode() + b"." + body
    expected = hmac.new(os.environ["STRIPE_WEBHOOK_SECRET"].encode(), signed, hashlib.sha256).hexdigest()
    is_recent = abs(time.time() - int(parts.get("t") or 0)) < 300
    return is_recent and hmac.compare_digest(expected, parts.get("v1", ""))


@app.post("/stripe")
async def stripe(request: Request) -> dict[str, object]:
    body = await request.body()
    if not is_signed(body, request.headers.get("Stripe-Signature", "")):
        raise HTTPException(400)
    event = json.loads(body)
    if event["type"] != "checkout.session.completed":
        return {}
    customer = event["data"]["object"]["customer_details"]
    try:
        # Safe to repeat: Stripe sends an event again until it receives a 2xx.
        provisioned = await admin.users.provision(
            name=customer["name"],
            email=customer["email"],
            password=secrets.token_urlsafe(18),
            package_id=16,
            expires_on=datetime.date.today() + datetime.timedelta(days=365),
        )
    except chat44mp.Chat44mpError as error:
        if error.retryable:
            raise HTTPException(503, error.code) from error
        # It will never succeed: accept the event, and let a person decide.
        logging.getLogger(__name__).error("no user for %s: %s %s", event["id"], error.code, error.hint)
        return {"code": error.code}
    return {"user_id": provisioned.user.id, "result": provisioned.result}
