"""Code that interrupts a call can make calls: signal handlers, finalizers, forked children. Nothing deadlocks.

`CHAT44MP_REENTRANCY_RUNS` sets the number of runs of each kind.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from chat44mp_testing import Emulator

RUNS = int(os.environ.get("CHAT44MP_REENTRANCY_RUNS", "10"))

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork and no timer")


@pytest.mark.parametrize("kind", ["signals", "finalizers", "forks"])
def test_first_calls_interrupted_by_calls_do_not_deadlock(emulator: Emulator, kind: str) -> None:
    fixtures = emulator.fixtures
    environment = {
        **os.environ,
        "CHAT44MP_API_KEY": fixtures["member_key"],
        "CHAT44MP_BASE_URL": emulator.base_url,
        "GROUP": str(fixtures["group"]),
        "FLOW": str(fixtures["flow"]),
    }
    program = [sys.executable, "-W", "ignore::DeprecationWarning", str(Path(__file__).with_name("reentrancy.py"))]
    done = subprocess.run([*program, kind, str(RUNS), "0"], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert (result["runs"], result["failed"]) == (RUNS, []), done.stderr[-4000:]
