"""The code of the guides in Python. A test runs it from top to bottom on the emulator."""

import os

import chat44mp

client = chat44mp.Client()
admin = client.with_options(api_key=os.environ["CHAT44MP_ADMIN_KEY"])

# region outcome
try:
    group_id = client.contact_groups.create("Spring sale")
except chat44mp.Chat44mpError as error:
    if error.outcome == "unknown":  # the response was lost: the group may exist
        print("check before you repeat it:", error.code)
    elif error.retryable:  # nothing was changed; a later attempt can succeed
        print("try again in", error.retry_after or 60, "seconds")
    else:
        print(error.hint)
# endregion

# region per_call
patient = client.with_options(timeout=300, max_retries=5)  # shares the connections
flows = patient.flows.list()
# endregion
assert flows

# region crm_import
def import_people(client: chat44mp.Client, group_id: int, store: dict[str, int]) -> None:
    """Imports what the CRM changed since the last run, and writes the contact IDs back."""
    people = [
        {"crm_id": "A-1", "email": "grace@shop.example", "phone_number": "+393331230001", "first_name": "Grace"},
        {"crm_id": "A-2", "email": "alan@shop.example", "phone_number": "+393331230002", "first_name": "Alan"},
    ]

    def write_back(row: chat44mp.RowResult) -> None:
        if row.id is not None:
            store[people[row.row - 1]["crm_id"]] = row.id

    report = client.contacts.import_rows(
        people,
        group_id=group_id,
        results=f"crm-{group_id}.results.jsonl",
        errors="crm.errors.csv",
        phone_region="IT",
        on_row=write_back,
    )
    print(f"{report.created} created, {report.exists} already existed, {report.invalid} invalid")
    if not report.is_success:
        raise SystemExit(f"correct crm.errors.csv: {[reason.message for reason in report.reasons]}")
# endregion

stored: dict[str, int] = {}
import_people(client, 67, stored)
assert sorted(stored) == ["A-1", "A-2"]
import_people(client, 67, stored)

# region dry_run
report = client.contacts.import_rows(
    [{"E-mail": "ada.bruni@example.org", "Cellulare": "333 123 4567"}], group_id=67, phone_region="IT", dry_run=True
)
for row in report.preview:
    print(row.email, row.phone_number)  # as they would be sent: +393331234567
# endregion
assert report.preview[0].phone_number == "+393331234567"

# region export
client.flows.export(1, "answers.xlsx", format="wide_excel")  # one column per question, every cell is text
client.flows.export(1, "answers.csv", bom=True)  # opens in Excel with all accents
# endregion

# region pandas
import pandas

answers = pandas.DataFrame(client.flows.rows(1))  # one row per answer
people = pandas.DataFrame(client.flows.rows(1, layout="wide"))  # one row per subscriber
print(answers.groupby("question")["answer"].value_counts())
# endregion
assert len(answers) == 6 and len(people) == 3

# region sheets
def values(client: chat44mp.Client, flow_id: int) -> list[list[str]]:
    """The rows for `spreadsheets.values.update`, with `valueInputOption="RAW"`."""
    rows = list(client.flows.rows(flow_id, layout="wide"))
    columns = list(rows[0]) if rows else ["subscriber_id"]
    return [columns, *([row[column] or "" for column in columns] for row in rows)]
# endregion
assert values(client, 1)[0][0] == "subscriber_id" and len(values(client, 1)) == 4

# region many_keys
shops = {"north": os.environ["CHAT44MP_API_KEY"], "south": os.environ["CHAT44MP_ADMIN_KEY"]}
clients = {shop: client.with_options(api_key=key) for shop, key in shops.items()}  # one pool of connections
for shop, its_client in clients.items():
    print(shop, len(its_client.flows.list()), "campaigns")
# endregion

# region rotate
client.set_api_key(os.environ["CHAT44MP_API_KEY"])  # calls that start later use the new key
# endregion

# region proxy
behind_proxy = chat44mp.Client(proxy="http://user:password@proxy.example.com:3128")
direct = chat44mp.Client(proxy="")  # ignores HTTPS_PROXY
private_ca = chat44mp.Client(ca_certs="company-ca.pem")
# endregion
assert direct.contacts.get(233)

# region messages
from chat44mp import MessagePattern

translated = chat44mp.Client(
    message_patterns=[MessagePattern("Il contatto non esiste", "contact_not_found", operation="get_contact")]
)
# endregion
assert translated.contacts.get(233)

# region logging
import logging

logging.basicConfig(format="%(levelname)s %(name)s %(message)s")
logging.getLogger("chat44mp").setLevel(logging.DEBUG)
client.flows.list()  # DEBUG chat44mp flows.list: attempt 1, HTTP 200, 12 ms
# endregion

# region metrics
class Metrics(logging.Handler):
    """Counts attempts by operation and result, and keeps their duration."""

    def __init__(self) -> None:
        super().__init__()
        self.attempts: list[tuple[str, str, int]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.elapsed_ms is not None:
            self.attempts.append((record.operation, record.code or "ok", record.elapsed_ms))


metrics = Metrics()
logging.getLogger("chat44mp").addHandler(metrics)
# endregion
client.flows.list()
assert metrics.attempts[0][:2] == ("flows.list", "ok")

# region hooks
def measure(response: chat44mp.ResponseEvent) -> None:
    print(response.operation, response.code or "ok", f"{response.elapsed * 1000:.0f} ms")


measured = client.with_options(on_response=measure)  # or Client(on_response=measure)
# endregion
assert measured.flows.list()

# region migrate
def find_contact(contact_id: int) -> chat44mp.Contact | None:
    try:
        return client.contacts.get(contact_id)
    except chat44mp.NotFoundError:
        return None
# endregion
assert find_contact(233) is not None and find_contact(9999) is None
