"""Runs the examples of the documentation."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import chat44mp
import chat44mp_testing
from chat44mp_testing import Emulator

PYTHON = Path(__file__).parents[1]


@pytest.mark.parametrize("module", [chat44mp, chat44mp_testing], ids=lambda module: module.__name__)
def test_doctests(module: object) -> None:
    assert doctest.testmod(module, raise_on_error=False) == doctest.TestResults(failed=0, attempted=doctest_count(module))


def doctest_count(module: object) -> int:
    examples = sum(len(test.examples) for test in doctest.DocTestFinder().find(module))
    assert examples > 0
    return examples


def programs(readme: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("readme", [PYTHON / "README.md", PYTHON.parent / "README.md"], ids=["package", "repository"])
def test_readme_examples(emulator: Emulator, readme: Path, tmp_path: Path) -> None:
    keys = {"CHAT44MP_API_KEY": emulator.fixtures["member_key"], "CHAT44MP_BASE_URL": emulator.base_url}
    assert programs(readme)
    for program in programs(readme):
        subprocess.run([sys.executable, "-c", program], env={**os.environ, **keys}, cwd=tmp_path, check=True)


def test_the_quickstart_matches_the_readme(emulator: Emulator) -> None:
    program = (PYTHON / "examples/quickstart.py").read_text(encoding="utf-8")
    assert program in programs(PYTHON / "README.md")
    keys = {"CHAT44MP_API_KEY": emulator.fixtures["member_key"], "CHAT44MP_BASE_URL": emulator.base_url}
    printed = subprocess.check_output([sys.executable, "-c", program], env={**os.environ, **keys}, text=True)
    assert printed.startswith("created contact 500\n") and printed.endswith("1 answers\n")


def test_the_sale_example_runs() -> None:
    subprocess.check_output([sys.executable, PYTHON / "examples/sale.py"])


def test_the_crm_example_imports_contacts() -> None:
    keyless = {name: value for name, value in os.environ.items() if name != "CHAT44MP_API_KEY"}
    printed = subprocess.check_output([sys.executable, PYTHON / "examples/crm.py"], env=keyless, text=True)
    assert "people.csv: 2 created, 0 already existed, 2 invalid" in printed and "sales: 3 created" in printed
    assert "subscribers" in printed.splitlines()[-1]


def test_every_call_has_a_docstring() -> None:
    classes = [getattr(chat44mp, name) for name in chat44mp.__all__ if isinstance(getattr(chat44mp, name), type)]
    undocumented = [
        f"{class_.__name__}.{name}"
        for class_ in classes
        for name in ("", *vars(class_))
        if not name.startswith("_") and not (getattr(class_, name) if name else class_).__doc__
    ]
    # Their class docstrings document these attributes.
    assert [name for name in undocumented if not name.startswith(("MessagePattern.", "Chat44mpError.", "RawResponse."))] == []


SNIPPETS = PYTHON.parent / "docs/snippets"


@pytest.mark.parametrize("program", sorted((SNIPPETS / "python").glob("*.py")), ids=lambda program: program.name)
def test_examples_of_the_documentation_site(emulator: Emulator, program: Path, tmp_path: Path) -> None:
    for file in ("people.csv", "company-ca.pem"):
        shutil.copy(SNIPPETS / file, tmp_path)
    fixtures = emulator.fixtures
    keys = {"CHAT44MP_API_KEY": fixtures["member_key"], "CHAT44MP_ADMIN_KEY": fixtures["admin_key"]}
    environment = {**os.environ, **keys, "CHAT44MP_BASE_URL": emulator.base_url}
    pytest_ = ["-m", "pytest", "-p", "no:cacheprovider"] if program.name.startswith("test_") else []
    subprocess.run([sys.executable, *pytest_, program], env=environment, cwd=tmp_path, check=True)
