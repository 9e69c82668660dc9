"""Maps of any network: which say nothing, and many of them in one colour picture."""

import numpy as np
import pytest

from convlab import ShapeError, figures, images, kernels

MAPS = kernels.stem_maps(images.coffee(84))


def test_maps_that_say_nothing_are_named():
    y = np.random.default_rng(0).normal(size=(5, 6, 6)).clip(-1, 2.5)
    y[1], y[3] = 0, 0.25
    y[4, :4] = 2.5
    said = repr(figures.feature_maps(y))
    assert said.endswith("colours ±3; dead: map 1; constant: map 3; saturated: map 4")
    named = repr(figures.feature_maps(y[[1, 3]], names=["a", "b"]))
    assert named.endswith("dead: a; constant: b")
    assert ";" not in repr(figures.feature_maps(y[[0, 2]]))
    ones = np.zeros((1, 3, 3)) + np.eye(3)  # whole numbers: 1 is nothing that cuts off
    assert "saturated" not in repr(figures.feature_maps(1 - ones))
    said = repr(figures.feature_maps(MAPS[:17]))
    assert said.endswith("dead: map 11, map 16")


def test_a_batch_of_one_and_signals():
    y = np.random.default_rng(0).normal(size=(1, 3, 6, 7))
    assert repr(figures.feature_maps(y)) == repr(figures.feature_maps(y[0]))
    signals = figures.feature_maps(y[0, :, 0], names=["x", "y", "z"])
    assert repr(signals).startswith("y (3, 1, 7): 3 maps of 1×7")
    long = np.random.default_rng(1).normal(size=(2, 160))
    drawn = figures.arrays_of(figures.feature_maps(long, names=["left", "right"]))["map 1"]
    assert drawn.shape == (20, 160)
    np.testing.assert_allclose(drawn, np.tile(long[1], (20, 1)))
    with pytest.raises(ShapeError, match=r"y has shape \(2, 3, 6, 7\)"):
        figures.feature_maps(np.ones((2, 3, 6, 7)))


def test_three_maps_as_colours():
    figure = figures.feature_colours(MAPS, maps=[5, 23, 2])
    assert repr(figure) == (
        "colours of y (32, 42, 42): map 5 is red, map 23 green, map 2 blue, each stretched to "
        "0 … 1; 29 other maps are hidden"
    )
    colours = figures.arrays_of(figure)["colours"]
    for shown, o in zip(np.moveaxis(colours, -1, 0), (5, 23, 2), strict=True):
        low, high = MAPS[o].min(), MAPS[o].max()
        np.testing.assert_allclose(shown, (MAPS[o] - low) / (high - low), atol=1e-5)


def test_mixtures_keep_what_an_eigenvalue_says():
    spread = np.linalg.eigvalsh(np.cov(MAPS.reshape(32, -1).astype(float)))[::-1]
    words = f"keep {spread[:3].sum() / spread.sum():.0%} of their differences"
    figure = figures.feature_colours(MAPS[None])
    assert words in repr(figure) and "hidden" in repr(figure)
    colours = figures.arrays_of(figure)["colours"].reshape(-1, 3)
    assert colours.min() == 0 and colours.max() == 1
    mixed = np.corrcoef(colours.T)  # components have nothing to do with each other
    np.testing.assert_allclose(mixed, np.eye(3), atol=1e-6)
    flat = figures.arrays_of(figures.feature_colours(np.ones((3, 2, 2))))["colours"]
    assert not flat.any()


@pytest.mark.parametrize("maps", [[0, 1], [0, 1, 32], [0, 1, -1]])
def test_maps_that_are_not_there(maps):
    with pytest.raises(ValueError, match="maps"):
        figures.feature_colours(MAPS, maps=maps)


def test_too_few_maps():
    with pytest.raises(ShapeError, match="y has 2 maps, and colours need 3"):
        figures.feature_colours(MAPS[:2])
