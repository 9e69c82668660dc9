"""Pictures for slides: as large as a screen, in words that the back row reads, light and dark."""

import io
import sys

import pytest
from PIL import Image

from convlab import figures
from convlab.figures.base.boxes import draw_scene
from convlab.figures.base.style import text_width
from convlab.scene.boxes import Pill, Text
from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

from slide_pictures import SLIDES

LEAST = 14  # of half a slide's pixels: 28 of 1080


@pytest.mark.parametrize("name", SLIDES)
def test_slides_are_large_and_so_are_their_words(name):
    scene, alt = SLIDES[name]()
    assert min(box.size for box in scene.boxes if isinstance(box, Text)) >= LEAST
    assert any(isinstance(box, Pill) for box in scene.boxes) and alt.endswith(".")
    for theme in ("light", "dark"):
        file = io.BytesIO(figures.png(draw_scene(scene, alt, theme), scale=2))
        ending = "" if theme == "light" else "-dark"
        for one in (file, ROOT / "images" / f"{name}{ending}.png"):
            assert Image.open(one).size == (1920, 1080)


@pytest.mark.parametrize("name", SLIDES)
def test_no_words_leave_a_slide(name):
    scene, _ = SLIDES[name]()
    for box in scene.boxes:
        if isinstance(box, Text) and box.align == "left":
            assert box.x + text_width(box.text, box.size, box.bold) <= scene.width
