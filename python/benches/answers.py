"""Contestants that read the answers of all subscribers; each yields the texts of one subscriber at a time."""

from __future__ import annotations

from collections.abc import Iterator

from work import Address

Rows = Iterator[list[str]]


def chat44mp(address: Address) -> Rows:
    from chat44mp import Client

    with Client(address.key, base_url=address.base_url) as client:
        for row in client.flows.answers(address.flow):
            yield [answer.answer for answer in row.answers]


def body(address: Address) -> bytes:
    import requests

    answer = requests.get(address.answers_url, params=address.answers_query, timeout=300)
    answer.raise_for_status()
    return answer.content


def json(address: Address) -> Rows:
    import json

    for answers in json.loads(body(address))["data"].values():
        yield [answer["answer"] for answer in answers]


def orjson(address: Address) -> Rows:
    import orjson

    for answers in orjson.loads(body(address))["data"].values():
        yield [answer["answer"] for answer in answers]


def msgspec(address: Address) -> Rows:
    import msgspec

    # Not classes, because the names in their annotations would be looked up in the module.
    answer = msgspec.defstruct("answer", [("id", str), ("answer", str), ("question", str | None, None)])
    whole = msgspec.defstruct("whole", [("data", dict[str, list[answer]])])
    for answers in msgspec.json.decode(body(address), type=whole).data.values():
        yield [answer.answer for answer in answers]


def ijson(address: Address) -> Rows:
    import ijson
    import urllib3

    answer = urllib3.PoolManager().request(
        "GET",
        address.answers_url,
        fields=address.answers_query,
        # The other clients send this header by default.
        headers={"accept-encoding": "gzip"},
        preload_content=False,
    )
    for _, answers in ijson.kvitems(answer, "data", buf_size=64 * 1024):
        yield [answer["answer"] for answer in answers]
