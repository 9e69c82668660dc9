"""The Trainer's Python side: what it sends, what it takes, what it refuses."""

import json
from pathlib import Path

import numpy as np
import pytest

import convlab
from convlab import Trainer, figures, images, kernels
from convlab.scene import boxes, progress
from convlab.scene.progress import short
from convlab.scene.training import build_training
from convlab.scene.training_plan import plan_of
from convlab.show import number
from convlab.training import descend
from convlab.widgets.modules import STATIC
from tests.node import run_module

from .scenes import stored
from .training_scenes import CASES, FOLDER

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
    gap = np.append(one.learned_weight - one.weight, one.learned_bias - one.bias)
    words = f"are {abs(gap).mean():.2f} away on average, the worst {abs(gap).max():.2f}"
    assert repr(one) == f"Trainer at step 5: the 28 numbers {words}"
    one.seed = 4
    assert one.steps == 0
    assert not np.array_equal(one.learned_weight, start[0])


def test_every_seed_starts_elsewhere_and_figures_show_it_in_full():
    starts = {trainer(seed=seed).learned_weight.tobytes() for seed in range(10)}
    assert len(starts) == 10
    start = trainer(seed=7).learned_weight
    np.testing.assert_array_equal(start, start.round(2))


def test_the_figure_shows_the_very_numbers():
    one = trainer(steps=50)
    kernel, learned = (one.weight, one.bias), (one.learned_weight, one.learned_bias)
    figure = figures.training(one.x, *kernel, *learned, one.losses)
    drawn = figures.arrays_of(figure)
    np.testing.assert_allclose(drawn["target map"], one.target[0])
    np.testing.assert_allclose(drawn["map now"] - drawn["target map"], drawn["error"])
    assert np.mean(drawn["error"] ** 2) == pytest.approx(one.losses[-1])
    words = [text.get_text() for text in figure.axes[0].texts]
    for value in [*one.learned_weight.ravel(), *one.learned_bias]:
        assert number(value, 2) in words
    assert repr(figure).startswith(f"Step 50: the 28 numbers are {abs_gap(one):.2f} away")


def abs_gap(one):
    point, hidden = (np.append(*kernel) for kernel in pairs(one))
    return abs(point - hidden).mean()


def pairs(one):
    return (one.learned_weight, one.learned_bias), (one.weight, one.bias)


def test_the_still_is_what_is_on_screen():
    """At every step, the very first too, and says what the text beside it says."""
    one = trainer(rate=0.05)
    first, words = one.still(), repr(one)
    assert words.startswith("Trainer at step 0: ")
    assert trainer(rate=0.05).still() == first
    for state in ("steps=3", "why=true", "show_hidden=false", "seed=2", "rate=0.2"):
        one.state = state
        still = one.still()
        assert still != first, state
        assert len(still) < 120_000
    assert repr(one) == f"Trainer at step 0: the loss is {short(one.losses[0])}."


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_boxes_are_those_that_are_stored(case):
    kept = json.loads((FOLDER / f"{case.name}.json").read_text(encoding="utf-8"))
    assert json.loads(stored(case, case.build())) == kept


def test_every_stored_scene_has_a_case():
    assert {path.stem for path in FOLDER.glob("*.json")} == {case.name for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bars_ticks_and_gaps_tell_the_truth(case):
    """Worked out once more from the numbers: bar to the learned, tick on the hidden one."""
    context = case.context()
    kept = build_training(context).boxes
    scale = context.limits.bars
    bars = [box for box in kept if isinstance(box, boxes.Bar)][1:]  # the first is the legend's
    ticks = [box for box in kept if isinstance(box, boxes.Ground) and (box.w, box.h) == (3, 24)]
    zeros = [box for box in kept if isinstance(box, boxes.Ground) and (box.w, box.h) == (1, 20)]
    assert len(zeros) == context.point.size
    assert len(ticks) == context.point.size * context.reveal
    unit = (plan_of(case.width, context.shape).blocks[0].slice.cell / 2 - 4.8) / scale
    for value, zero, tick in zip(context.hidden[:-1], zeros, ticks, strict=False):
        assert tick.x + 1.5 - (zero.x + 0.5) == pytest.approx(value * unit)
    if abs(context.point).max() <= scale:
        for value, zero, bar in zip(context.point[:-1], zeros, bars, strict=False):
            ends = bar.x - zero.x - 0.5, bar.x + bar.w - zero.x - 0.5
            assert sorted([0, value * unit]) == pytest.approx(ends, abs=1e-9)


SAID = json.loads((FOLDER.parent / "progress.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", SAID["words"], ids=lambda case: case["sentence"])
def test_a_descent_is_spoken_of_as_in_the_browser(case):
    given = case["progress"]
    one = progress.Progress(
        given["count"],
        given["losses"],
        progress.Distance(**given["away"]),
        given["reveal"],
        given["isOver"],
    )
    assert progress.sentence(one) == case["sentence"]
    assert progress.remark(one) == case["remark"]


def test_numbers_and_axes_are_written_as_in_the_browser():
    for value, words in SAID["short"]:
        assert progress.short(value) == words
    for value, words in SAID["numbers"]:
        assert progress.number_text(value) == words
    for values, *digits in SAID["gradients"]:
        assert progress.gradient_digits(np.array(values)) == tuple(digits)
    for case in SAID["axes"]:
        axes = progress.loss_axes([loss for loss, n in case["losses"] for _ in range(n)])
        assert (*axes, axes.every) == tuple(case[k] for k in ("steps", "low", "high", "every"))


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
    remarks = []
    for x, rate, steps in ((noise, 0.05, 30), (images.coffee(36), 0.1, 300)):
        one = Trainer(x, BANK.weight[[2]], BANK.bias[[2]], rate=rate, steps=steps)
        point, hidden = (np.append(*kernel) for kernel in pairs(one))
        away = progress.distance(point, hidden, 3)
        remarks.append(progress.remark(progress.Progress(28, one.losses.tolist(), away)))
    in_noise, in_photo = remarks
    assert "The loss is 0.2" in in_noise and "so alike" in in_photo
