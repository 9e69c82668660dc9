"""What widgets on the site's pages are made of: modules, states and stills, as files."""

import hashlib
import json
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from nbformat import NotebookNode

from convlab.widgets.modules import STATIC, sources
from convlab.widgets.page import in_script

STATE = "application/vnd.convlab.state+json"
SMALL = 8_000  # characters of a script that all pages get
NARROW = "image/png;width=390"  # the still as it stands on a phone
DARK = "image/png;theme=dark"  # a figure's twin for a dark page
# In the kernel, before the first cell: each widget leaves its state beside its still, each figure a
# dark twin. Pictures are packed anew for the site, so loosely here.
LIVE = f"""
import base64, dataclasses, functools, traitlets
from convlab import figures
from convlab.figures.base.page import NotebookFigure
from convlab.figures.explorer import scene_figure
from convlab.widgets import base
figures.png = functools.partial(figures.png, level=1)
def _state(widget):
    traits = widget.state_traits() if hasattr(widget, "state_traits") else {{}}
    choices = {{k: t.values for k, t in traits.items() if isinstance(t, traitlets.Enum)}}
    given = widget.get_state()
    coded = {{
        name: base64.b64encode(value).decode()
        for name, value in given.items() if isinstance(value, (bytes, memoryview))
    }}
    unsent = ("_esm", "_css", "layout", "tabbable", "tooltip", *coded)
    plain = {{k: v for k, v in given.items() if k not in unsent}}
    if widget.module == "explorer.js":
        plain["_spec"] = {{**plain["_spec"], "ends": widget._ends}}
    return dict(module=widget.module, plain=plain, coded=coded, choices=choices)
def _saved(widget):
    saved = dict(widget.saved())
    if context := getattr(widget, "_context", None):
        phone = scene_figure(dataclasses.replace(context, width=390), repr(widget))
        saved["{NARROW}"] = figures.png(phone, scale=2)
    return {{
        mime: base64.b64encode(one).decode() if isinstance(one, bytes) else one
        for mime, one in saved.items()
    }}
def _twins(figure, **_):
    twins = {{"image/png": "light", "{DARK}": "dark"}}
    files = {{
        mime: figures.png(figure, scale=1 + figure.sharp, theme=theme)
        for mime, theme in twins.items()
    }}
    coded = {{mime: base64.b64encode(file).decode() for mime, file in files.items()}}
    return {{"text/plain": repr(figure), **coded}}
NotebookFigure._repr_mimebundle_ = _twins
base.Widget._repr_mimebundle_ = lambda self, **_: {{
    "text/plain": repr(self), **_saved(self), "{STATE}": _state(self)
}}
"""
BLOCK = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n", re.DOTALL | re.MULTILINE)
TYPE = re.compile(r"/\*\* @(?:type|param) [^*]*\*/ ?")
LINE = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
# The forms of import and export that the modules have
IMPORT = re.compile(r'^import (\w+)?(?:\{([^}]*)\})? ?from "(\.{1,2}/[^"]+)";', re.MULTILINE)
LATER = re.compile(r'\bimport\("(\.{1,2}/[^"]+)"\)')
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class)\b\W*(\w+))", re.MULTILINE)
LIST = re.compile(r"(?<![\w.])export ?\{([^}]*)\};?")


def stripped(text: str) -> str:
    r"""A module without types, and without the comments that stand on lines of their own.

    >>> stripped("// why\nf(); // as is\n  /** @type {A} */\ng(/** @type {B} */ (x));\n")
    'f(); // as is\ng((x));\n'
    """
    return TYPE.sub("", LINE.sub("", BLOCK.sub("", text)))


def squeezed(css: str) -> str:
    r"""A style sheet without comments, and without what stands only for who reads it.

    >>> squeezed("/* why */\na:hover {\n  color: red;\n}\n")
    'a:hover{color: red;}'
    """
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", css)).strip()


def as_function(path: str, text: str) -> str:
    r"""A module as a function of ``use``, which gives what another module exports.

    A page then needs one script for many modules, opened from disk, too, and its policy need not
    allow scripts from memory. No two modules may import each other.

    >>> print(as_function("a/b.js", 'import { c as d } from "../e.js";\nexport const f = d;\n'))
    (use) => { "use strict";
    const { c: d } = use("e.js");
    const f = d;
    return { f }; }
    """

    def named(specifier: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(path), specifier))

    def imported(found: re.Match[str]) -> str:
        whole, some, specifier = found.groups()
        names = f"{{ default: {whole} }}" if whole else f"{{{some.replace(' as ', ': ')}}}"
        return f'const {names} = use("{named(specifier)}");'

    given = EXPORT.findall(text)
    for names in LIST.findall(text):
        pairs = [name.split(" as ") for name in names.split(",") if name.strip()]
        given += [f"{pair[-1].strip()}: {pair[0].strip()}" for pair in pairs]
    text = LIST.sub("", EXPORT.sub("", IMPORT.sub(imported, text)))
    text = LATER.sub(lambda found: f'use("{named(found[1])}")', text)
    if "\nexport default " in text:
        text = text.replace("\nexport default ", "\nconst standard = ")
        given.append("default: standard")
    return f'(use) => {{ "use strict";\n{text}return {{ {", ".join(given)} }}; }}'


def chunks(entries: Iterable[str]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The modules of these entries, those that are needed together in one script.

    What is small goes into one script of all: each request takes a phone's network as long as many
    kilobytes do.

    Returns
    -------
    files : name to script
    needs : entry to the names of the scripts that it needs
    """
    entries = tuple(entries)
    used: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        for path in sources(entry):
            used[path].append(entry)
    together: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for path, users in used.items():
        together[tuple(users)][path] = as_function(path, stripped(sources(path)[path]))
    for users in [*together]:
        if sum(map(len, together[users].values())) < SMALL:
            together[entries].update(together.pop(users))
    files, needs = {}, defaultdict(list)
    for users, texts in together.items():
        functions = "".join(f'"{path}": {function},\n' for path, function in texts.items())
        script = f"Object.assign((window.convlab ??= {{}}), {{\n{functions}}});\n"
        name = f"{hashlib.sha256(script.encode()).hexdigest()[:10]}.js"
        files[name] = script
        for entry in users:
            needs[entry].append(name)
    return files, dict(needs)


def host(needs: Mapping[str, list[str]], own: str) -> str:
    """The script that brings the widgets of a page alive, and knows what each needs."""
    return f"{(STATIC / 'page.js').read_text('utf-8')}\nconst CHUNKS = {json.dumps(needs)};\n{own}"


def write_state(data: NotebookNode, name: str, folder: Path) -> None:
    """Write a widget's state as a script, which a page opened from disk may read, too."""
    state = in_script(data[STATE])
    script = f'(window.convlabStates ??= {{}})["{name}"] = {state};\n'
    (folder / f"{name}.js").write_text(script, "utf-8")


def modules_in(notebooks: Iterable[NotebookNode]) -> set[str]:
    """The modules of all widgets that have left their state."""
    return {
        output.data[STATE]["module"]
        for notebook in notebooks
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if STATE in output.get("data", {})
    }
