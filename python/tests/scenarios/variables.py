"""Replaces variables in scenarios."""

from __future__ import annotations

import re
from typing import Any

NAME = r"[a-z](?:[a-z0-9_.]*[a-z0-9_])?"


class Variables:
    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def resolve(self, template: Any) -> Any:
        """Replaces every `$name` and `${name}` in `template`."""
        if isinstance(template, str):
            variable = re.fullmatch(rf"\$({NAME})", template)
            return self.get(variable[1]) if variable else self.fill(template)
        if isinstance(template, list):
            return [self.resolve(item) for item in template]
        if isinstance(template, dict):
            return {self.fill(str(key)): self.resolve(value) for key, value in template.items()}
        return template

    def fill(self, text: str) -> str:
        return re.sub(rf"\$\{{({NAME})\}}", lambda name: str(self.get(name[1])), text)

    def get(self, path: str) -> Any:
        name, *steps = path.split(".")
        value = self.values[name]
        for step in steps:
            value = value[int(step)] if isinstance(value, list) else value[step]
        return value
