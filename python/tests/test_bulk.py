"""The Python-specific parts of imports, exports and tables."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import io
import json
import pickle
import signal
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pandas
import polars
import pytest

import chat44mp
from chat44mp import AsyncClient, Client, ExportReport, ImportProgress, ImportReport, RowResult
from chat44mp_testing import Emulator

QUEUE_CAPACITY = 64
"""The maximum number of rows that the SDK buffers."""


def person(number: int) -> dict[str, str]:
    return {"email": f"ada{number}@example.org", "phone_number": f"33377{number:05}"}


def people(count: int) -> Iterator[dict[str, str]]:
    return map(person, range(count))


def contacts(emulator: Emulator, group: int) -> set[str]:
    all_contacts = emulator.state["contacts"].values()
    return {contact["email"] for contact in all_contacts if contact["contact_type_id"] == str(group)}


@pytest.fixture
def group(client: Client) -> int:
    return client.contact_groups.create("Spring sale")


def test_arguments_of_the_wrong_type_are_type_errors(client: Client, async_client: AsyncClient) -> None:
    anything: Any = client
    for rows in ("ada@example.org", {"email": "ada@example.org"}, 7, None):
        with pytest.raises(TypeError, match="rows"):
            anything.contacts.import_rows(rows, group_id=1)
    for callback in ("progress", "on_row"):
        with pytest.raises(TypeError, match=callback):
            anything.contacts.import_rows([], group_id=1, **{callback: 7})
    with pytest.raises(TypeError, match="map"):
        anything.contacts.import_file("people.csv", group_id=1, map=["email"])
    with pytest.raises(TypeError, match="path"):
        anything.flows.export(1, 7)


def test_rows_are_read_as_they_are_sent(emulator: Emulator, client: Client, group: int) -> None:
    yielded = 0

    def endless() -> Iterator[dict[str, str]]:
        nonlocal yielded
        while True:
            yielded += 1
            yield person(yielded)

    def enough(progress: ImportProgress) -> None:
        if progress.created >= 200:
            raise StopAsyncIteration("enough")

    emulator.clear_journal()
    with pytest.raises(StopAsyncIteration, match="enough"):
        client.contacts.import_rows(endless(), group_id=group, concurrency=4, progress=enough)
    created = len(contacts(emulator, group))
    assert 200 <= created <= yielded <= created + QUEUE_CAPACITY + 4
    # Rows in flight were awaited: no request is pending.
    assert sum(entry["status"] is None for entry in emulator.journal) == 0


def final_lines(results: Path) -> Counter[str]:
    """The result of each row; fails if one is unknown."""
    state: dict[int, str] = {}
    for line in results.read_text(encoding="utf-8").splitlines()[1:]:
        entry = json.loads(line)
        # A line without a row begins a further run.
        if "row" in entry:
            state[entry["row"]] = entry["status"]
    counted = Counter(state.values())
    assert "sending" not in counted
    return counted


def test_an_iterator_that_raises_stops_the_import_gracefully(
    emulator: Emulator, client: Client, group: int, tmp_path: Path
) -> None:
    def broken() -> Iterator[dict[str, str]]:
        yield from people(20)
        assert emulator.wait_for(lambda journal: journal[-1]["operation"] == "create_contact")
        raise LookupError("the CRM is down")

    async def broken_async() -> AsyncIterator[dict[str, str]]:
        for row in people(40):
            yield row
        raise LookupError("the CRM is down")

    emulator.add_fault({"operation": "create_contact", "kind": "latency", "ms": 20})
    results = tmp_path / "results.jsonl"
    with pytest.raises(LookupError, match="the CRM is down"):
        client.contacts.import_rows(broken(), group_id=group, results=results)
    assert final_lines(results)["created"] == len(contacts(emulator, group))

    async def main() -> None:
        client = emulator.async_client()
        with pytest.raises(LookupError, match="the CRM is down"):
            await client.contacts.import_rows(broken_async(), group_id=group, results=results)

    asyncio.run(main())
    assert final_lines(results)["created"] == len(contacts(emulator, group))
    # The remaining rows are created, without duplicates.
    report = client.contacts.import_rows(people(40), group_id=group, results=results)
    assert (report.is_success, report.created, len(contacts(emulator, group))) == (True, 40, 40)


def test_progress_can_make_calls(emulator: Emulator, group: int) -> None:
    client = emulator.client(max_concurrency=1)
    names = set[str]()
    seen: list[ImportProgress] = []

    def progress(progress: ImportProgress) -> None:
        seen.append(progress)
        names.add(client.contact_groups.get(group).name)

    report = client.contacts.import_rows(people(50), group_id=group, progress=progress)
    assert report.created == 50 and names == {"Spring sale"}
    assert [one.created for one in seen] == sorted(one.created for one in seen)
    assert {one.phase for one in seen} == {"sending"} and seen[-1].created == 50

    rows = ({"email": f"bob{n}@example.org", "phone": client.contact_groups.get(group).id * 1000 + n} for n in range(9))
    assert client.contacts.import_rows(rows, group_id=group).created == 9


CTRL_C = """
import signal, sys
import chat44mp

signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored by default in background jobs of a shell
key, base_url, group, results = sys.argv[1:]
rows = ({"email": f"ada{n}@example.org", "phone": f"333{n:06}"} for n in range(10**9))
try:
    chat44mp.Client(key, base_url=base_url).contacts.import_rows(rows, group_id=int(group), results=results)
except KeyboardInterrupt:
    sys.exit(42)
"""


def start_import(emulator: Emulator, group: int, results: Path) -> subprocess.Popen[bytes]:
    emulator.clear_journal()
    key = emulator.fixtures["member_key"]
    arguments = [sys.executable, "-c", CTRL_C, key, emulator.base_url, str(group), str(results)]
    return subprocess.Popen(arguments)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_ctrl_c_awaits_rows_in_flight(emulator: Emulator, group: int, tmp_path: Path) -> None:
    emulator.add_fault({"operation": "create_contact", "kind": "latency", "ms": 100})
    results = tmp_path / "results.jsonl"
    with start_import(emulator, group, results) as child:
        assert emulator.wait_for(lambda journal: len(journal) >= 8)
        child.send_signal(signal.SIGINT)
        assert child.wait(20) == 42
    assert not any(entry["disconnected"] for entry in emulator.journal)
    assert final_lines(results)["created"] == len(contacts(emulator, group)) >= 8


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_second_ctrl_c_does_not_wait(emulator: Emulator, group: int, tmp_path: Path) -> None:
    emulator.add_fault({"operation": "create_contact", "kind": "hang"})
    with start_import(emulator, group, tmp_path / "results.jsonl") as child:
        assert emulator.wait_for(lambda journal: len(journal) == 4)
        # Repeated, because a signal that arrives before the first one is handled is lost.
        while child.poll() is None:
            child.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(0.2)
    assert child.returncode == 42
    assert emulator.wait_for(lambda journal: all(entry["disconnected"] for entry in journal))


def test_cancelling_stops_immediately(emulator: Emulator, async_client: AsyncClient, group: int, tmp_path: Path) -> None:
    emulator.clear_journal()
    emulator.add_fault({"operation": "create_contact", "kind": "hang"})

    async def main() -> None:
        results = tmp_path / "results.jsonl"
        task = asyncio.create_task(async_client.contacts.import_rows(people(9), group_id=group, results=results))
        assert await asyncio.to_thread(emulator.wait_for, lambda journal: len(journal) == 4)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        disconnected = await asyncio.to_thread(
            emulator.wait_for, lambda journal: all(entry["disconnected"] for entry in journal)
        )
        assert disconnected and len(emulator.journal) == 4
        # These four may have been created; the others were created.
        emulator.clear_faults()
        report = await async_client.contacts.import_rows(people(9), group_id=group, results=results)
        assert (report.unknown, report.created) == (4, 5)

    asyncio.run(main())


def test_an_async_import_does_not_block_other_tasks(emulator: Emulator, async_client: AsyncClient, group: int) -> None:
    async def rows() -> AsyncIterator[dict[str, str]]:
        for number in range(200):
            if number % 50 == 0:
                assert (await async_client.contact_groups.get(group)).id == group
            yield person(number)

    async def main() -> None:
        turns = 0
        done = asyncio.Event()

        async def count() -> None:
            nonlocal turns
            while not done.is_set():
                turns += 1
                await asyncio.sleep(0)

        counting = asyncio.create_task(count())
        seen: list[ImportProgress] = []
        report = await async_client.contacts.import_rows(rows(), group_id=group, progress=seen.append)
        assert report.created == 200 and seen[-1].created == 200
        again = await async_client.contacts.import_rows(people(9), group_id=group)
        assert again.exists == 9
        done.set()
        await counting
        assert turns > 50

    asyncio.run(main())


def test_progress_can_be_a_coroutine_function(emulator: Emulator, group: int) -> None:
    async def main() -> None:
        client = emulator.async_client(max_concurrency=1)
        names: list[str] = []

        async def progress(_: object) -> None:
            names.append((await client.contact_groups.get(group)).name)

        assert (await client.contacts.import_rows(people(20), group_id=group, progress=progress)).created == 20
        assert set(names) == {"Spring sale"}

        async def fail(_: object) -> None:
            raise LookupError("no more")

        with pytest.raises(LookupError, match="no more"):
            await client.contacts.import_rows(people(20), group_id=group, progress=fail)

    asyncio.run(main())


def test_nothing_is_sent_before_it_is_awaited(emulator: Emulator, async_client: AsyncClient, group: int) -> None:
    emulator.clear_journal()
    coroutine = async_client.contacts.import_rows(people(1), group_id=group)
    coroutine.close()
    assert emulator.journal == []


PEOPLE = "Nome;Cellulare;E-mail\nNiccolò;333000001;nic@example.org\n;333000002;\n;;nobody\n"


def test_importing_a_file(emulator: Emulator, client: Client, group: int, tmp_path: Path) -> None:
    path, errors = tmp_path / "people.csv", tmp_path / "errors.csv"
    path.write_bytes(PEOPLE.encode("windows-1252"))
    dry = client.contacts.import_file(path, group_id=group, dry_run=True)
    assert (dry.rows, dry.pending, dry.invalid, contacts(emulator, group)) == (3, 2, 1, set())
    options: dict[str, Any] = {"group_id": group, "results": str(tmp_path / "results.jsonl"), "errors": errors}
    report = client.contacts.import_file(path, **options, encoding="windows-1252", delimiter=";")
    assert (report.encoding, report.delimiter, report.is_success) == ("windows-1252", ";", False)
    assert {column.field: column.column for column in report.columns} == {
        "email": "E-mail",
        "phone_number": "Cellulare",
        "full_name": "Nome",
    }
    assert "nobody" in errors.read_text(encoding="utf-8")
    again = client.contacts.import_file(str(path), **options)
    assert (again.earlier, again.created) == (2, 2)

    path.write_text("City,Town\nRome,Rome\n", encoding="utf-8")
    for call in (client.contacts.import_file, emulator.async_client().contacts.import_file):
        with pytest.raises(chat44mp.ValidationError, match="the columns are") as raised:
            yielded = call(path, group_id=group)
            if not isinstance(yielded, ImportReport):
                asyncio.run(yielded)  # type: ignore[arg-type]
        assert raised.value.code == "invalid_file"
    with pytest.raises(chat44mp.Chat44mpError) as rejected:
        client.contacts.import_file(path, group_id=group, concurrency=0)
    assert rejected.value.field == "concurrency"


def test_an_aborted_import_reports_the_error(emulator: Emulator, client: Client) -> None:
    report = client.contacts.import_rows(people(50), group_id=999_999)
    assert report.end == "aborted" and isinstance(report.error, chat44mp.NotFoundError)
    for twin in (pickle.loads(pickle.dumps(report)), ImportReport(**fields(report))):
        assert twin == report and hash(twin) == hash(report)
    assert report != client.contacts.import_rows([], group_id=1)
    assert report.to_dict()["error"]["code"] == report.error.code
    assert json.loads(json.dumps(report.to_dict()))["reasons"][0]["code"] == report.error.code


def fields(report: ImportReport) -> dict[str, Any]:
    return {name: getattr(report, name) for name in report.to_dict()}


ROWS = 2_000


def load_flow(emulator: Emulator, rows: int) -> int:
    flow = {"id": 77, "user_id": 39, "flow_name": "many", "synthetic_answers": {"subscribers": rows, "questions": 5}}
    emulator.load({"extends": "default", "flows": [flow]})
    return 77


@pytest.fixture
def flow(emulator: Emulator) -> int:
    return load_flow(emulator, ROWS)


def test_an_export_to_a_path_and_to_a_file(client: Client, emulator: Emulator, flow: int, tmp_path: Path) -> None:
    path, file = tmp_path / "answers.csv", io.BytesIO()
    seen: list[ExportReport] = []
    report = client.flows.export(flow, path, progress=seen.append)
    assert client.flows.export(flow, file) == report
    assert path.read_bytes() == file.getvalue() and len(file.getvalue()) == report.bytes
    assert (report.subscribers, report.answers) == (ROWS, ROWS * 5)
    assert 1 < len(seen) and all(one.bytes < report.bytes for one in seen)

    async def main() -> None:
        client, file = emulator.async_client(), io.BytesIO()
        again = await client.flows.export(flow, file, format="csv", progress=seen.append)
        assert again == report and file.getvalue() == path.read_bytes()
        lines = await client.flows.export(flow, str(path), format="json_lines")
        assert lines.subscribers == ROWS == len(path.read_bytes().splitlines())

    asyncio.run(main())


def test_an_export_as_a_workbook(client: Client, flow: int, tmp_path: Path) -> None:
    path, file = tmp_path / "answers.xlsx", io.BytesIO()
    report = client.flows.export(flow, path, format="excel")
    assert (report.subscribers, report.bytes) == (ROWS, path.stat().st_size)
    client.flows.export(flow, file, format="wide_excel")
    workbooks: list[tuple[Path | io.BytesIO, int]] = [(path, ROWS * 5), (file, ROWS)]
    for workbook, rows in workbooks:
        with zipfile.ZipFile(workbook) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert sheet.count("<row ") == rows + 1
        assert sheet.count("<c ") == sheet.count('t="inlineStr"') > rows


class PartialWriter(io.RawIOBase):
    """Accepts at most 10,000 bytes per call of `write`."""

    def __init__(self) -> None:
        self.written = bytearray()

    def write(self, data: Any, /) -> int:
        self.written += data[:10_000]
        return min(len(data), 10_000)


def test_partial_writes_are_completed(client: Client, flow: int) -> None:
    file, slow = io.BytesIO(), PartialWriter()
    client.flows.export(flow, file)
    client.flows.export(flow, slow)
    assert slow.written == file.getvalue()


def test_a_failed_export_leaves_no_file(emulator: Emulator, client: Client, tmp_path: Path) -> None:
    flow, path = load_flow(emulator, 30_000), tmp_path / "answers.csv"  # more than sockets buffer

    def fail(_: ExportReport) -> None:
        raise LookupError("no more")

    with pytest.raises(LookupError, match="no more"):
        client.flows.export(flow, path, progress=fail)
    assert list(tmp_path.iterdir()) == []
    assert emulator.wait_for(lambda journal: journal[-1]["disconnected"])
    with path.open("w") as text, pytest.raises(TypeError):
        client.flows.export(flow, text)  # type: ignore[arg-type]
    path.unlink()
    emulator.add_fault({"operation": "get_all_subscriber_flow_info", "kind": "stall", "bytes": 100_000})

    async def main() -> None:
        task = asyncio.create_task(emulator.async_client().flows.export(flow, path))
        await asyncio.to_thread(emulator.wait_for, lambda journal: journal[-1]["fault"] is not None)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(emulator.wait_for, lambda journal: journal[-1]["disconnected"])

    asyncio.run(main())
    assert list(tmp_path.iterdir()) == []


def test_progress_of_an_export_can_make_calls(emulator: Emulator, flow: int) -> None:
    client = emulator.client(max_concurrency=1)
    names = set[str]()
    client.flows.export(flow, io.BytesIO(), progress=lambda _: names.add(client.flows.get(flow).name))
    assert names == {"many"}


def test_models_in_tables(emulator: Emulator, client: Client) -> None:
    contact = client.contacts.get(emulator.fixtures["contact"])
    for frame in (pandas.DataFrame(one.to_dict() for one in [contact, contact]), polars.DataFrame([contact.to_dict()] * 2)):
        assert list(frame["email"]) == [contact.email] * 2


def test_answers_as_tables(emulator: Emulator, client: Client, async_client: AsyncClient) -> None:
    flow = emulator.fixtures["flow"]
    frame = pandas.DataFrame(client.flows.rows(flow))
    assert list(frame.columns) == ["subscriber_id", "question_id", "question", "answer"]
    answers = [(row.subscriber_id, answer.answer) for row in client.flows.answers(flow) for answer in row.answers]
    assert list(zip(frame["subscriber_id"], frame["answer"])) == answers
    other = polars.DataFrame(client.flows.rows(flow))
    assert other.to_dicts() == frame.astype(object).where(frame.notna(), None).to_dict("records")

    wide = pandas.DataFrame(client.flows.rows(flow, layout="wide"))
    assert list(wide.columns)[0] == "subscriber_id" and len(wide) == len(list(client.flows.answers(flow)))
    assert polars.DataFrame(client.flows.rows(flow, layout="wide")).columns == list(wide.columns)
    file = io.BytesIO()
    client.flows.export(flow, file, format="wide_csv", bom=True, raw_cells=True)
    assert file.getvalue().startswith(codecs.BOM_UTF8)
    exported = pandas.read_csv(io.BytesIO(file.getvalue()), encoding="utf-8-sig", dtype=str, keep_default_na=False)
    assert exported.equals(wide.fillna(""))

    async def main() -> None:
        assert [row async for row in async_client.flows.rows(flow)] == list(client.flows.rows(flow))
        with pytest.raises(chat44mp.NotFoundError):
            async for _ in async_client.flows.rows(emulator.fixtures["other_flow"], layout="wide"):
                pass

    asyncio.run(main())
    with pytest.raises(chat44mp.NotFoundError):
        next(client.flows.rows(emulator.fixtures["other_flow"], layout="wide"))


def test_reports_the_result_of_each_row(client: Client, group: int, tmp_path: Path) -> None:
    file, results = tmp_path / "people.csv", tmp_path / "people.results.jsonl"
    file.write_text("Email,Phone\n" + "".join(f"row{n}@example.org,77700{n}\n" for n in range(300)) + "wrong,1\n")
    seen: list[RowResult] = []

    def store(row: RowResult) -> None:
        # The callback may make calls itself.
        if not seen:
            client.flows.list()
        seen.append(row)

    for _ in range(2):
        seen.clear()
        report = client.contacts.import_file(file, group_id=group, results=results, on_row=store)
        seen.sort(key=lambda row: row.row)
        assert [row.status for row in seen] == ["created"] * 300 + ["invalid"]
        assert [row.row for row in seen] == list(range(2, 303))
    assert report.earlier == 300
    assert client.contacts.get(seen[0].id or 0).email == "row0@example.org"
    assert (seen[-1].id, seen[-1].code) == (None, "invalid_value")
    read = chat44mp.read_import_results(results)
    assert (read.group_id, read.source, read.rows) == (group, "people.csv", seen)
    with pytest.raises(chat44mp.ConfigError, match="is not a results file"):
        chat44mp.read_import_results(file)


def test_results_of_rows_in_asyncio(emulator: Emulator, group: int) -> None:
    ids: dict[int, int | None] = {}

    async def store(row: RowResult) -> None:
        await asyncio.sleep(0)
        ids[row.row] = row.id

    async def main() -> None:
        async with emulator.async_client() as client:
            await client.contacts.import_rows(people(100), group_id=group, on_row=store)

    asyncio.run(main())
    assert sorted(ids) == list(range(1, 101))
    assert len(set(ids.values())) == 100


def test_an_exception_of_on_row_stops_the_import(client: Client, emulator: Emulator, group: int) -> None:
    def fail(row: RowResult) -> None:
        raise KeyError(row.row)

    with pytest.raises(KeyError):
        client.contacts.import_rows(people(10_000), group_id=group, on_row=fail)
    assert len(emulator.journal) < 1_000


def test_the_preview_of_a_dry_run(client: Client, group: int) -> None:
    rows = [{"E-mail": "mailto:ada@example.org", "Phone": "p:+39 1", "City": "Roma"}]
    report = client.contacts.import_rows(rows, group_id=group, dry_run=True)
    (row,) = report.preview
    assert (row.row, row.email, row.phone_number) == (1, "ada@example.org", "+39 1")
    assert {cell.field: cell.text for cell in row.before} == {"email": "mailto:ada@example.org", "phone_number": "p:+39 1"}
    assert report.unused_columns == ["City"]


def test_errors_of_files_have_their_cause(client: Client, tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    with pytest.raises(chat44mp.ConfigError) as unread:
        client.contacts.import_file(missing, group_id=1)
    with pytest.raises(chat44mp.ConfigError) as unwritten:
        client.flows.export(1, missing / "answers.csv")
    for raised in (unread, unwritten):
        assert isinstance(raised.value.__cause__, FileNotFoundError)
        assert ".part" not in str(raised.value)
