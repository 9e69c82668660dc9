"""Guesses of a class: texts that the browser makes are read, and drawn with the truth over them."""

import numpy as np
import pytest

from convlab import ChannelExplorer, conv2d, figures, images, kernels
from convlab.widgets.modules import STATIC
from tests.node import run_module

X, BANK = images.coffee(20), kernels.bank("teaching")
LAYER = (X, BANK.weight, BANK.bias)
MAPS = conv2d(*LAYER)

MADE = """
const { guessLine } = await import(given.module);
console.log(JSON.stringify(given.states.map(guessLine)));
"""


def texts(*states):
    """What *Copy my guess* copies in these states."""
    whole = [{"out_channel": 1, "row": 3, "col": 4, **state} for state in states]
    module = (STATIC / "numbers/guess.js").as_uri()
    return run_module(MADE, {"module": module, "states": whole})


def words(figure):
    """What a figure says of itself."""
    return repr(figure)


def test_a_text_of_the_browser_is_a_view_of_the_explorer():
    for state in ({"ask": "largest", "guess": [3, 5]}, {"ask": "end", "guess": [-1.5]}):
        (line,) = texts(state)
        explorer = ChannelExplorer(*LAYER, state=line)
        assert (explorer.ask, explorer.guess, explorer.out_channel) == (*state.values(), 1)
    assert (explorer.row, explorer.col) == (3, 4)


def test_guesses_of_the_largest_place_lie_under_it():
    places = [[3, 5], [3, 6], [10, 2]]
    lines = texts(*({"ask": "largest", "guess": place} for place in places))
    figure = figures.guesses(["Ann: " + lines[0], f'"{lines[1]}", {lines[0]}', lines[2]], *LAYER)
    heat = figures.arrays_of(figure)["guesses"]
    assert heat[3, 5] == heat[3, 6] == 2  # each guess covers its neighbours
    assert heat[10, 2] == 1 and heat[17, 17] == 0
    larger = [int((MAPS[1] > MAPS[1][row, col]).sum()) for row, col in places]
    median = f"At the median guess, {int(np.median(larger))} of 324 places are larger."
    assert words(figure) == f"3 guesses: where is map 1 largest? {median}"


def test_paint_becomes_the_share_of_a_class():
    runs = [[324], [0, 324], [162, 162]]
    lines = texts(*({"ask": "below", "guess": one} for one in runs))
    figure = figures.guesses("\n".join(lines), *LAYER)
    heat = figures.arrays_of(figure)["guesses"]
    assert heat[0, 0] == pytest.approx(1 / 3) and heat[17, 17] == pytest.approx(2 / 3)
    below = MAPS[1] < 0
    shares = [round(100 * heat[one].mean()) for one in (below, ~below)]
    told = "On average {} % of you painted a place below 0, {} % another place."
    assert words(figure).endswith(told.format(*shares))


def test_levels_stand_on_a_line():
    lines = texts(*({"ask": "end", "guess": [level]} for level in (-2, 0.5, 1)))
    found = words(figures.guesses([*lines, "I forgot"], *LAYER))
    assert "where does row 3, column 4 of map 1 end?" in found
    assert f"It ends at {MAPS[1, 3, 4]:.2f}".replace("-", "−") in found
    assert found.endswith("the median guess is 0.50. 1 text could not be read.")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("", "texts holds no guess of this layer"),
        ("ask=largest&out_channel=1&guess=18,0", "holds no guess"),  # rows 0 to 17
        ("ask=largest&out_channel=8&guess=1,0", "holds no guess"),
        ("ask=below&out_channel=1&guess=300,20", "holds no guess"),
        ("ask=largest&out_channel=1&guess=nan,0", "holds no guess"),
        (
            "ask=largest&out_channel=1&guess=1,0\nask=largest&out_channel=2&guess=1,0",
            "several questions, 1 of ask='largest' of map 1, 1 of ask='largest' of map 2",
        ),
    ],
)
def test_texts_that_are_no_guesses_of_one_question(lines, message):
    with pytest.raises(ValueError, match=message):
        figures.guesses(lines, *LAYER)
