"""A class on one JupyterHub: how long each learner waits, and what a kernel needs.

    python -m benchmarks.hub PROXY [--learners 20] [--seconds 120]

PROXY is configurable-http-proxy's script. Everything stays on this machine: a hub, its proxy, and
a server and a kernel for each learner. Times say something only beside each other.
"""

import argparse
import asyncio
import json
import os
import platform
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import httpx
import psutil

from benchmarks.hub.learner import Learner, Times

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "http://127.0.0.1:8180"
CONFIG = Path(__file__).with_name("jupyterhub_config.py")
BETWEEN = 1.0  # seconds from one learner to the next


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("proxy", type=Path)
    parser.add_argument("--learners", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=120, help="that each of them drags")
    parser.add_argument("--out", type=Path, help="a file for the numbers")
    options = parser.parse_args()
    names = [f"learner-{i:02}" for i in range(1, options.learners + 1)]
    with tempfile.TemporaryDirectory() as folder:
        home, token = Path(folder), secrets.token_hex(16)
        for name in names:
            shutil.copytree(ROOT / "notebooks", home / name / "notebooks")
        hub = start(home, token, options.proxy.resolve())
        try:
            times, memory = asyncio.run(lesson(names, token, options.seconds, hub.pid))
        finally:
            for process in [*psutil.Process(hub.pid).children(recursive=True), hub]:
                process.terminate()
            hub.wait()
    report = summary(times, memory)
    print(json.dumps(report, indent=2))
    if options.out:
        options.out.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    return bool(report["failures"])


def start(home: Path, token: str, proxy: Path) -> subprocess.Popen[bytes]:
    """The hub, once it answers."""
    environment = os.environ | {
        "BENCH_HUB_HOME": str(home),
        "BENCH_HUB_TOKEN": token,
        "BENCH_HUB_ADDRESS": ADDRESS,
        "BENCH_HUB_PROXY": str(proxy),
        "CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(16),
    }
    command = [sys.executable, "-m", "jupyterhub", "-f", CONFIG]
    with (home / "hub.log").open("wb") as log:
        hub = subprocess.Popen(command, env=environment, cwd=home, stdout=log, stderr=log)
    for _ in range(120):
        time.sleep(0.5)
        try:
            if httpx.get(f"{ADDRESS}/hub/api/", trust_env=False).status_code == 200:
                return hub
        except httpx.TransportError:
            if hub.poll() is not None:
                break
    raise RuntimeError((home / "hub.log").read_text()[-3000:])


async def lesson(
    names: list[str], token: str, seconds: float, hub: int
) -> tuple[list[Times], dict[str, list[float]]]:
    """All learners at once; the memory is measured while the last of them drags."""
    learners = [Learner(ADDRESS, name, token) for name in names]

    async def come(i: int, learner: Learner) -> None:
        await asyncio.sleep(BETWEEN * i)
        await learner.attend(seconds)

    tasks = [asyncio.create_task(come(i, learner)) for i, learner in enumerate(learners)]
    while not all(learner.times.drags or learner.times.failures for learner in learners):
        await asyncio.sleep(1)
    await asyncio.sleep(min(20, seconds / 2))
    memory = memory_below(hub)
    await asyncio.gather(*tasks)
    return [learner.times for learner in learners], memory


def memory_below(hub: int) -> dict[str, list[float]]:
    """Megabytes that each process needs for itself alone, by what it is."""
    found: dict[str, list[float]] = {"kernel": [], "server": [], "hub": [], "proxy": []}
    for process in [psutil.Process(hub), *psutil.Process(hub).children(recursive=True)]:
        line = " ".join(process.cmdline())
        kinds = {"ipykernel": "kernel", "singleuser": "server", "proxy": "proxy", "hub": "hub"}
        kind = next((kind for word, kind in kinds.items() if word in line), None)
        if kind:
            found[kind].append(process.memory_full_info().uss / 1e6)
    return found


def summary(times: list[Times], memory: dict[str, list[float]]) -> dict[str, object]:
    """What is printed: seconds, milliseconds, megabytes."""
    waits = {
        what: {
            "first": round(getattr(times[0], what), 1),
            "median": round(median(getattr(one, what) for one in times), 1),
            "last": round(getattr(times[-1], what), 1),
            "longest": round(max(getattr(one, what) for one in times), 1),
        }
        for what in ("server", "page", "kernel", "lesson")
    }

    def moved(drags: list[float]) -> dict[str, float]:
        at = quantiles(drags, n=20) if len(drags) > 1 else [0.0] * 19
        return {"median ms": round(1000 * at[9], 1), "95 % ms": round(1000 * at[18], 1)}

    every = [drag for one in times for drag in one.drags]
    return {
        "machine": f"{os.cpu_count()} cores, {psutil.virtual_memory().total / 1e9:.0f} GB, "
        f"Python {platform.python_version()}",
        "learners": len(times),
        "seconds waited for": waits,
        "a move told to Python": {
            "first": moved(times[0].drags),
            "last": moved(times[-1].drags),
            "all": moved(every),
            "moves": len(every),
        },
        "megabytes": {
            kind: {"processes": len(all_), "median": round(median(all_)), "most": round(max(all_))}
            for kind, all_ in memory.items()
            if all_
        },
        "failures": [failure for one in times for failure in one.failures],
    }


if __name__ == "__main__":
    sys.exit(main())
