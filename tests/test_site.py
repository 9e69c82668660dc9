"""How the site's pages are put together; tests/browser/test_site.py opens them."""

import html
import json
import re
from pathlib import Path

import nbformat
import pytest

from convlab import ConvLayer
from convlab.widgets.modules import STATIC
from scripts.make_student import as_saved
from scripts.site import widgets
from scripts.site.answer import answer
from scripts.site.markdown import anchors, sections, to_html
from scripts.site.notebook import Body
from scripts.site.pages import (
    PICTURE,
    Lesson,
    Site,
    downloads,
    lessons_of,
    write_embed,
    write_lesson,
    write_lost,
    write_text,
)
from scripts.site.tool_pages import write_tools
from tests.node import run_module

ANSWERS = json.loads((Path(__file__).parent / "cases/answers.json").read_text("utf-8"))
MODULES = sorted(STATIC.rglob("*.js"))


@pytest.mark.parametrize("case", ANSWERS, ids=lambda case: case["count"])
def test_the_first_page_s_sentences_are_those_that_are_stored(case):
    given = {k: tuple(v) if isinstance(v, list) else v for k, v in case["layer"].items()}
    layer = ConvLayer(**given)
    assert layer.parameters_text == case["count"]
    assert answer(layer) == [tuple(said) for said in case["answer"]]


def test_modules_without_their_comments_do_the_same():
    whole = {path.name: path.read_text("utf-8") for path in MODULES}
    bare = {name: widgets.stripped(text) for name, text in whole.items()}
    # Tokens as JavaScript's own parser has them: a function's text keeps them, comments left out
    script = """
    import { stripTypeScriptTypes } from "node:module";
    const code = (text) => stripTypeScriptTypes(text, { mode: "transform" });
    const differ = Object.keys(given.whole).filter(
      (name) => code(given.whole[name]) !== code(given.bare[name]));
    console.log(JSON.stringify(differ));
    """
    assert run_module(script, {"whole": whole, "bare": bare}) == []
    assert sum(map(len, bare.values())) < 0.85 * sum(map(len, whole.values()))


def test_modules_as_functions_export_what_modules_do():
    names = [str(path.relative_to(STATIC)) for path in MODULES]
    names = [name for name in names if name not in ("loader.js", "page.js")]  # scripts
    files, _ = widgets.chunks(names)
    script = """
    globalThis.window = globalThis;
    for (const text of given.scripts) (0, eval)(text);
    const made = new Map();
    const use = (path) => made.get(path) ?? made.set(path, convlab[path](use)).get(path);
    const shown = (all) =>
      Object.keys(all).sort().map((key) => [key, typeof all[key], JSON.stringify(all[key])]);
    const differ = [];
    for (const name of given.names) {
      const exported = await import(`${given.folder}/${name}`);
      const [one, two] = [exported, use(name)].map((all) => JSON.stringify(shown(all)));
      if (one !== two) differ.push([name, one, two]);
    }
    console.log(JSON.stringify(differ));
    for (const name of ["window", "convlab"]) delete globalThis[name];
    """
    given = {"folder": STATIC.as_uri(), "names": names, "scripts": list(files.values())}
    assert run_module(script, given) == []


def test_each_widget_is_sent_what_it_imports_and_shares_the_rest():
    files, needs = widgets.chunks(["explorer.js", "quiz.js"])
    assert needs["explorer.js"] != needs["quiz.js"]
    assert {*needs["explorer.js"]} & {*needs["quiz.js"]}
    for entry, names in needs.items():
        text = "".join(files[name] for name in names)
        assert all(f'"{path}": ' in text for path in widgets.sources(entry))


def test_headings_tables_links_and_code():
    text = "# One `x`\n\n[a](../README.md) [b](03-many-out.ipynb#The-axes)\n\n| | b |\n|---|---|\n"
    text += "| 1 | 2 |\n\n```python\nx = 1\n```\n"
    page = to_html(text)
    assert anchors(page) == {"One-x"}
    assert 'href="../about.html"' in page and 'href="03-many-out.html#The-axes"' in page
    assert "<th></th>" not in page and 'class="mi">1<' in page
    assert [heading for heading, _ in sections("```\n# no\n```\n# yes\nx")] == ["", "yes"]


