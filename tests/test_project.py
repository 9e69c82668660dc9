"""The rules of the house that can be counted: arrows, docstrings, packaging, links, licences."""

import ast
import inspect
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement
from rattler import MatchSpec

import convlab
from scripts.headings import anchor, headings
from tests.node import run_node

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "convlab"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# What each module may import, beside the standard library: the whole pipe, in order, so that a
# module imports only what stands above it.
ARROWS = {
    "sizes": "",
    "show": "numpy sizes",
    "frameworks": "numpy",
    "layer": "frameworks show sizes",
    "refusals": "show sizes",
    "check": "numpy frameworks refusals show sizes",
    "conv": "numpy check sizes typing_extensions",  # the last for type checkers, as below
    "loops": "numpy check conv layer sizes typing_extensions",
    "pixel": "numpy show",
    "run": "numpy check conv layer pixel show sizes typing_extensions",
    "network": "numpy frameworks layer check run show sizes",
    "images": "numpy PIL sizes",
    "kernels": "numpy check conv frameworks show sizes",
    "made_up": "numpy images layer",
    "training": "numpy check conv run show sizes",
    "ideas": "numpy conv sizes",
    "scene": "numpy conv layer pixel run show sizes training",
    "lessons": "numpy yaml conv layer scene show sizes images kernels training",
    "exercises": "lessons",
    "figures": "numpy matplotlib PIL kernels check conv layer pixel run scene show sizes training"
    " ideas lessons typing_extensions",
    "quiz": "lessons figures matplotlib",  # figures when a tally is drawn
    "widgets": "numpy anywidget ipywidgets traitlets images kernels"
    " frameworks network check conv layer pixel run scene show sizes training ideas figures quiz",
    "errors": "numpy PIL conv kernels layer made_up show sizes widgets",  # most when it is shown
    "__init__": "frameworks layer conv pixel loops run sizes"
    " errors exercises figures ideas images kernels quiz training widgets",  # these on first use
    "jupyter": "convlab",
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def imported(path):
    """Names of the packages, and of convlab's own modules, that a module imports anywhere."""
    package = path.relative_to(PACKAGE).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            full = [*base, *(node.module or "").split(".")] if node.module else [*base]
            # `from . import figures` names modules, `from .conv import conv2d` things in one
            yield from [full[0]] if full else [alias.name for alias in node.names]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_numbers_flow_down_the_pipe(path):
    name = path.relative_to(PACKAGE).with_suffix("").parts[0]
    assert name in ARROWS, f"{name} is new: say in ARROWS what it may import"
    allowed = {*ARROWS[name].split(), name, *sys.stdlib_module_names}
    assert set(imported(path)) <= allowed, "an arrow against the pipe"


def test_the_pipe_has_one_direction():
    names = list(ARROWS)
    for at, allowed in enumerate(ARROWS.values()):
        assert not {*allowed.split()} & {*names[at:]}, f"{names[at]} imports from further down"


def test_import_convlab_needs_numpy_alone():
    code = (
        "import sys, json, numpy; before = set(sys.modules); import convlab;"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = json.loads(run.stdout)
    assert {name.split(".")[0] for name in loaded} - sys.stdlib_module_names == {"convlab"}
    # What import takes beside NumPy's: what is no convolution itself loads on first use.
    assert not {"dataclasses", "convlab.layer", "convlab.run", "convlab.loops"} & set(loaded)


def test_every_public_name_is_there():
    assert [name for name in convlab.__all__ if not hasattr(convlab, name)] == []
    assert dir(convlab) == sorted(convlab.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        convlab.nothing  # noqa: B018


def test_editors_and_type_checkers_see_every_public_name(tmp_path):
    lines = [f"reveal_type(convlab.{name})" for name in [*convlab.__all__, "nothing"]]
    (tmp_path / "names.py").write_text("\n".join(["import convlab", *lines]))
    command = [sys.executable, "-m", "mypy", tmp_path / "names.py"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    *found, nothing = re.findall(r'Revealed type is "(.+)"$', run.stdout, re.MULTILINE)
    seen = dict(zip(convlab.__all__, found, strict=True))
    untyped = {name for name, kind in seen.items() if kind == "Any"}
    assert untyped <= {"interact"}  # ipywidgets made it, and has no types
    assert nothing == "Any" and 'has no attribute "nothing"' in run.stdout


def public_things():
    """Every function and class that ``import convlab`` offers, as (its name, itself)."""
    for name in convlab.__all__:
        thing = getattr(convlab, name)
        if not inspect.ismodule(thing):
            yield name, thing
            continue
        own = [
            inner
            for inner, found in vars(thing).items()
            if not inner.startswith("_")
            and getattr(found, "__module__", "").startswith(thing.__name__)
        ]
        for inner in getattr(thing, "__all__", own):
            if callable(found := getattr(thing, inner)):
                yield f"{name}.{inner}", found


def sections(thing):
    """The numpydoc sections of a docstring, by title."""
    _, *parts = re.split(r"^([A-Z]\w+)\n-{3,}\n", inspect.getdoc(thing) or "", flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def missing(thing):
    """What a public function or class fails to say in types and docstring."""
    found = sections(thing)
    if ">>>" not in (thing.__doc__ or ""):
        yield "an example"
    if inspect.isclass(thing) and issubclass(thing, Exception):
        return
    signature = inspect.signature(thing)
    entries = found.get("Parameters", "") + found.get("Attributes", "")
    named = set(re.findall(r"\w+", " ".join(re.findall(r"^\S[^:\n]*", entries, re.MULTILINE))))
    for name, parameter in signature.parameters.items():
        if name not in named:
            yield f"{name} among its Parameters"
        if inspect.isfunction(thing) and parameter.annotation is inspect.Signature.empty:
            yield f"the type of {name}"
    if inspect.isfunction(thing):
        if signature.return_annotation is inspect.Signature.empty:
            yield "the type that it returns"
        elif signature.return_annotation not in (None, "None") and "Returns" not in found:
            yield "a section Returns"


def test_public_names_say_what_they_take_and_give():
    found = {name: lacks for name, thing in public_things() if (lacks := list(missing(thing)))}
    found.pop("interact", None)  # ipywidgets' own
    assert found == {}


def floors(specs):
    return {name.lower().replace("_", "-"): version for name, version in specs}


def test_environment_yml_says_what_pyproject_says():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *conda, pip = environment["dependencies"]
    assert pip == {"pip": ["-e ."]}
    specs = [MatchSpec(spec, strict=True) for spec in conda]
    found = floors((spec.name.normalized, str(spec.version or "")) for spec in specs)
    extras = PROJECT["optional-dependencies"]
    wanted = [*map(Requirement, PROJECT["dependencies"] + extras["lab"])]
    verify = [r for r in map(Requirement, extras["test"]) if r.name in {"nbval", "pytest"}]
    wanted = floors((r.name, str(r.specifier)) for r in wanted + verify)
    wanted["matplotlib-base"] = wanted.pop("matplotlib")  # conda's matplotlib brings Qt along
    assert found == wanted | {"python": PROJECT["requires-python"]}


def test_the_version_is_the_same_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    newest = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert citation["version"] == newest[1] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"].split()[0]  # of the software


def test_the_wheel_holds_the_package_and_its_settings_and_nothing_else(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    everything = set(zipfile.ZipFile(wheel).namelist())
    data = f"{wheel.name.partition('-py3')[0]}.data/data/"  # goes into the environment
    names = {name.removeprefix(data) for name in everything if ".dist-info/" not in name}
    shipped = {
        path.relative_to(ROOT).as_posix()
        for folder in (PACKAGE, ROOT / "etc")
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == shipped
    assert wheel.name.startswith(PROJECT["name"].replace("-", "_"))
    licences = {name for name in everything if "/licenses/" in name}
    assert {name.partition("/licenses/")[2] for name in licences} == {
        path.relative_to(ROOT).as_posix()
        for pattern in PROJECT["license-files"]
        for path in ROOT.glob(pattern)
    }


def test_every_licence_is_there_in_full():
    own, *others = PROJECT["license"].split(" AND ")
    assert own == "BSD-3-Clause"
    assert {path.stem for path in (ROOT / "LICENSES").iterdir()} == set(others)
    named = (ROOT / "NOTICE").read_text() + (ROOT / "LICENSE-TEXT").read_text()
    assert [name for name in others if f"LICENSES/{name}.txt" not in named] == []
    covered = (ROOT / "LICENSE-TEXT").read_text()
    assert [path.name for path in ROOT.glob("*.md") if path.name not in covered] == []


MADE = {"node_modules", "__pycache__", "_site", "_slides", "_student", "build", "dist"}


def files():
    """Every file of the project itself."""
    for folder, inner, names in os.walk(ROOT):
        hidden = {name for name in inner if name.startswith(".")} - {".ci", ".github"}
        inner[:] = set(inner) - MADE - hidden
        yield from (Path(folder, name) for name in names)


FILES = sorted(files())
TEXTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in FILES
    if path.suffix in {".py", ".js", ".mjs", ".css", ".html", ".md", ".ipynb", ".cff"}
    or path.suffix in {".toml", ".yml", ".yaml"}
    or path.name in {"Makefile", "run", "NOTICE", "package.json", "package-lock.json"}
}
WRAPPED = (".md", ".ipynb", ".json")  # by who shows it
PROSE = {name: text for name, text in TEXTS.items() if name.endswith(".md")} | {
    name: "\n\n".join(
        cell.source
        for cell in nbformat.reads(text, as_version=4).cells
        if cell.cell_type == "markdown"
    )
    for name, text in TEXTS.items()
    if name.endswith(".ipynb")
}


def test_files_are_small():
    most = {".gif": 1_500_000, ".ipynb": 560_000}  # a film; a lesson with its stills
    large = [str(p) for p in FILES if p.stat().st_size > most.get(p.suffix, 400_000)]
    assert large == []


# Split, so that this file does not name them either: which registry is the machine's own matter.
REGISTRIES = re.compile(
    r"(?:pypi|pythonhosted|npmjs|anaconda|debian)" r"\.(?:org|com)\b|download\.pytorch" r"\.org"
)


@pytest.mark.parametrize("name", TEXTS)
def test_text_keeps_the_rules(name):
    text = TEXTS[name]
    assert not REGISTRIES.search(text), "names the host of a package registry"
    assert not re.search(r"pip install[^`\n]* convlab\b", text), "convlab is another project there"
    if name != "tests/test_project.py":
        assert not re.search(r"\b(TODO|FIXME)\b", text), "finish it, or say it in CHANGELOG.md"
    if name.startswith("convlab/") and name.endswith(".js"):
        assert ".innerHTML" not in text, "text belongs in textContent"


OURS = [name for name in TEXTS if not name.endswith(WRAPPED) and "/vendor/" not in name]


@pytest.mark.parametrize("name", OURS)
def test_no_line_is_long(name):
    assert [line for line in TEXTS[name].splitlines() if len(line) > 100] == []


MADE_BY_SCRIPT = {"COVERAGE.md", "docs/LAYERS.md", "docs/TRUST.md", "images/README.md"}
WHOLE = {"LECTURER.md", "CHANGELOG.md"}  # paragraphs are cells of notebooks; changes have a line
TYPED = sorted({name for name in PROSE if name.endswith(".md")} - MADE_BY_SCRIPT - WHOLE)


@pytest.mark.parametrize("name", TYPED)
def test_no_line_of_prose_is_long(name):
    text = re.sub(r"^```.*?^```", "", TEXTS[name], flags=re.DOTALL | re.MULTILINE)
    whole = ("|", "<", "  <", "#", "!", "    ")  # tables, tags, headings, code cannot be wrapped
    long = [line for line in text.splitlines() if len(line) > 100]
    assert [line for line in long if not line.startswith(whole)] == []


@pytest.mark.parametrize("name", PROSE)
def test_every_picture_has_alt_text(name):
    without = r"""!\[\s*\]\([^)]*\)|<img\b(?![^>]*\balt="[^"]+")[^>]*>"""
    assert re.findall(without, PROSE[name]) == []


@pytest.mark.parametrize("name", PROSE)
def test_links_lead_somewhere(name):
    links = re.findall(r"\]\(\s*<?([^)\s>]+)", PROSE[name])
    links += re.findall(r'\b(?:href|src)="([^"]+)"', PROSE[name])
    inner = [unquote(link.partition("#")[0]) for link in links if not re.match(r"[a-z]+:|#", link)]
    folder = (ROOT / name).parent
    assert [link for link in inner if not (folder / link).exists()] == []


@pytest.mark.parametrize("name", PROSE)
def test_links_to_a_section_lead_to_its_heading(name):
    links = re.findall(r"\]\(([\w./-]*\.ipynb)?#([^)\s]+)\)", PROSE[name])
    for file, section in links:
        path = (ROOT / name).parent / file if file else ROOT / name
        if path.suffix == ".ipynb":
            there = [anchor(heading) for heading in headings(path)]
            assert unquote(section) in there, f"{file}#{section} is none of {there}"


def test_the_javascript_on_its_own():
    tests = sorted((ROOT / "tests/js").glob("*.test.mjs"))
    assert tests
    run_node("--test", *tests)


# What each folder of JavaScript may import of the others: the same pipe, in the browser.
JS_ARROWS = {
    "numbers": set(),
    "scene": {"numbers"},
    "paint": {"numbers"},
    "vendor": set(),
    "ui": {"numbers", "paint", "vendor"},
}
# What a widget's module may import of the modules beside it.
JS_SHARED = {"store.js", "grid_view.js", "model.js"}
JS_BESIDE = {
    "quiz.js": {"quiz_feedback.js"},
    "quiz_explorer.js": {"quiz.js", "explorer.js"},
    "network.js": {"explorer.js"},
    "front.js": {"explorer.js"},
    "own.js": {"network.js"},
    "decoder.js": {"explorer.js"},
    "surgery.js": {"quiz_feedback.js"},
}
JS_MODULES = sorted((PACKAGE / "widgets/static").rglob("*.js"))


SHEETS = {
    name: (PACKAGE / f"widgets/static/{name}.css").read_text("utf-8")
    for name in ("layer", "network", "quiz", "studio", "trainer", "wrong")
}


@pytest.mark.parametrize("name", SHEETS)
def test_no_sheet_reaches_into_another_widget(name):
    """On a page all sheets hold for all widgets: a class that two of them style is a rule of one.

    Such a rule begins with the class of its widget, ``.cl-quiz .cl-line``.
    """
    mine = set(re.findall(r"^\.(cl-[\w-]+)(?::[^{]*)?[,{ ]*$", SHEETS[name], re.MULTILINE))
    mine |= set(re.findall(r"^\.(cl-[\w-]+)[:\[ ].*[{,]$", SHEETS[name], re.MULTILINE))
    roots = {"cl-layer", "cl-network", "cl-quiz", "cl-studio", "cl-trainer", "cl-wrongs"}
    shared = {"cl-root", "cl-room", "cl-present", "cl-board", "cl-head"}
    for other in SHEETS.keys() - {name}:
        used = set(re.findall(r"\.(cl-[\w-]+)", SHEETS[other]))
        assert (mine - roots - shared) & used == set(), f"also in {other}.css"


@pytest.mark.parametrize("path", JS_MODULES, ids=lambda path: path.name)
def test_numbers_flow_down_the_pipe_in_the_browser_too(path):
    static = PACKAGE / "widgets/static"
    room, *file = path.relative_to(static).parts
    statement = r'(?:^(?:import|export)\b[^"=;(]*|\bawait import\()"([^"]+)"'
    imported = re.findall(statement, path.read_text(), re.MULTILINE)
    rooms = {(path.parent / name).resolve().relative_to(static).parts[0] for name in imported}
    beside = JS_SHARED | JS_BESIDE.get(room, set())
    allowed = JS_ARROWS[room] | {room} if file else {*JS_ARROWS} | beside
    assert rooms <= allowed, "an arrow against the pipe"


def test_the_architecture_names_every_module_box_and_place():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    types = (PACKAGE / "widgets/static/types.js").read_text(encoding="utf-8")
    kinds = re.findall(r'(?:kind|role): "(\w+)"', types)
    front = [*PACKAGE.glob("*.py"), *(PACKAGE / "widgets/static").glob("*.js")]
    rooms = [path.parent for path in PACKAGE.rglob("*/*.py")] + [*JS_ARROWS]
    assert len(kinds) > 15
    assert [kind for kind in kinds if f"`{kind}`" not in text] == []
    assert [path.name for path in front if path.name not in text] == []
    assert [room for room in map(Path, rooms) if f"{room.name}/" not in text] == []


def test_every_javascript_module_imports_on_its_own():
    paths = [path.as_uri() for path in JS_MODULES]
    run_node(
        "--input-type=module", "-e", f"for (const path of {json.dumps(paths)}) await import(path);"
    )
