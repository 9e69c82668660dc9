"""The Trainer's Python side: what it sends, what it takes, what it refuses."""

import numpy as np
import pytest

import convlab
from convlab import Trainer, images, kernels
from convlab.training import descend

BANK = kernels.bank("teaching")
X = np.random.default_rng(0).random((3, 16, 16)).round(2)


def trainer(**settings):
    return Trainer(X, BANK.weight[2:3], BANK.bias[2:3], **settings)


def test_what_was_learned_comes_back_as_arrays():
    one = trainer(seed=3)
    start = one.learned_weight, one.learned_bias
    found = descend(one.x, one.target, *start, rate=one.rate, steps=5)
    # as the browser sends them
    one.set_state({
        "_learned": memoryview(np.append(found.weight, found.bias).tobytes()),
        "_losses": memoryview(found.losses.tobytes()),
    })  # fmt: skip
    assert one.steps == 5
    np.testing.assert_array_equal(one.learned_weight, found.weight)
    np.testing.assert_array_equal(one.losses, found.losses)
    assert one.gradient.loss == pytest.approx(found.losses[-1])
    assert repr(one) == "Trainer: 28 numbers to find, step 5"
    one.seed = 4
    assert one.steps == 0
    assert not np.array_equal(one.learned_weight, start[0])


def test_every_seed_starts_elsewhere_and_figures_show_it_in_full():
    starts = {trainer(seed=seed).learned_weight.tobytes() for seed in range(10)}
    assert len(starts) == 10
    start = trainer(seed=7).learned_weight
    np.testing.assert_array_equal(start, start.round(2))


def test_the_still_shows_the_very_numbers():
    one = trainer()
    found = descend(one.x, one.target, one.learned_weight, one.learned_bias, 0.1, 50)
    figure = convlab.figures.training(one.x, one.weight, one.bias, *found)
    drawn = convlab.figures.drawn(figure)
    np.testing.assert_array_equal(drawn["learned slice 1"], found.weight[0, 1])
    np.testing.assert_allclose(drawn["target map"], one.target[0])
    np.testing.assert_allclose(drawn["map now"] - drawn["target map"], drawn["error"])
    assert np.mean(drawn["error"] ** 2) == pytest.approx(found.losses[-1])
    assert one.still() == one.still()
    assert len(one.still()) < 60_000


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((X, BANK.weight[:2]), convlab.ShapeError, r"pass weight\[:1\]"),
        ((X, np.ones((1, 3, 5, 5))), convlab.ShapeError, "up to 3×3"),
        ((images.coffee(84), BANK.weight[:1]), convlab.ShapeError, "at most 64 × 64"),
        ((X[:2], BANK.weight[:1]), convlab.ShapeError, "2 channels"),
        ((X * np.nan, BANK.weight[:1]), ValueError, "finite"),
    ],
)
def test_refusals(arguments, error, words):
    with pytest.raises(error, match=words):
        Trainer(*arguments)


def test_settings_are_bounded():
    one = trainer()
    with pytest.raises(Exception, match=r"0\.001"):
        one.rate = 3
    with pytest.raises(Exception, match="9"):
        one.seed = 10
    with pytest.raises(convlab.ShapeError, match="channel must be 0 to 2, got 3"):
        one.channel = 3
