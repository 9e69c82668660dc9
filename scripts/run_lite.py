"""Run every lesson by Python in the browser, as a reader would, and say which cells fail.

    python -m scripts.run_lite _site/lite                  # all lessons
    python -m scripts.run_lite _site/lite 02-many-in

Needs the tests' environment, and, unless Pyodide stands beside the site, a network.
"""

import argparse
import json
import sys
from pathlib import Path

from playwright.sync_api import BrowserContext, Route, TimeoutError

from tests.browser.chromium import chromium
from tests.browser.plain import served

START, PATIENCE = 180_000, 600_000  # milliseconds: until Python is there, and for a lesson
IDLE = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
RUN = """async () => {
  const app = window.jupyterapp;
  const panel = app.shell.currentWidget;
  await app.commands.execute("notebook:run-all-cells");
  const cells = panel.content.widgets.filter(({ model }) => model.type === "code");
  const outputs = cells.flatMap(({ model }) => model.outputs.toJSON());
  const wrong = outputs.filter((one) => one.output_type === "error");
  const unrun = cells.filter(({ model }) => !model.executionCount).length;
  return { cells: cells.length, unrun, wrong: wrong.map((one) => `${one.ename}: ${one.evalue}`) };
}"""


def expose(route: Route) -> None:
    """Let a page's scripts reach JupyterLab."""
    given = route.fetch()
    config = given.json()
    config["jupyter-config-data"]["exposeAppInBrowser"] = True
    route.fulfill(response=given, body=json.dumps(config))


def run(context: BrowserContext, address: str, name: str) -> str:
    """What went wrong in a lesson, in one line; "" if nothing did."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    said: list[str] = []
    page.on("console", lambda message: message.type == "error" and said.append(message.text))
    page.goto(f"{address}/lab/index.html?path=notebooks/{name}")
    try:
        page.wait_for_function(IDLE, timeout=START)
    except TimeoutError:
        return f"Python did not start: {said[-1] if said else 'and nothing is said'}"
    found = page.evaluate(RUN)
    page.close()
    if found["wrong"]:
        return str(found["wrong"][0])
    return f"{found['unrun']} of {found['cells']} cells have not run" if found["unrun"] else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("lite", type=Path, help="where make_site has put JupyterLite")
    parser.add_argument("lessons", nargs="*", help="such as 02-many-in; all by default")
    given = parser.parse_args()
    names = [f"{lesson}.ipynb" for lesson in given.lessons]
    names = names or sorted(path.name for path in given.lite.glob("files/notebooks/*.ipynb"))
    failed = 0
    with chromium() as browser, served(given.lite.resolve()) as address:
        for name in names:
            context = browser.new_context()
            context.route("**/jupyter-lite.json*", expose)
            problem = run(context, address, name)
            context.close()
            print(f"{name}: {problem or 'every cell runs'}", flush=True)
            failed += bool(problem)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
