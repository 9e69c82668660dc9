"""Where the scales of a whole layer end: by the rule, worked out over all numbers of all maps."""

import json
from pathlib import Path

import numpy as np
import pytest

from convlab import Run
from convlab.scene.colours import signed
from convlab.scene.context import State, context_of
from convlab.scene.limits import limits_of, sizes_of

from .limits import run_of

CASES = json.loads((Path(__file__).parent / "cases/show.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["scales"], ids=str)
def test_limits_of_a_layer(case):
    found, wanted = limits_of(run_of(case)), case["limits"]
    assert [found.input.low, found.input.high] == pytest.approx(wanted["input"], abs=1e-6)
    assert found.input.scheme == "grey"
    assert found.slices == signed(wanted["slices"])
    assert found.maps == signed(wanted["maps"], root=wanted["root"])
    assert found.parts == signed(wanted["parts"], root=wanted["root"])


def all_sizes(run):
    """The sizes of all numbers of all maps, from the maps themselves."""
    parts, sums = [], []
    for o, maps in enumerate(run.contributions.astype(np.float64)):
        audible = maps[run.weight[o].any(axis=(1, 2))]
        running = np.add.accumulate(audible)
        parts.append(audible.ravel())
        sums += [running[1:].ravel(), run.output[o].astype(np.float64).ravel()]
    return [np.abs(np.concatenate(lists)) for lists in (parts, sums)]


def smallest(ends, sizes, beyond):
    return next(end for end in ends if (sizes > end * 1.000001).sum() <= beyond * sizes.size)


@pytest.mark.parametrize("case", CASES["scales"], ids=str)
def test_limits_are_the_smallest_that_hold_what_they_must(case):
    run, wanted = run_of(case), case["limits"]
    parts, sums = all_sizes(run)
    both = np.concatenate([parts, sums])
    if wanted["root"]:
        ends, beyond = [0.5 * 4.0**n for n in range(-9, 9)], 0.02 * (case["kernels"] > 8)
        share = 1 / 4 if case["kernels"] > 8 else 1 / 16
    else:
        ends, beyond, share = [m * 10.0**n for n in range(-6, 7) for m in (1, 2, 3, 5)], 0.02, 0.1
    if (both == both.round()).all():
        maps, own = both.max(), parts.max()
    else:
        maps, own = smallest(ends, both, beyond), smallest(ends, parts, beyond)
    assert maps == pytest.approx(wanted["maps"])
    assert wanted["parts"] == pytest.approx(own if own <= maps * share else maps)


def test_small_layers_are_looked_at_whole_and_large_ones_in_part():
    small = {"channels": 3, "kernels": 4, "size": 12, "kernel": 3}
    for found, wanted in zip(sizes_of(run_of(small)), all_sizes(run_of(small)), strict=True):
        np.testing.assert_allclose(np.sort(found), np.sort(wanted))
    large = {"channels": 128, "kernels": 128, "size": 16, "kernel": 3}
    assert sum(sizes.size for sizes in sizes_of(run_of(large))) < 1.1e6


def test_a_layer_is_sampled_in_all_its_parts():
    """Loud kernels, channels and places are found as often as they are there."""
    rng = np.random.default_rng(5)
    x, weight = rng.random((300, 4, 4)), rng.normal(size=(600, 300, 1, 1))
    weight[::7] *= 40
    x[::50] *= 9
    x[:, -1] *= 5
    run = Run(x, weight)
    for found, wanted in zip(sizes_of(run), all_sizes(run), strict=True):
        assert found.size < 0.2 * wanted.size
        for share in (0.5, 0.9, 0.98):
            assert np.quantile(found, share) == pytest.approx(np.quantile(wanted, share), rel=0.25)


def test_a_scale_that_a_hand_sets_takes_its_place():
    run = run_of(
        {"channels": 3, "kernels": 4, "size": 12, "kernel": 3, "by": [0.0771, 6, 0.0317, 50]}
    )
    own = limits_of(run)
    assert (own.maps.high, own.parts.high) == (500, 0.3)
    moved = context_of(run, State(limit=1000)).limits
    assert (moved.maps.high, moved.parts.high) == (1000, 0.3)
    assert context_of(run, State(limit=0.1)).limits.parts.high == 0.1
    assert context_of(run, State()).limits == own


def test_what_a_hand_has_changed_is_marked_and_nothing_else():
    run = run_of({"channels": 3, "kernels": 4, "size": 12, "kernel": 3})

    def marked(state, edited=()):
        context = context_of(run, state, edited=frozenset(edited))
        return [
            [o for o in range(4) if context.is_changed(o, in_sum=in_sum)]
            for in_sum in (True, False)
        ]

    assert marked(State()) == [[], []]
    assert marked(State(), {0, 1}) == [[0, 1], [0, 1]]
    assert marked(State(muted=[1])) == marked(State(adding="by size")) == [[0, 1, 2, 3], []]


def test_the_limits_of_the_whole_layer_stay_when_a_part_of_it_is_shown():
    case = {"channels": 3, "kernels": 4, "size": 12, "kernel": 3}
    run = run_of(case)
    part = Run(run.x[:1], run.weight[:1, :1])
    assert context_of(part, State(), limits=limits_of(run)).limits.maps.high == 140
