"""``convlab.mjs``, all widgets as one module for pages without Jupyter: ``make module``.

    python -m scripts.make_module _module

What the folder then holds can be published as it is: a module without imports, its package.json,
its licences, and how to use it.
"""

import argparse
import json
import shutil
import sys
from importlib.metadata import metadata
from pathlib import Path

from convlab.widgets.modules import STATIC, css, sources
from scripts.site.widgets import as_function, stripped

REPO = Path(__file__).resolve().parents[1]
ENTRIES = ("explorer.js", "network.js", "quiz_explorer.js", "studio.js", "trainer.js", "wrong.js")
TEXT = """// convlab {version}, {licence}: see NOTICE
const MODULES = {{
{functions}}};
const STYLE = {style};
const made = new Map();
const use = (path) => {{
  if (!made.has(path)) made.set(path, MODULES[path](use));
  return made.get(path);
}};
export const {{ render, show, showFile }} = use("embed.js").makeEmbed(use, STYLE);
export default {{ render }};
"""
LICENCES = ("LICENSE", "LICENSE-TEXT", "NOTICE")


def module() -> str:
    """The text of ``convlab.mjs``: each module a function of the others, and the style of all."""
    texts = sources("embed.js", *ENTRIES)
    functions = (
        f'"{path}": {as_function(path, stripped(text))},\n' for path, text in texts.items()
    )
    sheets = ["tokens.css", *sorted(p.name for p in STATIC.glob("*.css") if p.stem != "tokens")]
    about = metadata("convolution-channels")
    return TEXT.format(
        version=about["Version"],
        licence=about["License-Expression"],
        functions="".join(functions),
        style=json.dumps(css(*sheets)),
    )


def package() -> dict[str, object]:
    """What npm has to know of it."""
    about = metadata("convolution-channels")
    return {
        "name": about["Name"],
        "version": about["Version"],
        "description": about["Summary"],
        "license": about["License-Expression"],
        "keywords": about["Keywords"].split(","),
        "type": "module",
        "exports": "./convlab.mjs",
        "files": ["convlab.mjs", "LICENSES", *LICENCES],
        "sideEffects": False,
    }


def main(arguments: list[str]) -> None:
    """Write the folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("target", type=Path, help="the folder to make anew")
    target = parser.parse_args(arguments).target
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(REPO / "examples/pages", target)
    shutil.copytree(REPO / "LICENSES", target / "LICENSES")
    for name in LICENCES:
        shutil.copy(REPO / name, target)
    (target / "convlab.mjs").write_text(module(), "utf-8")
    (target / "package.json").write_text(json.dumps(package(), indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
