"""Layers drawn as matrix products: the numbers of the picture are those of the layer."""

import numpy as np
import pytest

from convlab import ShapeError, conv2d_loops, figures

X = np.arange(24).reshape(2, 3, 4)
WEIGHT = np.random.default_rng(2).integers(-1, 2, (2, 2, 2, 2))
MAPS = np.array(  # one by one, with nothing of the library
    [
        [[(X[:, i : i + 2, j : j + 2] * kernel).sum() for j in range(3)] for i in range(2)]
        for kernel in WEIGHT
    ]
)


def test_the_loops_go_line_after_line():
    figure = figures.loops(X, WEIGHT, 0, 1, 0)
    drawn, visited = figures.arrays_of(figure), []
    for o, i, j in np.ndindex(2, 2, 3):  # as in conv2d_loops, from the outside in
        for c, di, dj in np.ndindex(2, 2, 2):
            visited.append(X[c, i + di, j + dj] * WEIGHT[o, c, di, dj])
    lines = np.concatenate([drawn["products 0"], drawn["products 1"]])
    totals = np.concatenate([drawn["totals 0"], drawn["totals 1"]])
    assert lines.ravel().tolist() == visited
    np.testing.assert_array_equal(lines.sum(axis=1), totals.ravel())
    np.testing.assert_array_equal(totals.reshape(2, 2, 3), MAPS)
    np.testing.assert_array_equal(conv2d_loops(X, WEIGHT), MAPS)
    assert repr(figure).endswith(f"= {MAPS[0, 1, 0]}")


@pytest.mark.parametrize(
    "pixel, weight, kind", [(100, 2, np.int8), (-128, -128, np.int8), (200, 2, np.uint8)]
)
def test_small_integers_do_not_wrap(pixel, weight, kind):
    x, kernel = np.full((1, 2, 2), pixel, kind), np.full((1, 1, 2, 2), weight, kind)
    figure = figures.loops(x, kernel)
    drawn = figures.arrays_of(figure)
    assert drawn["products 0"].tolist() == [[pixel * weight] * 4]
    assert drawn["totals 0"].item() == 4 * pixel * weight
    term = f"{weight}·{pixel}".replace("-", "− ", 1).replace("-", "−")
    assert any(term in text.get_text() for text in figure.axes[0].texts)
    drawn = figures.arrays_of(figures.im2col(x, kernel))
    assert (drawn["kernels"] @ drawn["windows"]).item() == 4 * pixel * weight


def test_columns_are_windows_and_rows_are_kernels():
    drawn = figures.arrays_of(figures.im2col(X, WEIGHT, 1, 1, 0))
    assert drawn["windows"].shape == (8, 6)
    for place, (i, j) in enumerate(np.ndindex(2, 3)):
        window = X[:, i : i + 2, j : j + 2]
        assert drawn["windows"][:, place].tolist() == window.ravel().tolist()
    assert drawn["kernels"].tolist() == [kernel.ravel().tolist() for kernel in WEIGHT]
    np.testing.assert_array_equal(drawn["kernels"] @ drawn["windows"], drawn["product"])
    np.testing.assert_array_equal(drawn["product"].reshape(2, 2, 3), MAPS)
    np.testing.assert_array_equal([drawn["map 0"], drawn["map 1"]], MAPS)


@pytest.mark.parametrize("row", [0, 1])
def test_neighbouring_unrolled_rows_make_one_row_of_the_maps(row):
    drawn = figures.arrays_of(figures.unrolled_rows(X, WEIGHT, row))
    lines = drawn["unrolled rows"]
    assert lines.shape == (12, 3)
    for i in range(3):
        wanted = [X[0, i, :3], X[1, i, :3], X[0, i, 1:], X[1, i, 1:]]
        np.testing.assert_array_equal(lines[4 * i : 4 * i + 4], wanted)
    seen = lines[4 * row : 4 * row + 8]
    np.testing.assert_array_equal(drawn["kernels"] @ seen, MAPS[:, row])
    np.testing.assert_array_equal(drawn["product"], MAPS[:, row])
    np.testing.assert_array_equal([drawn["map 0"], drawn["map 1"]], MAPS)


def test_the_words_say_the_sum_that_is_drawn():
    figure = figures.im2col(X, WEIGHT, 0, 1, 0)
    total = MAPS[0, 1, 0]
    assert repr(figure).endswith(f"= {total}")
    texts = [text.get_text() for text in figure.axes[0].texts]
    (terms,) = [text for text in texts if "·" in text]
    assert eval(terms.replace("−", "-").replace("·", "*").rstrip("= ")) == total
    assert str(total).replace("-", "−") in texts


@pytest.mark.parametrize(
    "draw, error, words",
    [
        (lambda: figures.im2col(np.ones((3, 5, 5)), np.ones((1, 3, 3, 3))), ShapeError, "holds 12"),
        (lambda: figures.im2col(X, WEIGHT, 0, 2, 0), ShapeError, "row"),
        (lambda: figures.loops(X, np.ones((3, 2, 2, 2))), ShapeError, "18 numbers.* holds 12"),
        (lambda: figures.im2col(X + 0.5, WEIGHT), ValueError, "whole numbers"),
        (lambda: figures.unrolled_rows(X, WEIGHT, 2), ShapeError, "row"),
        (lambda: figures.unrolled_rows(np.ones((2, 4, 4)), WEIGHT), ShapeError, "holds 12 lines"),
    ],
)
def test_what_cannot_be_drawn_is_refused(draw, error, words):
    with pytest.raises(error, match=words):
        draw()
