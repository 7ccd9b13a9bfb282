"""`python -m scenarios --surface python [--json]`: all scenarios, with a report like that of `cargo xtask scenarios`.

With `CHAT44MP_SCENARIO_TARGET` set to the path of a target file, they run on the server that it names.
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
from .runner import Tally, Wrong, run
from .surfaces import SURFACES, Surface

PATIENCE = 60.0
AT_A_TIME = 8


def played(
    surface: Surface, scenario: Scenario, index: int, target: dict[str, Any] | None
) -> tuple[Tally, dict[str, Any] | None]:
    """What was run and skipped of a scenario, and its failure."""
    try:
        return asyncio.run(asyncio.wait_for(run(surface, scenario, index, target), PATIENCE)), None
    except Wrong as wrong:
        at, problems = wrong.at, wrong.problems
    except Exception as error:
        at, problems = "the runner", [f"{type(error).__name__}: {error}"]
    return Tally(), {"file": scenario.file, "scenario": scenario.name, "at": at, "problems": problems}


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
    with ThreadPoolExecutor(1 if target else AT_A_TIME) as threads:
        ends = list(threads.map(lambda at: played(surface, at[1], at[0], target), enumerate(scenarios)))
    failures = [failure for _, failure in ends if failure is not None]
    skipped = sum(failure is None and tally.steps_run == 0 for tally, failure in ends)
    for failed in failures:
        print(f"FAILED {failed['file']}: {failed['scenario']}\n  {failed['at']}")
        for problem in failed["problems"]:
            print(f"    {problem}")
    passed = len(scenarios) - len(failures) - skipped
    print(f"scenarios ({surface.name}): {passed} passed, {len(failures)} failed, {skipped} skipped")
    if options.json:
        report = {"surface": surface.name, "passed": passed, "failed": len(failures), "skipped": skipped}
        skips = sum((tally.skips for tally, _ in ends), Counter[str]())
        steps = sum(tally.steps_skipped for tally, _ in ends)
        print(json.dumps({**report, "skipped_steps": steps, "skips": skips, "failures": failures}))
    return 1 if failures or not scenarios else 0


if __name__ == "__main__":
    sys.exit(main())
