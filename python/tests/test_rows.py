"""The rows of an import: objects of any kind, DataFrames, and the values of their fields."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, NamedTuple

import numpy
import pandas
import polars
import pytest

from chat44mp import AsyncClient, Client
from chat44mp_testing import Emulator

VALUES = Path(__file__, "../../../tests/data/values.tsv").resolve()


@dataclasses.dataclass
class Buyer:
    email: str
    phone_number: str
    city: str = "Rome"
    password: dataclasses.InitVar[str] = ""


@dataclasses.dataclass(frozen=True)
class Slotted:
    __slots__ = ("email", "phone_number")
    email: str
    phone_number: str


class Row(NamedTuple):
    email: str
    phone_number: str


class Attrs:
    """Like a class of attrs."""

    __attrs_attrs__ = (SimpleNamespace(name="email"), SimpleNamespace(name="phone_number"))
    __slots__ = ("email", "phone_number")

    def __init__(self, email: str, phone_number: str) -> None:
        self.email = email
        self.phone_number = phone_number


class Pydantic:
    """Like a model of pydantic, whose instances warn about `model_fields`, and whose fields may load when they are read."""

    model_fields: ClassVar[dict[str, object]] = {"email": object(), "phone_number": object()}

    def __init__(self, email: str, phone_number: str) -> None:
        self._loaded = {"email": email, "phone_number": phone_number}

    def __getattr__(self, name: str) -> str:
        if name not in self.model_fields:
            raise AttributeError(name)
        return self._loaded[name]


class Record:
    """Like a record of an ORM: its attributes are loaded when they are read."""

    def __init__(self) -> None:
        self._state = object()

    @property
    def email(self) -> str:
        return "ada@example.org"


ADA = {"email": "ada@example.org", "phone": 333_000_001}


def phone_numbers(emulator: Emulator, group: int) -> dict[str, str]:
    all_contacts = emulator.state["contacts"].values()
    return {one["email"]: one["phone_number"] for one in all_contacts if one["contact_type_id"] == str(group)}


@pytest.fixture
def group(client: Client) -> int:
    return client.contact_groups.create("Spring sale")


def test_rows_of_every_kind(emulator: Emulator, client: Client, group: int) -> None:
    database = sqlite3.connect(":memory:")
    database.row_factory = sqlite3.Row
    rows: list[object] = [
        {"E-mail Address": "a@example.org", "Cellulare": 333_000_001},
        Buyer("b@example.org", "333000002"),
        Slotted("c@example.org", "333000003"),
        Row("d@example.org", "333000004"),
        SimpleNamespace(email="e@example.org", phone_number=333_000_005.0, last_name=None),
        database.execute("SELECT 'f@example.org' AS email, 333000006 AS phone_number").fetchone(),
        Counter({"email": "g@example.org", "phone": 333_000_007}),
        *pandas.DataFrame({"email": ["h@example.org"], "phone": [333_000_008], "nome": [pandas.NA]}).itertuples(),
        *polars.DataFrame({"email": ["i@example.org"], "phone": [333_000_009]}).to_dicts(),
        pandas.Series({"email": "j@example.org", "phone": 333_000_010}),
        Attrs("k@example.org", "333000011"),
        Pydantic("l@example.org", "333000012"),
    ]
    database.close()
    report = client.contacts.import_rows(rows, group_id=group)
    assert (report.is_success, report.created) == (True, len(rows)), report
    expected = {f"{letter}@example.org": str(333_000_001 + at) for at, letter in enumerate("abcdefghijkl")}
    assert phone_numbers(emulator, group) == expected


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("ada@example.org", "str"),
        (["ada@example.org"], "list"),
        (("ada@example.org", "333000001"), "tuple"),
        (333_000_001, "int"),
        (None, "NoneType"),
        (Record(), "Record"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_other_objects_are_type_errors(
    client: Client, async_client: AsyncClient, group: int, row: object, kind: str
) -> None:
    async def main(rows: object) -> None:
        rows_of_any_type: Any = rows
        await async_client.contacts.import_rows(rows_of_any_type, group_id=group)

    async def rows() -> AsyncIterator[object]:
        yield ADA
        yield row

    message = rf"^row 2: expected a mapping, a data class, .* got {kind}; pass a dict"
    with pytest.raises(TypeError, match=message):
        client.contacts.import_rows([ADA, row], group_id=group)
    with pytest.raises(TypeError, match=message):
        asyncio.run(main([ADA, row]))
    with pytest.raises(TypeError, match=message):
        asyncio.run(main(rows()))


def test_an_invalid_row_is_counted_and_reported(client: Client, group: int) -> None:
    for row, problem in [
        ({"email": ["ada@example.org"], "phone_number": "333"}, '"email" is of the type list; it must be text'),
        ({"email": "ada@example.org\ud800"}, '"email" is text with a lone surrogate'),
        ({"e_mail_adress": "ada@example.org"}, '"e_mail_adress"'),
        ({"email": bytes(1_000_000)}, '"email" is longer than 4 KiB'),
        ({"email": "ada@example.org", "Cellulare": 10**5000}, '"Cellulare" is a number of too many digits'),
    ]:
        report = client.contacts.import_rows([row], group_id=group)
        assert (report.end, report.invalid, report.created) == ("complete", 1, 0)
        assert problem in report.reasons[0].message and report.reasons[0].first_rows == [1]


FRAME = {
    "E-mail Address": ["a@example.org", "b@example.org", "c@example.org"],
    "Cellulare": [333_000_001, None, 333_000_003],
    "Data di nascita": [datetime.date(1990, 1, 1)] * 3,
    "Nome completo": ["Ada Lovelace", None, "Bob"],
}
WITHOUT_INTEGERS = pandas.DataFrame(FRAME)
"""pandas stores a column of integers with a missing value as floating-point numbers."""


@pytest.mark.parametrize(
    "frame",
    [
        WITHOUT_INTEGERS,
        WITHOUT_INTEGERS.convert_dtypes(),
        WITHOUT_INTEGERS.set_index("E-mail Address"),
        WITHOUT_INTEGERS.set_index("E-mail Address", drop=False),
        polars.DataFrame(FRAME),
        polars.DataFrame(FRAME, schema_overrides={"Cellulare": polars.Float64}),
    ],
    ids=["pandas", "pandas with integers", "indexed", "also a column", "polars", "polars with floats"],
)
def test_data_frames(emulator: Emulator, client: Client, async_client: AsyncClient, group: int, frame: Any) -> None:
    assert WITHOUT_INTEGERS["Cellulare"].dtype == "float64"
    report = client.contacts.import_rows(frame, group_id=group)
    assert (report.is_success, report.created) == (True, 3), report
    numbers = {"a@example.org": "333000001", "b@example.org": "", "c@example.org": "333000003"}
    assert phone_numbers(emulator, group) == numbers
    assert report.unused_columns == ["Data di nascita"]
    assert {one.column for one in report.columns} == {"E-mail Address", "Cellulare", "Nome completo"}

    async def main() -> None:
        again = await async_client.contacts.import_rows(frame, group_id=group)
        assert (again.rows, again.exists) == (3, 3)

    asyncio.run(main())


def test_data_frames_with_a_map(emulator: Emulator, client: Client, group: int) -> None:
    frame = pandas.DataFrame({1: ["a@example.org"], "Kontakt": [333_000_001]})
    report = client.contacts.import_rows(frame, group_id=group, map={"email": "1", "phone_number": "kontakt"})
    assert (report.is_success, phone_numbers(emulator, group)) == (True, {"a@example.org": "333000001"})
    names = ["person", "note"]
    report = client.contacts.import_rows(pandas.DataFrame([["a@example.org", "x"]], columns=names), group_id=group)
    assert (report.invalid, report.created) == (1, 0)
    assert 'the columns are "person", "note"' in report.reasons[0].message


def test_a_data_frame_is_not_copied(client: Client, group: int) -> None:
    """The rows of a frame are converted as they are sent."""
    read = 0

    class Frame:
        columns = ("email", "phone")
        index = SimpleNamespace(names=[None])

        def itertuples(self, index: bool, name: None) -> Iterator[tuple[str, float]]:
            nonlocal read
            while True:
                read += 1
                yield f"person{read}@example.org", 333_000_000.0 + read

    def stop(_: object) -> None:
        raise LookupError

    endless: Any = Frame()
    with pytest.raises(LookupError):
        client.contacts.import_rows(endless, group_id=group, progress=stop)
    assert read < 1000


def values() -> Iterator[tuple[str, str]]:
    """The result and the value of each line in the table that all languages share."""
    lines = [line.split("\t") for line in VALUES.read_text("utf-8").splitlines() if not line.startswith("#")]
    at = lines[0].index("python")
    yield from ((line[0], line[at]) for line in lines[1:] if line[at] != "-")


@pytest.mark.parametrize(("expected", "value"), [*values()])
def test_values(emulator: Emulator, client: Client, group: int, expected: str, value: str) -> None:
    names = {"Decimal": Decimal, "Fraction": Fraction, "datetime": datetime, "numpy": numpy, "pandas": pandas}
    row = {"email": "ada@example.org", "phone_number": eval(value, names)}
    emulator.clear_journal()
    report = client.contacts.import_rows([row], group_id=group)
    if report.invalid:
        assert report.reasons[0].field == "phone_number"
        start, ellipsis, end = expected.partition("…")
        message = report.reasons[0].message
        assert message.startswith(start) and message.endswith(end) if ellipsis else message == expected
    else:
        assert emulator.journal[-1]["form"].get("phone_number", "(empty)") == expected
