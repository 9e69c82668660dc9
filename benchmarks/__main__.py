"""Run the tables, each in a fresh process with one thread, and draw what they found.

    python -m benchmarks                 all of them
    python -m benchmarks peers memory    some, by name

Each prints itself and leaves its numbers in ``benchmarks/results/<name>.json``.
"""

import os
import subprocess
import sys

TABLES = dict.fromkeys(
    ("torch", "kinds", "parts", "peers", "growth", "memory", "start", "network"), "conv"
)
TABLES |= dict.fromkeys(("slider", "large"), "explorer")  # need a Chromium
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def main(names):
    unknown = set(names) - set(TABLES)
    if unknown:
        sys.exit(f"there is no table {', '.join(sorted(unknown))}: choose from {', '.join(TABLES)}")
    for name in [*(names or TABLES), "figures"]:
        module = f"benchmarks.{TABLES.get(name, 'conv')}.{name}"
        code = subprocess.run(
            [sys.executable, "-m", module], env={**os.environ, **ONE_THREAD}
        ).returncode
        if code:
            sys.exit(code)


if __name__ == "__main__":
    main(sys.argv[1:])
