"""No representation of an error contains any part of a key or a password."""

from __future__ import annotations

import datetime
import pickle
import traceback

import pytest

import chat44mp
from chat44mp_testing import Emulator

PASSWORD = "K4n&ri'n \"v0gel\" 97>~%41"


def shown(error: chat44mp.Chat44mpError) -> dict[str, str]:
    """All textual representations of an error."""
    return {
        "str": str(error),
        "repr": repr(error),
        "to_dict": repr(error.to_dict()),
        "body": repr(error.body),
        "traceback": "".join(traceback.TracebackException.from_exception(error).format()),
        "pickle": pickle.dumps(error).decode("latin-1"),
    }


@pytest.mark.parametrize("spelling", ["plain", "html", "html_decimal", "json_unicode", "url_twice", "sql", "trace"])
@pytest.mark.parametrize("before", [0, 470, 495, 16_370])
def test_errors_contain_no_part_of_a_secret(emulator: Emulator, spelling: str, before: int) -> None:
    body = f"<html><title>{'.' * before}[password] [api_key]</title>{'.' * before}[password] [api_key]"
    emulator.add_fault({"kind": "echo", "spelling": spelling, "content_type": "text/html", "body": body})
    key = emulator.fixtures["admin_key"]
    with emulator.client(admin=True, max_retries=0) as client, pytest.raises(chat44mp.Chat44mpError) as raised:
        client.with_options(keep_body=True).users.create(
            name="Ada", email="ada@example.org", password=PASSWORD, package_id=16, expires_on=datetime.date(2031, 12, 31)
        )
    for place, text in shown(raised.value).items():
        for secret in (key, PASSWORD):
            parts = [secret[at : at + 6] for at in range(len(secret) - 5)]
            spelled = [*parts, *("".join(f"&#{ord(character)};" for character in part) for part in parts)]
            assert not [part for part in spelled if part.lower() in text.lower()], place
