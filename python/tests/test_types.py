"""Checks the types of every call, statically with type checkers and at run time with pytest."""

from __future__ import annotations

import ast
import asyncio
import datetime
import io
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest
from typing_extensions import assert_type

import chat44mp
from chat44mp import (
    Answers,
    AsyncAnswers,
    AsyncClient,
    AsyncRawClient,
    Chat44mpError,
    Client,
    Contact,
    ContactGroup,
    ExportReport,
    FlowCampaign,
    FlowDetail,
    ImportProgress,
    ImportReport,
    Label,
    Package,
    Provisioned,
    RawClient,
    RawResponse,
    Subscriber,
    SubscriberFlow,
    User,
)
from chat44mp_testing import Emulator, Fault, JournalEntry

DAY = datetime.date(2030, 1, 2)
PEOPLE = Path(__file__).with_name("people.csv")


class Row(NamedTuple):
    email: str


def done(progress: ImportProgress) -> float:
    return assert_type(progress.created, int) / (assert_type(progress.total, int | None) or 1)


def test_sync(emulator: Emulator) -> None:
    names = emulator.fixtures
    admin: Client = emulator.client(admin=True)
    package: int = names["package"]
    user = assert_type(
        admin.users.create(name="A", email="a@t.example", password="x1", package_id=package, expires_on=DAY), int
    )
    assert_type(admin.users.get(user_id=user), User)
    admin.users.update(user, name="B")
    provisioned = assert_type(
        admin.users.provision(name="A", email="b@t.example", password="x1", package_id=package, expires_on=DAY),
        Provisioned,
    )
    assert_type(provisioned.result, Literal["created", "existed", "settled"])
    assert_type(provisioned.user.expires_at, datetime.datetime | None)
    packages = assert_type(admin.packages.list(), list[Package])
    assert_type(packages[0].price_decimal, Decimal | None)
    client: Client = emulator.client()
    subscriber = assert_type(client.subscribers.get(names["subscriber"]), Subscriber)
    assert_type(subscriber.birthdate, datetime.date | None)
    page: str = names["page_with_bot"]
    assert_type(client.labels.list(page), list[Label])
    label = assert_type(client.labels.create(page, name="typed"), str)
    client.labels.assign(page_id=page, subscriber_id=subscriber.subscriber_id, label_ids=[label])
    group = assert_type(client.contact_groups.create("typed"), int)
    assert_type(client.contact_groups.get(group), ContactGroup)
    assert_type(client.contact_groups.update(group, name="typed 2"), Literal["applied", "unchanged"])
    contact = assert_type(client.contacts.create(group_id=group, email="t@t.example", phone_number="333"), int)
    assert_type(client.contacts.get(contact), Contact)
    assert_type(client.contacts.update(contact, first_name="T"), Literal["applied", "unchanged"])
    client.contacts.delete(contact)
    rows: list[dict[str, str]] = [{"email": "u@t.example"}]
    report = assert_type(client.contacts.import_rows(rows, group_id=group, progress=done), ImportReport)
    assert_type(report.end, Literal["complete", "stopped", "aborted"])
    assert_type(report.error, Chat44mpError | None)
    assert_type(client.contacts.import_file(PEOPLE, group_id=group, map={"email": "E-mail"}), ImportReport)
    client.contact_groups.delete(group)
    assert_type(client.flows.list(), list[FlowCampaign])
    assert_type(client.flows.get(names["flow"]), FlowDetail)
    assert_type(client.flows.subscriber_answers(names["flow"], names["flow_subscriber"]), SubscriberFlow)
    for row in client.flows.answers(names["flow"]):
        assert_type(row.subscriber_id, str)
    assert_type(client.flows.export(names["flow"], io.BytesIO(), format="wide_csv"), ExportReport)
    assert_type(list(client.flows.rows(names["flow"])), list[dict[str, str | int | None]])
    assert_type(client.call("get_flow_campaigns"), Any)


def test_faults(emulator: Emulator) -> None:
    emulator.add_fault({"kind": "truncate", "bytes": 5, "at": "after", "operation": "contacts.create"})
    faults: list[Fault] = [{"kind": "reset", "nth": 1}, {"kind": "rate_limit", "retry_after": 1}]
    for fault in faults:
        emulator.add_fault(fault)
    assert_type(emulator.journal, list[JournalEntry])
    with pytest.raises(ValueError, match="bytes: missing"):
        emulator.add_fault({"kind": "truncate"})  # type: ignore[misc, arg-type]  # pyright: ignore
    with pytest.raises(ValueError, match="kind: unknown variant `boom`, expected one of `reset`"):
        emulator.add_fault({"kind": "boom"})  # type: ignore[misc, arg-type]  # pyright: ignore
    with pytest.raises(ValueError, match="nht: a fault of kind"):
        emulator.add_fault({"kind": "reset", "nht": 5})  # type: ignore[arg-type]  # pyright: ignore


