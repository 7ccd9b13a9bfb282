"""A complete sale on the built-in emulator, with both clients: `python examples/sale.py`."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Coroutine
from typing import Any

import chat44mp
from chat44mp_testing import Emulator


def show(call: str, result: object) -> None:
    print(f"  {call:24} {result}")


def sell(admin: chat44mp.Client) -> None:
    """Creates a user for the buyer; safe to repeat after any failure."""
    package = admin.packages.list()[0]
    show("packages.list", f"{package.name} for {package.price}")
    user_id = provision(admin, package.id)
    provision(admin, package.id)
    admin.users.update(user_id, mobile="3331234567")
    show("users.get", admin.users.get(email="ada@shop.example").mobile)


def provision(admin: chat44mp.Client, package_id: int) -> int:
    provisioned = admin.users.provision(
        name="Ada Bruni",
        email="ada@shop.example",
        password="correct horse battery",
        package_id=package_id,
        expires_on=datetime.date(2030, 12, 31),
    )
    show("users.provision", f"user {provisioned.user.id} {provisioned.result}")
    return provisioned.user.id


def greet(client: chat44mp.Client, fixtures: dict[str, Any]) -> None:
    """Assigns a label to a subscriber."""
    page, subscriber = fixtures["page_with_bot"], fixtures["subscriber"]
    show("subscribers.get", client.subscribers.get(subscriber).full_name)
    label = client.labels.create(page, name="Bought in spring")
    client.labels.assign(page_id=page, subscriber_id=subscriber, label_ids=[label])
    show("labels.assign", f"label {label} (the page has {len(client.labels.list(page))})")


async def import_contacts(client: chat44mp.AsyncClient) -> None:
    """Creates contacts concurrently; the client limits the number of requests in flight."""
    group = await client.contact_groups.create("Spring sale")
    rows: list[Coroutine[Any, Any, int]] = [
        client.contacts.create(group_id=group, email=f"buyer{n}@example.com", phone_number=f"33311{n:05}")
        for n in range(50)
    ]
    contact_ids = await asyncio.gather(*rows)
    show("contacts.create", f"{len(contact_ids)} contacts in group {group}")
    show("contacts.update", await client.contacts.update(contact_ids[0], first_name="Ada"))
    show("contacts.get", (await client.contacts.get(contact_ids[0])).to_dict())


def ask(client: chat44mp.Client, flow_id: int) -> None:
    """Streams the answers of all subscribers in constant memory."""
    show("flows.get", client.flows.get(flow_id).questions)
    for row in client.flows.answers(flow_id):
        show("flows.answers", f"{row.subscriber_id}: {[answer.answer for answer in row.answers]}")


def show_errors(emulator: Emulator, client: chat44mp.Client) -> None:
    """Shows the errors of a rejected and of a lost request."""
    group = client.contact_groups.create("Autumn sale")
    try:
        client.contacts.create(group_id=group, email=emulator.fixtures["contact_email"], phone_number="1")
    except chat44mp.ConflictError as error:
        print(f"\n{error}\n  {error.hint}")
    emulator.add_fault({"operation": "create_contact", "at": "after", "kind": "reset"})
    try:
        client.contacts.create(group_id=group, email="lost@example.com", phone_number="3339999999")
    except chat44mp.APIConnectionError as error:
        print(f"\n{error}\n  It may have happened: outcome is {error.outcome!r}.")


def main() -> None:
    with Emulator() as emulator:
        fixtures = emulator.fixtures
        print("A sale, in Python:")
        sell(emulator.client(admin=True))
        client = emulator.client()
        greet(client, fixtures)
        asyncio.run(import_contacts(emulator.async_client()))
        ask(client, fixtures["flow"])
        show_errors(emulator, client)
        assert emulator.state["counts"]["contacts"] >= 51


if __name__ == "__main__":
    main()