@pytest.mark.fault(
    "Hostile words",
    "A cell of a notebook prints a script, and the site is made of it",
    "It stands there as text.",
)
def test_what_a_cell_prints_cannot_be_taken_for_the_page(tmp_path):
    cell = nbformat.v4.new_code_cell("1 < 2")
    cell.outputs = [nbformat.v4.new_output("stream", text="<script>alert(1)</script>")]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# T"), cell])
    body = Body(notebook, tmp_path).html
    assert "<script>" not in body and "&lt;script&gt;" in body


@pytest.mark.fault(
    "Hostile words",
    "A widget's text holds the end of a script, and the site is made of it",
    "It ends nothing.",
)
def test_a_state_cannot_end_its_script(tmp_path):
    state = {"module": "quiz.js", "plain": {"text": "</script>"}, "coded": {}, "choices": {}}
    widgets.write_state({widgets.STATE: state}, "one", tmp_path)
    assert "</script>" not in (tmp_path / "one.js").read_text("utf-8")


def test_a_picture_for_slides_can_be_taken_away():
    text = PICTURE.sub(downloads, "## `a-b.png`, `a.svg`\n\nWords.\n\n## Words\n")
    assert '<a href="a-b.png" download>' in text and '<a href="a.svg" download>' in text
    assert text.count("download>") == 2 and text.endswith("Words.\n\n## Words\n")


def test_code_that_scrolls_can_be_scrolled_by_keys():
    assert to_html("```python\nx\n```\n\n    y\n").count('<pre tabindex="0">') == 2


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The pages of tools and of text, by their names."""
    address = "https://example.org/convlab/"
    site = Site(tmp_path_factory.mktemp("site"), lessons_of(as_saved()), address=address)
    write_tools(site)
    for name, stem in site.texts.items():
        write_text(site, name, f"{stem}.html")
    write_lost(site)
    found = {path: (site.target / path).read_text("utf-8") for path in site.paths}
    return found | {"404.html": (site.target / "404.html").read_text("utf-8")}


def test_a_widget_alone_on_its_page_has_a_heading(tmp_path):
    write_embed(Site(tmp_path, []), "one", "Is 1 < 2?", "quiz.js", "")
    text = (tmp_path / "embed/one.html").read_text("utf-8")
    assert text.count("<h1") == 1 and "Is 1 &lt; 2?</h1>" in text


def test_what_is_sent_at_any_address_needs_no_other_file(written):
    leads = re.findall(r'(?:href|src)="([^"]+)"', written["404.html"])
    assert len(leads) > 3
    assert all(one.startswith(("https://example.org/convlab/", "data:")) for one in leads)


def test_pages_of_tools_and_text_say_what_they_are(written):
    said = {}
    for path, text in written.items():
        if path == "404.html":
            continue
        said[path] = html.unescape(re.search(r'"description" content="([^"]+)"', text)[1])
        assert 60 <= len(said[path]) <= 300
        assert "og:image" in text and ">Cite</a>" in text and ">Install it</a>" in text
    assert len({*said.values()}) == len(said)
    for name in ("own", "decode", "channels"):
        data = re.search(
            r'<script type="application/ld\+json">(.+?)</script>', written[f"{name}.html"]
        )
        assert json.loads(data[1])["@type"] == "LearningResource"
        assert re.search(
            r'og:image" content="[^"]+/live/1\d-[a-z-]+[.]png"', written[f"{name}.html"]
        )


@pytest.mark.parametrize("student", [False, True])
def test_a_site_for_students_has_no_solutions_and_no_page_for_lecturers(tmp_path, student):
    name = "00-start-here"
    site = Site(tmp_path, [Lesson(name, as_saved(student)[name])], student=student)
    (tmp_path / "live").mkdir()
    write_lesson(site, 0)
    write_text(site, "README.md", "about.html")
    lesson, about = ((tmp_path / path).read_text("utf-8") for path in site.paths)
    assert [text in lesson for text in ("Solution", "73,856")] == [not student] * 2
    for page in (lesson, about):
        assert ("LECTURER.html" in page) is (not student)
    assert "Plans for a lecture" in lesson and ("LECTURER.md" in site.texts) is (not student)
    assert "Exercises" in lesson and ("then unfold" in lesson) is (not student)