def test_options_of_the_clients_of_an_emulator(emulator: Emulator) -> None:
    assert_type(emulator.client(timeout=None, user_agent_suffix="crm/1.2", message_patterns=[]), Client)
    assert_type(emulator.async_client(admin=True, max_retries=0, backoff=0.5), AsyncClient)
    assert_type(emulator.client(on_request=lambda event: print(event.template)), Client)
    with pytest.raises(TypeError, match="max_retrys"):
        emulator.client(max_retrys=0)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    with pytest.raises(TypeError, match="timeout"):
        emulator.async_client(timeout="5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_async(emulator: Emulator) -> None:
    names = emulator.fixtures

    async def main() -> None:
        client: AsyncClient = emulator.async_client()
        group = assert_type(await client.contact_groups.create("typed"), int)
        assert_type(await client.contact_groups.get(group), ContactGroup)
        assert_type(await client.contact_groups.update(group, name="2"), Literal["applied", "unchanged"])

        async def rows() -> AsyncIterator[Row]:
            yield Row("u@t.example")

        assert_type(await client.contacts.import_rows(rows(), group_id=group, progress=done), ImportReport)
        assert_type(await client.contacts.import_file(PEOPLE, group_id=group), ImportReport)
        await client.contact_groups.delete(group)
        assert_type(await client.flows.list(), list[FlowCampaign])
        async for row in client.flows.answers(names["flow"]):
            assert_type(row.subscriber_id, str)
        assert_type(await client.flows.export(names["flow"], io.BytesIO()), ExportReport)
        async for cells in client.flows.rows(names["flow"], layout="wide"):
            assert_type(cells, dict[str, str | int | None])
        assert_type(await client.call("get_flow_campaigns"), Any)
        async with client as same:
            assert_type(same, AsyncClient)

    asyncio.run(main())


def test_raw(emulator: Emulator) -> None:
    names = emulator.fixtures
    client: RawClient = emulator.client().with_raw_response
    group = assert_type(client.contact_groups.create("typed"), RawResponse[int]).value
    assert_type(client.contact_groups.get(group), RawResponse[ContactGroup])
    assert_type(client.contact_groups.delete(group), RawResponse[None])
    assert_type(client.flows.list(), RawResponse[list[FlowCampaign]])
    rows = assert_type(client.flows.answers(names["flow"]), RawResponse[Answers]).value
    assert_type([row.subscriber_id for row in rows], list[str])
    assert_type(client.call("get_flow_campaigns"), RawResponse[Any])


def test_async_raw(emulator: Emulator) -> None:
    names = emulator.fixtures

    async def main() -> None:
        client: AsyncRawClient = emulator.async_client().with_raw_response
        group = assert_type(await client.contact_groups.create("typed"), RawResponse[int]).value
        assert_type(await client.contact_groups.get(group), RawResponse[ContactGroup])
        assert_type(await client.contact_groups.delete(group), RawResponse[None])
        assert_type(await client.flows.list(), RawResponse[list[FlowCampaign]])
        rows = assert_type(await client.flows.answers(names["flow"]), RawResponse[AsyncAnswers]).value
        assert_type([row.subscriber_id async for row in rows], list[str])
        assert_type(await client.call("get_flow_campaigns"), RawResponse[Any])

    asyncio.run(main())


def test_the_four_classes_of_a_resource_have_the_same_types() -> None:
    """What the tests above show for some calls, for all."""
    stubs = ast.parse(Path(chat44mp.__file__).with_name("_native.pyi").read_text(encoding="utf-8"))
    classes = {
        class_.name: {call.name: call for call in class_.body if isinstance(call, ast.FunctionDef)}
        for class_ in stubs.body
        if isinstance(class_, ast.ClassDef)
    }
    prefix = "AsyncRaw"
    resources = {name.removeprefix(prefix) for name in classes if name.startswith(prefix)} - {"Client"}
    assert len(resources) == 7
    for resource in resources:
        for name in classes[prefix + resource]:
            calls = [classes[kind + resource][name] for kind in ("", "Async", "Raw", prefix)]
            assert len({ast.unparse(call.args) for call in calls}) == 1, f"{resource}.{name}"
            sync, asynchronous, raw, async_raw = (ast.unparse(call.returns) for call in calls if call.returns)
            value = f"Async{sync}" if sync == "Answers" else sync
            assert asynchronous == (value if sync == "Answers" else f"Coroutine[None, None, {value}]")
            assert raw == f"RawResponse[{sync}]"
            assert async_raw == f"Coroutine[None, None, RawResponse[{value}]]"
