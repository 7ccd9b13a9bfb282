"""Reads the scenario files. Their format is described in `tests/scenarios/README.md`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parents[3] / "tests" / "scenarios"


@dataclass
class Scenario:
    file: str
    name: str
    profile: str
    text: dict[str, Any]


# The files use YAML 1.2. Dates stay strings.
YAML_1_2 = YAML(typ="safe", pure=True)
YAML_1_2.constructor.add_constructor(
    "tag:yaml.org,2002:timestamp", lambda constructor, node: constructor.construct_scalar(node)
)


def load() -> list[Scenario]:
    """Returns all scenarios, ordered by file name."""
    scenarios = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for text in YAML_1_2.load(path):
            profiles = text.get("profile", "observed")
            if profiles == "both":
                for profile in ("observed", "documented"):
                    scenarios.append(Scenario(path.name, f"{text['name']} [{profile}]", profile, text))
            else:
                scenarios.append(Scenario(path.name, text["name"], profiles, text))
    return scenarios
