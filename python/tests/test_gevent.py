"""Under gevent, calls do not block other greenlets, and killing a greenlet aborts its request."""

from __future__ import annotations

import subprocess
import sys

import pytest

from chat44mp_testing import Emulator

pytest.importorskip("gevent")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="calls block the hub there")

PROGRAM = """
import sys
from gevent import monkey
monkey.patch_all()
import gevent, chat44mp

key, url, group = sys.argv[1], sys.argv[2], int(sys.argv[3])
client = chat44mp.Client(key, base_url=url)
turns = 0

def count():
    global turns
    while True:
        turns += 1
        gevent.sleep(0.005)

gevent.spawn(count)
slow = [gevent.spawn(client.flows.list) for _ in range(4)]
assert all(len(greenlet.get()) > 0 for greenlet in slow)
assert turns > 20, turns

try:
    client.contacts.get(99_999_999)
except chat44mp.NotFoundError:
    pass

rows = ({"email": f"ada{n}@example.org", "phone_number": f"39333{n:07}"} for n in range(50))
assert client.contacts.import_rows(rows, group_id=group).created == 50

hanging = chat44mp.Client(key, base_url=url, head_timeout=60)
try:
    with gevent.Timeout(0.3):
        hanging.contact_groups.get(group)
    raise AssertionError("the call did not time out")
except gevent.Timeout:
    pass
print("done")
"""


def test_calls_do_not_block_the_hub(emulator: Emulator) -> None:
    emulator.add_fault({"operation": "get_flow_campaigns", "kind": "latency", "ms": 400})
    emulator.add_fault({"operation": "get_contact_group", "kind": "hang"})
    arguments = [emulator.fixtures["member_key"], emulator.base_url, str(emulator.fixtures["group"])]
    program = [sys.executable, "-W", "ignore", "-c", PROGRAM, *arguments]
    done = subprocess.run(program, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.returncode) == ("done\n", 0), done.stderr
    assert emulator.wait_for(lambda journal: any(entry["disconnected"] for entry in journal))
