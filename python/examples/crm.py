"""Imports contacts from a CRM and exports the answers of all campaigns: `python examples/crm.py people.csv`.

With `CHAT44MP_API_KEY` it uses your server, otherwise the built-in emulator and a few sample contacts.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import chat44mp
from chat44mp_testing import Emulator

PEOPLE = """\
Nome;Cognome;Cellulare;E-mail
Ada;Bruni;+393331234501;ada@shop.example
Bruno;Conti;+393331234502;bruno@shop.example
Carla;Donati;+393331234502;carla@shop.example
Dino;;;no address
"""


def show(progress: chat44mp.ImportProgress) -> None:
    print(f"  {progress.phase}: {progress.created} created, {progress.exists} already existed", file=sys.stderr)


def sync(client: chat44mp.Client, people: Path, group_id: int) -> None:
    """Imports a file. Run again after an interruption, it resumes without creating duplicates."""
    results, errors = people.with_suffix(".results.jsonl"), people.with_suffix(".errors.csv")
    report = client.contacts.import_file(people, group_id=group_id, results=results, errors=errors, progress=show)
    print(f"{people.name}: {report.created} created, {report.exists} already existed, {report.invalid} invalid")
    for reason in report.reasons:
        print(f"  {reason.rows} × {reason.code}: {reason.message}, rows {reason.first_rows}")
    if not report.is_success:
        print(f"  correct {errors.name} and import it")


def sales() -> Iterator[dict[str, object]]:
    """Rows from a shop's database or a webhook; field names of CRMs are recognized."""
    for number in range(3):
        yield {"Email Address": f"buyer{number}@shop.example", "Mobile": 393_331_234_600 + number, "Total": "19.90"}


def export(client: chat44mp.Client, flow_id: int, sheet: Path) -> None:
    """Exports one column per question; cells that a spreadsheet would run as a formula are escaped."""
    report = client.flows.export(flow_id, sheet, format="wide_csv")
    print(f"{sheet.name}: {report.answers} answers of {report.subscribers} subscribers")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Emulator() as emulator:
        if os.environ.get("CHAT44MP_API_KEY"):
            people, client = Path(sys.argv[1]), chat44mp.Client()
        else:
            people, client = Path(folder, "people.csv"), emulator.client()
            people.write_text(PEOPLE, encoding="utf-8")
        group_id = client.contact_groups.create("Spring sale")
        sync(client, people, group_id)
        report = client.contacts.import_rows(sales(), group_id=group_id)
        print(f"sales: {report.created} created")
        for flow in client.flows.list():
            export(client, flow.id, people.with_name(f"{flow.id}.csv"))


if __name__ == "__main__":
    main()
