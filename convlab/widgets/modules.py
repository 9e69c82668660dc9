"""The browser's side of a widget: modules of ``static/``, and the loader that brings them alive."""

import json
import posixpath
import re
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
LOADER = (STATIC / "loader.js").read_text("utf-8")
# As in loader.js: import and export statements that name a file, and imports when asked for.
_IMPORTED = re.compile(
    r'(?:^(?:import|export)\b[^"=;]*|\bawait import\()"(\.{1,2}/[^"]+)"', re.MULTILINE
)


@cache
def _imported(path: str) -> tuple[str, tuple[str, ...]]:
    """The text of a module, and the paths of those that it imports itself."""
    text = (STATIC / path).read_text("utf-8")
    folder = posixpath.dirname(path)
    found = [posixpath.normpath(posixpath.join(folder, name)) for name in _IMPORTED.findall(text)]
    return text, tuple(found)


def sources(*paths: str) -> dict[str, str]:
    """These modules and all that they import, path to text.

    >>> list(sources("numbers/autoplay.js"))
    ['numbers/autoplay.js', 'numbers/steps.js']
    """
    found: dict[str, str] = {}
    left = list(paths)
    while left:
        path = left.pop()
        if path not in found:
            found[path], imported = _imported(path)
            left += imported
    return found


def esm(path: str) -> str:
    """A widget's module with all that it imports, as the one text that anywidget takes.

    >>> esm("names.js").splitlines()[-3]
    '  const [own, notebook] = await Promise.all(["names.js", "notebook.js"].map(load));'
    """
    return (
        f"{LOADER}\nconst SOURCES = {json.dumps(sources(path, 'notebook.js'))};\n"
        "const load = (path) => loadModule(SOURCES, path);\n"
        "export default async () => {\n"
        f'  const [own, notebook] = await Promise.all(["{path}", "notebook.js"].map(load));\n'
        "  return notebook.withKernel(own.default);\n"
        "};\n"
    )


def css(*names: str) -> str:
    """The style sheets of these names, one after the other."""
    return "".join((STATIC / name).read_text("utf-8") for name in names)
