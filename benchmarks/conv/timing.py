"""Interleaved timing, the machine it ran on, and tables."""

import json
import math
import platform
import time
from collections.abc import Callable, Iterable
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any

RESULTS = Path(__file__).parents[1] / "results"


def seconds(call: Callable[[], Any], times: int) -> float:
    """Processor time of one call, of this thread: what a busy neighbour takes does not count."""
    start = time.thread_time()
    for _ in range(times):
        call()
    return (time.thread_time() - start) / times


def compare(ours: Callable, theirs: Callable, rounds: int = 15, each: float = 0.004) -> dict:
    """Ours and theirs in turn, A B A B…, in one process: equal heap, equal weather.

    ``ratio`` is the median over the rounds of ours / theirs; the times are medians, in µs.
    """
    times = []
    for call in (ours, theirs):
        call()
        times.append(max(1, int(each / max(seconds(call, 2), 1e-7))))
    taken = [(seconds(ours, times[0]), seconds(theirs, times[1])) for _ in range(rounds)]
    return {
        "ratio": median(a / b for a, b in taken),
        "ours_us": median(a for a, _ in taken) * 1e6,
        "theirs_us": median(b for _, b in taken) * 1e6,
    }


def geometric_mean(values: Iterable[float]) -> float:
    logs = [math.log(value) for value in values]
    return math.exp(sum(logs) / len(logs))


def machine() -> dict:
    """What the numbers were measured on."""
    versions = {}
    for name in ("numpy", "torch", "scipy"):
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "not installed"
    return {
        "processor": _processor(),
        "system": platform.system(),
        "python": platform.python_version(),
        **versions,
        "threads": 1,
        "date": time.strftime("%Y-%m-%d"),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def machine_line(here: dict) -> str:
    """The machine in one line."""
    versions = ", ".join(f"{name} {here[name]}" for name in ("python", "numpy", "torch", "scipy"))
    return f"{here['processor']}, {here['system']}; {versions}; one thread; {here['date']}"


def table(title: str, heads: list[str], rows: list[list[Any]]) -> None:
    """Print rows under heads: the first column to the left, numbers to the right."""
    cells = [heads, *([shown(cell) for cell in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(heads))]
    print(f"\n{title}")
    for row in cells:
        first = row[0].ljust(widths[0])
        print("  ".join([first, *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]))


def shown(cell: Any) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, float):
        return f"{cell:,.2f}" if abs(cell) < 100 else f"{cell:,.0f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def save(name: str, found: dict) -> None:
    """Keep the numbers, four digits of each, beside the machine they are from."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps({"machine": machine(), **found}, indent=1, ensure_ascii=False, default=str)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def rounded(value: Any) -> Any:
    """``value`` with every float in it cut to four digits."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return [rounded(inner) for inner in value] if isinstance(value, (list, tuple)) else value
