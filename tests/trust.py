"""The faults that tests try, as a page: ``python -m tests.trust`` writes ``docs/TRUST.md``.

A test says what it tries, ``@pytest.mark.fault(kind, what was tried, what happened)``. Its row
stands in the table because the test passes; a row without a test cannot be written.
"""

import ast
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/TRUST.md"
HEAD = """# What was tried against it

Each line is a fault that a test of the project tries, and what happened: what a reader, a file, a
browser or a machine may do, meant or not. The tests write this page (`python -m tests.trust`), so
it holds what they hold, and no more. What it is like to use all this without a mouse, or without
seeing the colours: [accessibility](ACCESSIBILITY.md).
"""


class Fault(NamedTuple):
    """One row: its kind, what was tried, what happened, and the test."""

    kind: str
    tried: str
    happened: str
    test: str


def marks(path: Path) -> Iterator[Fault]:
    """The faults that a file of tests says it tries."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        for mark in getattr(node, "decorator_list", ()):
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.fault":
                said = map(ast.literal_eval, mark.args)
                yield Fault(*said, f"{path.relative_to(ROOT).as_posix()}::{node.name}")


def faults() -> list[Fault]:
    """All of them, kind by kind."""
    paths = sorted((ROOT / "tests").rglob("test_*.py"))
    return sorted(fault for path in paths for fault in marks(path))


def page() -> str:
    """The page's text."""
    parts = [HEAD]
    for kind, rows in itertools.groupby(faults(), key=lambda fault: fault.kind):
        lines = [f"## {kind}", "", "| tried | what happened | test |", "|---|---|---|"]
        for row in rows:
            file, _, name = row.test.partition("::")
            link = f"[{name.removeprefix('test_').replace('_', ' ')}](../{file})"
            lines.append(f"| {row.tried} | {row.happened} | {link} |")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
