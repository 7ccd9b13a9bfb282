"""Models, errors and arguments."""

from __future__ import annotations

import asyncio
import copy
import datetime
import io
import pickle
from decimal import Decimal
from typing import Any

import pytest

import chat44mp
from chat44mp import AsyncClient, Client
from chat44mp_testing import Emulator

ERRORS = [
    getattr(chat44mp, name)
    for name in chat44mp.__all__
    if isinstance(getattr(chat44mp, name), type) and issubclass(getattr(chat44mp, name), BaseException)
]


def models(emulator: Emulator) -> list[Any]:
    """Returns models of several calls."""
    names = emulator.fixtures
    client, admin = emulator.client(), emulator.client(admin=True)
    person = {"name": "Ada", "email": "ada@example.org", "password": "hunter22", "package_id": names["package"]}
    flow = client.flows.subscriber_answers(names["flow"], names["flow_subscriber"])
    progress: list[Any] = []
    rows = [{"mail": "ada@example.org"}, {"mail": "nobody"}]
    report = client.contacts.import_rows(rows, group_id=names["group"], progress=progress.append)
    return [
        report,
        chat44mp.ConflictError("taken", code="email_taken", retry_after=1.5).info,
        report.reasons[0],
        chat44mp.MappedColumn(field="email", column="E-mail"),
        chat44mp.CleanedCells(field="phone_number", removed="prefix", cells=2),
        chat44mp.ImportWarning(code="empty_field", message="email is empty", rows=2, first_rows=[2, 3]),
        progress[-1],
        client.flows.export(names["flow"], io.BytesIO()),
        admin.users.get(user_id=names["user"]),
        admin.users.provision(**person, expires_on=datetime.date(2030, 1, 2)),
        admin.packages.list()[0],
        client.subscribers.get(names["subscriber"]),
        client.labels.list(names["page_with_bot"])[0],
        client.contact_groups.get(names["group"]),
        client.contacts.get(names["contact"]),
        client.flows.list()[0],
        client.flows.get(names["flow"]),
        flow,
        flow.answers[0],
        next(client.flows.answers(names["flow"])),
    ]


