"""Slices as tiles and gradients as pictures, by the arrays drawn; two layers against autograd."""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from convlab import ShapeError, conv2d, figures, kernels
from convlab.training import descend_behind

RNG = np.random.default_rng(4)
X, ERROR = RNG.normal(size=(3, 9, 8)), RNG.normal(size=(7, 6))


def test_every_slice_is_a_tile_and_its_numbers_are_the_weights():
    weight = kernels.many(15, 10).weight
    drawn = figures.arrays_of(figures.slices(weight))
    for o in range(15):
        for c in range(10):
            assert np.array_equal(drawn[f"{o}, {c}"], weight[o, c])
    assert len(drawn) == 150 + 1  # and the scale


def test_bools_say_which_slices_there_are():
    there = np.eye(4, 3, dtype=bool)
    figure = figures.slices(there, [f"kernel {o}" for o in range(4)])
    assert repr(figure) == "4 kernels on 3 channels: 3 slices, 9 gaps"
    words = [text.get_text() for text in figure.axes[0].texts]
    assert words.count("·") == 9 and [w for w in words if "slice" in w] == [
        *["1 slice"] * 3,
        "0 slices",
    ]
    assert not figures.arrays_of(figure)  # and no scale of weights


@pytest.mark.parametrize("name", ["stem", "depthwise", "pointwise", "coffee"])
def test_trained_layers_fit(name):
    weight = kernels.trained(name).weight
    figure = figures.slices(weight)
    assert figure.get_size_inches()[0] * 80 <= 920
    assert f"= {weight.shape[0] * weight.shape[1]} tiles" in repr(figure)


def test_slice_gradients_are_sums_over_windows():
    windows = sliding_window_view(X, ERROR.shape, axis=(1, 2))
    slopes = np.einsum("cuvij,ij->cuv", windows, ERROR)
    figure = figures.slice_gradients(X, ERROR, 2, 1)
    drawn = figures.arrays_of(figure)
    for c, name in enumerate(("red", "green", "blue")):
        np.testing.assert_allclose(drawn[f"gradient {name}"], slopes[c])
        np.testing.assert_allclose(drawn[f"products {name}"], windows[c, 2, 1] * ERROR)
        assert f"{name} {slopes[c, 2, 1]:.2f}".replace("-", "−") in repr(figure)
    assert f"bias {ERROR.sum():.2f}".replace("-", "−") in repr(figure)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: figures.slices(np.ones((2, 300, 3, 3))), "300 slices"),
        (lambda: figures.slices(np.ones((2, 3, 3, 3)), names=["a"]), "1 name for 2 kernels"),
        (lambda: figures.slices(np.ones((3, 3))), "c_out, c_in, kh, kw"),
        (lambda: figures.slices(np.ones((3, 3, 1, 1), bool)), r"needs \(c_out, c_in\)$"),
        (lambda: figures.slice_gradients(X, ERROR, 3, 0), r"\(3, 0\) is outside .* 3×3"),
        (lambda: figures.slice_gradients(X, np.ones((10, 2))), "one map of it"),
        (lambda: figures.slice_gradients(ERROR, ERROR), "one map of it"),
        (lambda: descend_behind(X, ERROR, np.ones((2, 3, 3, 3)), [1], 0.1, 1), "2 kernels"),
        (lambda: descend_behind(X, X[0], np.ones((2, 3, 3, 3)), [1, 1], 0.1, 1), "target"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words(call, words):
    with pytest.raises(ShapeError, match=words):
        call()


def loss(weight, reader):
    return ((np.tensordot(reader, conv2d(X, weight).clip(0), 1) - ERROR) ** 2).mean()


def test_a_step_behind_relu_goes_down_the_slope():
    weight, reader = RNG.normal(size=(2, 3, 3, 3)), np.array([0.7, -0.4])
    after = descend_behind(X, ERROR, weight, reader, rate=0.01, steps=1)
    assert after.losses == pytest.approx([loss(weight, reader), loss(*after[:2])])
    for place in ((0, 0, 0, 0), (1, 2, 1, 2)):
        nudge = np.zeros_like(weight)
        nudge[place] = 1e-6
        slope = (loss(weight + nudge, reader) - loss(weight - nudge, reader)) / 2e-6
        assert (weight - after.weight)[place] == pytest.approx(0.01 * slope, rel=1e-4)
    nudge = np.array([0, 1e-6])
    slope = (loss(weight, reader + nudge) - loss(weight, reader - nudge)) / 2e-6
    assert (reader - after.reader)[1] == pytest.approx(0.01 * slope, rel=1e-4)


def test_steps_behind_relu_are_autograds():
    torch = pytest.importorskip("torch")
    weight, reader = RNG.normal(size=(2, 3, 3, 3)), np.array([0.7, -0.4])
    w, r = (torch.tensor(values, requires_grad=True) for values in (weight, reader))
    descent = torch.optim.SGD([w, r], lr=0.01)
    for _ in range(20):
        descent.zero_grad()
        y = torch.nn.functional.conv2d(torch.tensor(X)[None], w)[0].relu()
        (((r[:, None, None] * y).sum(0) - torch.tensor(ERROR)) ** 2).mean().backward()
        descent.step()
    found = descend_behind(X, ERROR, weight, reader, rate=0.01, steps=20)
    np.testing.assert_allclose(found.weight, w.detach(), rtol=1e-9)
    np.testing.assert_allclose(found.reader, r.detach(), rtol=1e-9)
