"""`python -m scenarios --surface python [--json]`: runs all scenarios and prints a report like `cargo xtask scenarios`.

With `CHAT44MP_SCENARIO_TARGET` set to the path of a target file, they run against the server that it names.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from .files import Scenario, load
from .runner import Counts, Mismatch, run
from .surfaces import SURFACES, Surface

TIMEOUT = 60.0
CONCURRENCY = 8


def run_scenario(
    surface: Surface, scenario: Scenario, index: int, target: dict[str, Any] | None
) -> tuple[Counts, dict[str, Any] | None]:
    """Runs a scenario; returns its counts and its failure."""
    try:
        return asyncio.run(asyncio.wait_for(run(surface, scenario, index, target), TIMEOUT)), None
    except Mismatch as mismatch:
        at, problems = mismatch.at, mismatch.problems
    except Exception as error:
        at, problems = "the runner", [f"{type(error).__name__}: {error}"]
    return Counts(), {"file": scenario.file, "scenario": scenario.name, "at": at, "problems": problems}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--surface", choices=sorted(SURFACES), default="python")
    parser.add_argument("--filter", default="", help="only scenarios whose file or name holds this text")
    parser.add_argument("--json", action="store_true", help="print the report as JSON, as the last line")
    options = parser.parse_args()
    surface = SURFACES[options.surface]
    scenarios = [scenario for scenario in load() if options.filter in scenario.file + scenario.name]
    path = os.environ.get("CHAT44MP_SCENARIO_TARGET")
    target = json.loads(Path(path).read_text("utf-8")) if path else None
    with ThreadPoolExecutor(1 if target else CONCURRENCY) as threads:
        ends = list(threads.map(lambda at: run_scenario(surface, at[1], at[0], target), enumerate(scenarios)))
    failures = [failure for _, failure in ends if failure is not None]
    skipped = sum(failure is None and counts.steps_run == 0 for counts, failure in ends)
    for failed in failures:
        print(f"FAILED {failed['file']}: {failed['scenario']}\n  {failed['at']}")
        for problem in failed["problems"]:
            print(f"    {problem}")
    passed = len(scenarios) - len(failures) - skipped
    print(f"scenarios ({surface.name}): {passed} passed, {len(failures)} failed, {skipped} skipped")
    if options.json:
        report = {"surface": surface.name, "passed": passed, "failed": len(failures), "skipped": skipped}
        skips = sum((counts.skips for counts, _ in ends), Counter[str]())
        steps = sum(counts.steps_skipped for counts, _ in ends)
        print(json.dumps({**report, "skipped_steps": steps, "skips": skips, "failures": failures}))
    return 1 if failures or not scenarios else 0


if __name__ == "__main__":
    sys.exit(main())
