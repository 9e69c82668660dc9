"""Open the first lesson in JupyterLab, with the environment that runs this.

    make lab                             # makes the environment, too
    uv run --extra lab scripts/lab.py    # the same without make
    python scripts/lab.py                # in an environment that has convlab and JupyterLab

What follows goes to JupyterLab: ``--no-browser --port=8899``.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FIRST = "/lab/tree/notebooks/00-start-here.ipynb"


def options(given: list[str]) -> list[str]:
    """What JupyterLab is told: it shows the whole project, to which the lessons link."""
    as_root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    return [f"--ServerApp.root_dir={ROOT}", f"--LabApp.default_url={FIRST}", *as_root, *given]


def main() -> None:
    try:
        from jupyterlab.labapp import main as open_lab
    except ModuleNotFoundError:
        sys.exit(f"{sys.executable} has no JupyterLab. With it: pip install -e '{ROOT}[lab]'")
    here = str(Path(sys.executable).parent)  # first, so that `!pip` installs where the kernels look
    os.environ["PATH"] = os.pathsep.join([here, os.environ.get("PATH", "")])
    os.chdir(ROOT)
    open_lab(options(sys.argv[1:]))


if __name__ == "__main__":
    main()
