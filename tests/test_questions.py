"""The site's page of each question: its sentences, numbers, view, quiz and links."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest

from convlab import ConvLayer
from convlab.images import coffee
from scripts.coverage import NEXT, NOTEBOOKS, Answer, saved_text
from scripts.coverage import questions as listed
from scripts.headings import anchor, headings
from scripts.make_student import as_saved
from scripts.measure_rooms import pages_of
from scripts.site.pages import Site, lessons_of
from scripts.site.question_pages import write_questions
from scripts.site.questions import (
    ERRORS,
    OFTEN,
    Neighbour,
    neighbours,
    plain,
    questions,
    quizzes,
    schema,
    short_words,
    slug,
)
from scripts.site.views import SIDE, explorer_of, layer_of, name_of
from tests.node import run_module

ASKED = questions()
NAMES = {"ids": lambda one: slug(one.words)}
LESSONS = as_saved()
STATIC = Path(__file__).parents[1] / "convlab/widgets/static"


def numbers(text):
    """All numbers that are written in figures, without their commas and signs."""
    return {one.replace(",", "") for one in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text)}


def test_every_question_has_one_page_and_an_address_of_its_own():
    with_a_page = {one.words for one in ASKED}
    assert with_a_page >= {*listed().values()} and len(listed()) == 109
    assert len({one.path for one in ASKED}) == len(ASKED) == len(with_a_page)
    assert {*OFTEN, *ERRORS} <= {*short_words()}


def test_each_neighbour_has_a_page_or_leads_to_its_section():
    """What learners ask next is listed as soon as a lesson answers it."""
    places = [*ASKED, *neighbours()]
    assert {one.words for one in places} == {*listed().values(), *listed(NEXT).values()}
    assert len(places) == len(listed()) + len(listed(NEXT))
    some = Neighbour("pooling", (Answer("08-layer-after-layer", "Pooling: `ceil_mode`"),))
    assert some.path == "notebooks/08-layer-after-layer.html#Pooling:-ceil_mode"
    assert all(one.path.startswith("notebooks/") and "#" in one.path for one in neighbours())


@pytest.mark.parametrize("one", ASKED, **NAMES)
def test_the_answer_is_four_whole_sentences(one):
    assert len(one.says) == 4
    for sentence in map(plain, (*one.says, one.see or "None.")):
        assert sentence.endswith(".") and len(sentence.split()) < 50
        assert not re.search(r"\b(simply|just look|obviously)\b", sentence)


@pytest.mark.parametrize("one", ASKED, **NAMES)
def test_each_number_stands_in_the_lesson_or_is_computed(one):
    """A lesson's numbers are printed by its cells, which nbval holds, or held by its own tests."""
    said = numbers(" ".join(map(saved_text, one.answered)).replace("_", ""))
    computed = {f"{eval(code, {'ConvLayer': ConvLayer})}" for code in one.checked}
    layer = numbers(layer_of(one.view.split("?")[0]).parameters_text) if one.is_layer else set()
    assert numbers(" ".join(map(plain, one.says))) <= said | computed
    assert numbers(plain(one.see)) <= said | computed | layer


@pytest.mark.parametrize("one", ASKED, **NAMES)
def test_the_quiz_and_the_view_are_there_and_the_anchors_lead_somewhere(one):
    widgets = {
        cell.id for lesson in LESSONS.values() for cell in lesson.cells if cell.cell_type == "code"
    }
    assert quizzes(LESSONS.values())[one.quiz] in widgets
    assert one.is_layer or one.view.split("?")[0] in widgets
    for _, to in one.sections:
        page, _, place = to.removeprefix("../notebooks/").partition("#")
        path = NOTEBOOKS[0].with_name(page.replace(".html", ".ipynb"))
        assert unquote(place) in map(anchor, headings(path))


def test_each_layer_s_view_is_found_by_who_measures_its_height(tmp_path):
    site = Site(tmp_path, lessons_of(LESSONS), address="https://example.org/")
    write_questions(site)
    names = [name for _, one in pages_of(tmp_path) for name in one.values()]
    assert sorted(names) == sorted({name_of(one.view) for one in ASKED if one.is_layer})


def test_search_engines_read_question_and_answer():
    data = schema(ASKED[0])
    assert data["@type"] == "FAQPage" and len(data["mainEntity"]) == 1
    assert data["mainEntity"][0]["name"] == ASKED[0].asked
    assert "`" not in json.dumps(data)


SCRIPT = """
const { CHOICES, codedLayer, explorerOf } = await import(given.static + "/numbers/made_layer.js");
const { limitsOf } = await import(given.static + "/numbers/limits.js");
const { readView } = await import(given.static + "/numbers/link.js");
const photo = Uint8Array.from(given.photo);
const sum = (view) => new Float32Array(view.buffer).reduce((sum, v, i) => sum + v * (1 + i % 7), 0);
console.log(JSON.stringify(given.views.map((view) => {
  const [code, line = ""] = view.split("?");
  const { arrays, plain, first } = explorerOf(codedLayer(code).layer, photo, given.side);
  const { changes, problem } = readView(line, first, CHOICES);
  const { kind, steps } = plain._spec;
  const sums = Object.values(arrays).map(sum);
  const [x, weight, bias] = Object.values(arrays).map((one) => new Float32Array(one.buffer));
  const sizes = { xShape: plain._spec.x_shape, weightShape: plain._spec.weight_shape };
  const limits = limitsOf({ x, weight, bias, kind, ...sizes }, steps);
  const { maps, parts, farthest, farthestPart } = limits;
  const state = { ...first, ...changes };
  const ends = { maps, parts, farthest, farthestPart };
  return { state, kind: [kind, steps], ends, sums, problem };
})));
"""


OTHER_KINDS = {"1d-12-4-5-p2", "t-8-4-3-s2-p1-g2", "t-1d-6-3-4"}


def test_the_still_is_the_view_that_the_page_makes():
    views = sorted({one.view for one in ASKED if one.is_layer} | OTHER_KINDS)
    photo = np.rint(coffee(SIDE) * 100).ravel().astype(int).tolist()
    given = {"static": STATIC.as_uri(), "photo": photo, "side": SIDE, "views": views}
    for view, made in zip(views, run_module(SCRIPT, given), strict=True):
        explorer = explorer_of(view)
        state = {k: v for k, v in explorer.get_state().items() if k in made["state"]}
        assert made["problem"] == "" and len(state) > 20
        assert made["kind"] == [explorer._spec[one] for one in ("kind", "steps")], view
        assert state == {key: made["state"][key] for key in state}, view
        assert explorer._ends == pytest.approx(made["ends"])  # the first page is told these
        arrays = [
            np.frombuffer(getattr(explorer, name), np.float32)
            for name in ("_x", "_weight", "_bias")
        ]
        sums = [a.astype(float) @ (1 + np.arange(len(a)) % 7) for a in arrays]
        np.testing.assert_allclose(made["sums"], sums, atol=1e-2)
