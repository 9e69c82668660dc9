"""The Trainer's Python side: what it sends, what it takes, what it refuses."""

from pathlib import Path

import numpy as np
import pytest

import convlab
from convlab import Trainer, images, kernels
from convlab.training import descend
from convlab.widgets.modules import STATIC
from tests.node import run_module

BANK = kernels.bank("teaching")
X = np.random.default_rng(0).random((3, 16, 16)).round(2)


def trainer(**settings):
    return Trainer(X, BANK.weight[2:3], BANK.bias[2:3], **settings)


def test_what_was_learned_comes_back_as_arrays():
    one = trainer(seed=3)
    start = one.learned_weight, one.learned_bias
    found = descend(one.x, one.target, *start, rate=one.rate, steps=5)
    # as the browser sends them
    one.set_state(
        {
            "_learned": memoryview(np.append(found.weight, found.bias).tobytes()),
            "_losses": memoryview(found.losses.tobytes()),
        }
    )
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
    drawn = convlab.figures.arrays_of(figure)
    np.testing.assert_array_equal(drawn["learned slice 1"], found.weight[0, 1])
    np.testing.assert_allclose(drawn["target map"], one.target[0])
    np.testing.assert_allclose(drawn["map now"] - drawn["target map"], drawn["error"])
    assert np.mean(drawn["error"] ** 2) == pytest.approx(found.losses[-1])
    assert one.still() == one.still()
    # what is left of the gradient is as good as grey
    slopes = [image for image in figure.axes[0].images if "gradient" in image.get_label()]
    assert max(abs(slope.get_array()).max() / slope.norm.vmax for slope in slopes) < 0.1
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


def test_a_state_line_brings_back_the_very_numbers():
    one = trainer(rate=0.05, seed=3, steps=40, show_hidden=False)
    one.channel, one.row = 1, 2
    other = trainer(state=one.state)
    assert other.state == one.state
    np.testing.assert_array_equal(other.learned_weight, one.learned_weight)
    found = descend(one.x, one.target, *_start(one, 3), rate=0.05, steps=40)
    np.testing.assert_array_equal(other.losses, found.losses)
    other.state = "steps=2 rate=1"
    assert (other.steps, other.rate, other.seed) == (2, 1.0, 3)
    with pytest.raises(ValueError, match="0 to 10,000, got 20,000"):
        other.state = "steps=20000"
    with pytest.raises(ValueError, match="holds 'idea'; it may set rate"):
        other.state = "idea=mean"


def _start(one, seed):
    point = np.random.default_rng(seed).normal(0, 0.5, one.weight.size + 1).round(2)
    return point[:-1].reshape(one.weight.shape), point[-1:]


def test_the_browser_descends_in_float64():
    """descent.js itself, run by node: against PyTorch's stored gradient, and all steps of ours."""
    stored = np.load(Path(__file__).parent / "data" / "descent.npz")
    one = trainer(seed=5, steps=200)
    tasks = dict(
        stored=dict(
            x=stored["x"].ravel().tolist(),
            shape=stored["x"].shape,
            hidden=[0] * 19,
            target=stored["target"][0].ravel().tolist(),
            kernel=stored["weight"].shape[2:],
            point=np.append(stored["weight"][0], stored["bias"][0]).tolist(),
        ),
        ours=dict(
            x=one.x.ravel().tolist(),
            shape=one.x.shape,
            kernel=[3, 3],
            hidden=np.append(one.weight, one.bias).tolist(),
            point=np.append(*_start(one, 5)).tolist(),
            rate=one.rate,
        ),
    )
    gradient, point, losses = run_module(
        f"""
        import {{ Task }} from "{STATIC / "numbers/training.js"}";
        const {{ stored, ours }} = given;
        const made = ({{ x, shape, kernel, hidden }}) =>
          new Task(Float64Array.from(x), shape, kernel, Float64Array.from(hidden));
        const one = made(stored), two = made(ours), point = Float64Array.from(ours.point);
        one.target = stored.target;
        const losses = [two.slope(point).loss];
        for (let step = 0; step < 200; step++) {{
          const {{ gradient }} = two.slope(point);
          for (let k = 0; k < point.length; k++) point[k] -= ours.rate * gradient[k];
          losses.push(two.slope(point).loss);
        }}
        const {{ gradient }} = one.slope(Float64Array.from(stored.point));
        console.log(JSON.stringify([[...gradient], [...point], losses]));
        """,
        tasks,
    )
    # The stored loss is the mean over two maps, this one over the first alone
    slope = 2 * np.append(stored["weight_slope"][0], stored["bias_slope"][0])
    np.testing.assert_allclose(gradient, slope, rtol=1e-10)
    np.testing.assert_allclose(point, np.append(one.learned_weight, one.learned_bias), rtol=1e-9)
    np.testing.assert_allclose(losses, one.losses, rtol=1e-9)


def test_pixels_are_called_alike_in_a_photo_only():
    noise = np.random.default_rng(0).normal(size=(3, 24, 24)).round(1)
    runs = []
    for x, rate, steps in ((noise, 0.05, 30), (images.coffee(36), 0.1, 300)):
        one = Trainer(x, BANK.weight[[2]], BANK.bias[[2]], rate=rate, steps=steps)
        gap = float(abs(one.learned_weight - one.weight).max())
        runs.append(dict(steps=steps, rate=rate, losses=one.losses.tolist(), gap=gap, stopped=""))
    in_noise, in_photo = run_module(
        f"""
        import {{ verdict }} from "{STATIC / "numbers/training.js"}";
        console.log(JSON.stringify(given.map((run) => verdict(run))));
        """,
        runs,
    )
    assert "The loss is 0.2" in in_noise and "so alike" in in_photo