def test_models_are_immutable_values(emulator: Emulator) -> None:
    all_models = models(emulator)
    classes = {type(model) for model in all_models}
    exported = {
        value
        for value in vars(chat44mp).values()
        if isinstance(value, type) and hasattr(value, "to_dict") and not issubclass(value, BaseException)
    }
    # The scenarios copy the others.
    assert classes <= exported
    for model in all_models:
        twins = [pickle.loads(pickle.dumps(model, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
        twins += [copy.copy(model), copy.deepcopy(model)]
        for twin in twins:
            assert twin == model and hash(twin) == hash(model) and repr(twin) == repr(model)
        assert model != object() and len({model, *twins}) == 1
        field = next(iter(model.to_dict()))
        with pytest.raises(AttributeError):
            setattr(model, field, None)
        assert type(model).__module__ == "chat44mp" and repr(model).startswith(type(model).__name__ + "(")


def test_to_dict_returns_standard_types(emulator: Emulator) -> None:
    def check(value: Any) -> None:
        assert type(value).__module__ in ("builtins", "datetime"), value
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            check(part)

    for model in models(emulator):
        check(model.to_dict())


def test_models_can_be_constructed() -> None:
    contact = chat44mp.Contact(id=1, user_id=2, email="ada@example.org")
    assert (contact.email, contact.group_ids, contact.active) == ("ada@example.org", [], None)
    assert contact != chat44mp.Contact(id=1, user_id=2)
    answer = chat44mp.Answer(question_id=45, answer="yes")
    row = chat44mp.SubscriberAnswers(subscriber_id="25", answers=[answer])
    assert row.to_dict()["answers"] == [{"question_id": 45, "question": None, "answer": "yes"}]
    assert chat44mp.Package(id=1, price="19.90").price_decimal == Decimal("19.90")
    assert chat44mp.Package(id=1, price="Trial").price_decimal is None
    user = chat44mp.User(id=1, created_at=datetime.datetime(2026, 1, 2, 3, 4, 5))
    assert user.created_at == datetime.datetime(2026, 1, 2, 3, 4, 5) and chat44mp.User.ADMIN == "Admin"


@pytest.mark.parametrize("class_", ERRORS, ids=lambda class_: class_.__name__)
def test_errors_pickle_and_copy_with_their_cause(class_: type[chat44mp.Chat44mpError]) -> None:
    error = class_("text", code="a_code", hint="do this", retry_after=1.5, field="email", body="<html>")
    error.__cause__ = OSError(111, "Connection refused")
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(twin) is class_ and str(twin) == "text" and twin.to_dict() == error.to_dict()
        assert twin.body == "<html>" and repr(twin.__cause__) == repr(error.__cause__)
    assert class_.__module__ == "chat44mp"


def test_errors_have_all_fields(emulator: Emulator, client: Client) -> None:
    with pytest.raises(chat44mp.ConflictError) as raised:
        client.contacts.create(group_id=emulator.fixtures["group"], email=emulator.fixtures["contact_email"])
    error = raised.value
    assert (error.code, error.outcome, error.operation, error.attempts) == (
        "email_taken",
        "rejected",
        "contacts.create",
        1,
    )
    assert error.server_message in str(error) and "[email_taken, rejected]" in str(error) and error.hint
    assert isinstance(error, chat44mp.APIError) and isinstance(error, chat44mp.Chat44mpError)


def test_messages_and_hints_name_options_as_in_python() -> None:
    with pytest.raises(chat44mp.ConfigError) as raised:
        chat44mp.Client("K" * 24, base_url="http://chat.example.com")
    error = raised.value
    assert error.field == "base_url" and error.hint is not None and "`allow_http`" in error.hint
    message = "`base_url` is plain http; use https, or set `allow_http` to send the key unencrypted"
    assert error.server_message == message


def test_causes_are_kept() -> None:
    client = chat44mp.Client("K" * 24, base_url="http://127.0.0.1:1", max_retries=0)
    with pytest.raises(chat44mp.APIConnectionError) as raised:
        client.flows.list()
    assert raised.value.phase == "connect" and raised.value.code == "connect_failed"
    cause: BaseException | None = raised.value
    numbers = []
    while cause is not None:
        numbers.append(getattr(cause, "errno", None))
        cause = cause.__cause__
    assert numbers[-1] == 111


WRONG_TYPES: list[tuple[str, Any]] = [
    ("contact_id", "x"),
    ("contact_id", 1.5),
    ("contact_id", True),
    ("contact_id", None),
    ("contact_id", 10**30),
    ("contact_id", b"1"),
    ("contact_id", object()),
]


@pytest.mark.parametrize(("field", "value"), WRONG_TYPES)
def test_an_argument_of_the_wrong_type_is_a_type_error_that_names_it(client: Client, field: str, value: Any) -> None:
    with pytest.raises(TypeError, match=field):
        client.contacts.get(value)


def test_other_arguments_of_the_wrong_type(client: Client, async_client: AsyncClient) -> None:
    anything: Any = client
    for call, field in [
        (lambda: anything.labels.list(1.5), "page_id"),
        (lambda: anything.labels.list("\ud800"), "page_id"),
        (lambda: anything.labels.assign(page_id="1", subscriber_id="2", label_ids="345"), "label_ids"),
        (lambda: anything.labels.assign(page_id="1", subscriber_id="2", label_ids=[None]), "label_ids"),
        (lambda: anything.contact_groups.create("\udcff"), "name"),
        (lambda: anything.contact_groups.create(7), "name"),
        (lambda: anything.users.update(1, expires_on="2030-01-02"), "expires_on"),
        (lambda: anything.with_options(timeout="soon"), "timeout"),
        (lambda: anything.with_options(timeout=True), "timeout"),
        (lambda: anything.with_options(max_retries=-1), "max_retries"),
        (lambda: anything.call("x", kind="delete"), "kind"),
        (lambda: anything.call("x", params=[1]), "params"),
        (lambda: anything.call("x", params={"a": 1.5}), "params"),
        (lambda: chat44mp.Client(anything), "api_key"),
        (lambda: chat44mp.AsyncClient("k", max_concurrency=anything), "max_concurrency"),
        (lambda: chat44mp.Client("k", message_patterns=[anything]), "message_patterns"),
        (lambda: chat44mp.Client("k", allow_http=1), "allow_http"),
        (lambda: anything.with_options(keep_body="yes"), "keep_body"),
    ]:
        with pytest.raises(TypeError) as raised:
            call()
        assert field in str(raised.value), field
    with pytest.raises(TypeError):
        anything.contacts.create(1, email="ada@example.org")
    with pytest.raises(TypeError):
        anything.contacts.create(group_id=1, e_mail="ada@example.org")


def test_the_core_rejects_invalid_values(client: Client) -> None:
    with pytest.raises(chat44mp.ValidationError) as raised:
        client.contacts.get(-1)
    assert (raised.value.field, raised.value.attempts) == ("contact_id", 0)
    with pytest.raises(chat44mp.ValidationError) as raised:
        client.contacts.create(group_id=1, email="no address")
    assert (raised.value.field, raised.value.outcome) == ("email", "not_sent")


def test_durations_are_validated(client: Client) -> None:
    timeouts = ["timeout", "connect_timeout", "head_timeout", "stall_timeout"]
    for option in [*timeouts, "backoff", "settle_delay"]:
        for invalid in [-1, -0.5, float("nan"), float("-inf"), -(10**400), 1e6]:
            with pytest.raises(chat44mp.ConfigError, match=f"`?{option}`? must be") as rejected:
                chat44mp.Client("K" * 24, **{option: invalid})
            assert rejected.value.field == option
            with pytest.raises(chat44mp.ConfigError):
                client.with_options(**{option: invalid})
        for infinite in [None, float("inf"), 10**400]:
            if option in timeouts:
                chat44mp.Client("K" * 24, **{option: infinite}).close()
    for option in ["backoff", "settle_delay"]:
        with pytest.raises(chat44mp.ConfigError):
            chat44mp.Client("K" * 24, **{option: float("inf")})


def test_facebook_ids_can_be_ints(emulator: Emulator, client: Client) -> None:
    subscriber = emulator.fixtures["subscriber"]
    assert client.subscribers.get(int(subscriber)) == client.subscribers.get(subscriber)
    assert client.subscribers.get(int(subscriber)).subscriber_id == subscriber


def test_the_raw_variant(emulator: Emulator, client: Client, async_client: AsyncClient) -> None:
    contact = emulator.fixtures["contact"]
    response = client.with_raw_response.contacts.get(contact)
    assert response.value == client.contacts.get(contact)
    assert response.status == 200 and response.headers["content-type"].startswith("application/json")
    assert response.body is None
    kept = client.with_options(keep_body=True).with_raw_response.contacts.get(contact)
    assert kept.body is not None and kept.body.startswith(b"{")
    rows = client.with_raw_response.flows.answers(emulator.fixtures["flow"])
    assert rows.status == 200 and len(list(rows.value)) == 3

    async def main() -> None:
        assert (await async_client.with_raw_response.contacts.get(contact)).value == response.value
        rows = await async_client.with_raw_response.flows.answers(emulator.fixtures["flow"])
        assert len([row async for row in rows.value]) == 3

    asyncio.run(main())


def test_custom_calls_return_integers_of_any_size(emulator: Emulator, client: Client) -> None:
    emulator.add_fault({"kind": "body", "body": '{"a": 18446744073709551615, "b": [1.5, null, {"c": true}]}'})
    assert client.call("get_news") == {"a": 18446744073709551615, "b": [1.5, None, {"c": True}]}
