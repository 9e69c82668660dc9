"""The site's search: who asks for this finds that first."""

from pathlib import Path

import pytest

from scripts.make_student import as_saved
from scripts.site.pages import Site, index_lesson, lessons_of, write_text
from scripts.site.question_pages import write_questions
from scripts.site.tool_pages import write_tools
from tests.node import run_module

SEARCH = Path(__file__).parents[1] / "docs/static/search.js"
FIRST = {  # each way of asking, and how an address begins that answers it
    "why 64 feature maps": "notebooks/03-many-out",
    "where do 64 feature maps come from": "notebooks/03-many-out",
    "3 in 64 out": "notebooks/03-many-out",
    "32 channels become 1": "notebooks/02-many-in",
    "error expected 3 channels got 1": "notebooks/17-axes",
    "expected input to have 3 channels but got 1": "decode.html",
    "grey": "notebooks/18-other-channel-counts",
    "gray": "notebooks/18-other-channel-counts",
    "grayscale": "notebooks/18-other-channel-counts",
    "groups": "notebooks/05-groups",
    "depthwise": "notebooks/05-groups",
    "depthwise separable": "notebooks/05-groups",
    "1x1": "notebooks/06-one-by-one",
    "1×1 convolution": "notebooks/06-one-by-one",
    "transposed weight order": "notebooks/16-smaller-and-larger.html#The-weight's-order",
    "deconvolution": "notebooks/16-smaller-and-larger",
    "same weights for every color": "questions/the-same-weights-for-every-colour",
    "kernel vs filter": "questions/kernel-or-filter",
    "weight shapes": "notebooks/0",
    "batch norm": "notebooks/08-layer-after-layer",
    "receptive field": "notebooks/08-layer-after-layer",
    "unet": "notebooks/15-connecting-layers",
    "rgba": "notebooks/18-other-channel-counts",
    "glossary": "notebooks/12-glossary",
    "safetensors": "own.html",
    "decode error": "decode.html",
    "license": "about.html",
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The addresses of the first five, for each that is asked."""
    site = Site(tmp_path_factory.mktemp("site"), lessons_of(as_saved()))
    for lesson in site.lessons:
        index_lesson(site, lesson)
    for name, stem in site.texts.items():
        write_text(site, name, f"{stem}.html")
    write_questions(site)
    write_tools(site)
    script = """
    const { found } = new Function(`${given.search}; return { found };`)();
    const urls = (query) => found(given.sections, query).slice(0, 5).map(({ url }) => url);
    console.log(JSON.stringify(Object.fromEntries(given.asked.map((one) => [one, urls(one)]))));
    """
    given = {"search": SEARCH.read_text("utf-8"), "sections": site.sections, "asked": [*FIRST]}
    return run_module(script, given)


@pytest.mark.parametrize(("asked", "page"), FIRST.items())
def test_the_first_that_is_found_answers(found, asked, page):
    assert found[asked][:1] and found[asked][0].startswith(page), found[asked]
