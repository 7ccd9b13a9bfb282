"""`python -m scenarios --surface python [--json]`: all scenarios, with a report like that of `cargo xtask scenarios`."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from .files import Scenario, load
from .runner import Wrong, run
from .surfaces import SURFACES, Surface

PATIENCE = 60.0
AT_A_TIME = 8


def failure(surface: Surface, scenario: Scenario, index: int) -> dict[str, Any] | None:
    try:
        asyncio.run(asyncio.wait_for(run(surface, scenario, index), PATIENCE))
    except Wrong as wrong:
        at, problems = wrong.at, wrong.problems
    except Exception as error:
        at, problems = "the runner", [f"{type(error).__name__}: {error}"]
    else:
        return None
    return {"file": scenario.file, "scenario": scenario.name, "at": at, "problems": problems}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--surface", choices=sorted(SURFACES), default="python")
    parser.add_argument("--filter", default="", help="only scenarios whose file or name holds this text")
    parser.add_argument("--json", action="store_true", help="print the report as JSON, as the last line")
    options = parser.parse_args()
    surface = SURFACES[options.surface]
    scenarios = [scenario for scenario in load() if options.filter in scenario.file + scenario.name]
    with ThreadPoolExecutor(AT_A_TIME) as threads:
        ends = threads.map(lambda at: failure(surface, at[1], at[0]), enumerate(scenarios))
        failures = [end for end in ends if end is not None]
    for failed in failures:
        print(f"FAILED {failed['file']}: {failed['scenario']}\n  {failed['at']}")
        for problem in failed["problems"]:
            print(f"    {problem}")
    passed = len(scenarios) - len(failures)
    print(f"scenarios ({surface.name}): {passed} passed, {len(failures)} failed")
    if options.json:
        report = {"surface": surface.name, "passed": passed, "failed": len(failures), "skipped": 0}
        print(json.dumps({**report, "skipped_steps": 0, "skips": {}, "failures": failures}))
    return 1 if failures or not scenarios else 0


if __name__ == "__main__":
    sys.exit(main())
