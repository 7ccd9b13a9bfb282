"""Models and errors as values: JSON, copies, pattern matching, DataFrames, and errors that other programs rebuild."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import datetime
import inspect
import json
import pickle
import pprint
import re
import sys
from typing import Any

import pandas
import polars
import pytest
from typing_extensions import assert_type

import chat44mp
from chat44mp import Chat44mpError, Client, Contact, FlowCampaign, FlowDetail, NotFoundError
from chat44mp_testing import Emulator


def models(client: Client, admin: Client, names: dict[str, Any]) -> list[Any]:
    return [
        admin.users.get(user_id=names["admin_user"]),
        admin.packages.list()[0],
        client.contacts.get(names["contact"]),
        client.flows.get(names["flow"]),
        client.flows.subscriber_answers(names["flow"], names["flow_subscriber"]),
        client.subscribers.get(names["subscriber"]),
        client.contacts.import_rows([{"email": "a@b.example"}], group_id=names["group"], dry_run=True),
    ]


def test_models_are_json(emulator: Emulator) -> None:
    for model in models(emulator.client(), emulator.client(admin=True), emulator.fixtures):
        values = json.loads(model.to_json())
        assert model.to_dict(mode="json") == values
        assert set(values) == set(model.to_dict()) == set(model.__match_args__) - {"body"}
    user = emulator.client(admin=True).users.get(user_id=emulator.fixtures["admin_user"])
    assert isinstance(user.created_at, datetime.datetime)
    assert user.to_dict(mode="json")["created_at"] == user.created_at.isoformat()
    with pytest.raises(TypeError, match="expected one of: python json"):
        user.to_dict(mode="yaml")  # type: ignore[arg-type]  # pyright: ignore


def test_models_are_dataclasses(emulator: Emulator) -> None:
    model: Any
    for model in models(emulator.client(), emulator.client(admin=True), emulator.fixtures):
        assert dataclasses.is_dataclass(model)
        assert [field.name for field in dataclasses.fields(model)] == list(model.__match_args__)
        assert dataclasses.replace(model) == model
        assert pprint.pformat(model)
    detail = emulator.client().flows.get(emulator.fixtures["flow"])
    # Type checkers cannot know that it is a dataclass.
    as_any: Any = detail
    assert dataclasses.asdict(as_any) == detail.to_dict()


def test_copies_with_changes() -> None:
    campaign = FlowCampaign(id=1, name="Spring")
    changed: Any = campaign.__replace__(name="Summer")
    if sys.version_info >= (3, 13):
        assert copy.replace(campaign, name="Summer") == changed
    assert (changed, campaign) == (FlowCampaign(id=1, name="Summer"), FlowCampaign(id=1, name="Spring"))
    with pytest.raises(TypeError, match="nam"):
        campaign.__replace__(nam="x")


def test_pattern_matching() -> None:
    match FlowCampaign(id=7, name="Spring"):
        case FlowCampaign(id, name):
            assert (id, name) == (7, "Spring")
        case _:
            pytest.fail("no match")


def test_lists_of_models_are_data_frames(emulator: Emulator) -> None:
    campaigns = emulator.client().flows.list()
    assert list(pandas.DataFrame(campaigns).columns) == ["id", "name"]
    frame = polars.DataFrame([campaign.to_dict() for campaign in campaigns])
    assert frame["id"].to_list() == [campaign.id for campaign in campaigns]
    packages = pandas.DataFrame(emulator.client(admin=True).packages.list())
    assert {"id", "name", "price"} <= set(packages.columns)


def failures(emulator: Emulator) -> list[Chat44mpError]:
    errors: list[Chat44mpError] = []
    client = emulator.client(max_retries=0)
    emulator.add_fault({"kind": "rate_limit", "operation": "flows.list", "retry_after": 2})
    emulator.add_fault({"kind": "reset", "operation": "contact_groups.create", "at": "after"})
    for call in (
        lambda: client.contacts.get(999_999),
        lambda: client.flows.list(),
        lambda: client.contact_groups.create("x"),
        lambda: client.contacts.create(group_id=1),
        lambda: Client("<KEY>"),
    ):
        with pytest.raises(Chat44mpError) as caught:
            call()
        errors.append(caught.value)
    return errors


def test_errors_survive_being_rebuilt_from_their_arguments(emulator: Emulator) -> None:
    for error in failures(emulator):
        rebuilt = type(error)(*json.loads(json.dumps(error.args)))
        # A response's body is not part of the arguments: it can be long, and contain data of customers.
        assert (str(rebuilt), rebuilt.to_dict()) == (str(error), error.to_dict())
        for other in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
            assert (type(other), str(other), other.info) == (type(error), str(error), error.info)
        # A program that keeps only the text loses the fields, but no field is wrong.
        poor = type(error)(str(error))
        assert (poor.code, poor.outcome, poor.attempts, poor.kind) == ("", None, 0, error.kind)
        assert repr(error) == f"{type(error).__name__}({str(error)!r}, code={error.code!r})"


def test_errors_made_by_hand() -> None:
    error = NotFoundError("no such contact", code="contact_not_found", http_status=200)
    assert (error.code, error.kind, error.http_status, str(error)) == ("contact_not_found", "not_found", 200, "no such contact")
    with pytest.raises(TypeError, match="htp_status"):
        NotFoundError("x", htp_status=200)


def test_error_codes_are_listed() -> None:
    codes = chat44mp.ErrorCode.__args__  # type: ignore[attr-defined]
    assert "contact_not_found" in codes and len(codes) > 70
    assert chat44mp.codes.__doc__ is not None
    assert all(f"`{code}`\n" in chat44mp.codes.__doc__ for code in codes)
    with pytest.raises(AttributeError, match="ErorCode"):
        chat44mp.ErorCode  # type: ignore[attr-defined]  # noqa: B018


def test_gathered_calls_keep_their_types(emulator: Emulator) -> None:
    async def main() -> None:
        async with emulator.async_client() as client:
            names = emulator.fixtures
            contact, flow = await asyncio.gather(client.contacts.get(names["contact"]), client.flows.get(names["flow"]))
            assert_type(contact, Contact)
            assert_type(flow, FlowDetail)

    asyncio.run(main())


def test_documentation_has_no_rust_syntax() -> None:
    rust = re.compile(r"\[`|::|Self\b|Option<|Vec<|Ellipsis")
    seen = 0
    for name, owner in inspect.getmembers(chat44mp, inspect.isclass):
        members = [(name, owner), *vars(owner).items()]
        for at, value in members:
            text = (value.__doc__ or "") if not isinstance(value, (str, int, float)) else ""
            seen += bool(text)
            assert not rust.search(text), f"{name}.{at}: {text}"
    assert seen > 200
