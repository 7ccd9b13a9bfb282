"""A FastAPI service: the webhook of a shop, which provisions a user for each order."""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import chat44mp
from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with chat44mp.AsyncClient() as client:
        app.state.client = client
        yield


app = FastAPI(lifespan=lifespan)


class Order(BaseModel):
    name: str
    email: str
    package_id: int
    expires_on: datetime.date


@app.post("/orders")
async def create_order(order: Order, request: Request) -> dict[str, object]:
    client: chat44mp.AsyncClient = request.app.state.client
    try:
        # Safe to repeat: the shop sends an order again if it receives no response.
        provisioned = await client.users.provision(**order.model_dump(), password="correct horse battery")
    except chat44mp.Chat44mpError as error:
        # The shop sends an order again after 503, but not after 422.
        raise HTTPException(503 if error.retryable else 422, {"code": error.code, "field": error.field}) from error
    return {"user_id": provisioned.user.id, "result": provisioned.result}
