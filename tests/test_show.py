"""Numbers as they are shown: they add up, and are those of the browser (js/show.test.mjs)."""

import json
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convlab import ConvLayer, kernels
from convlab.show import (
    adding_decimals,
    counted,
    dead_kernels,
    decimals_of,
    number,
    own_scales,
    plain_number,
    rounding,
    shared_limit,
    slice_limit,
)

CASES = json.loads((Path(__file__).parent / "cases/show.json").read_text(encoding="utf-8"))


def each(kind):
    return pytest.mark.parametrize("case", CASES[kind], ids=str)


@each("text")
def test_text(case):
    value, decimals, plus, text = case
    assert number(value, decimals, plus=plus) == text
    if not plus:
        assert plain_number(value, decimals) == text.replace("−", "-")


def test_text_of_what_is_no_number():
    assert (number(np.nan, 1), number(-np.inf), plain_number(0, 2)) == ("nan", "−inf", "0.00")


@each("counted")
def test_counted(case):
    n, thing, text = case
    assert counted(n, thing) == text


@each("decimals")
def test_decimals(case):
    values, most, decimals = case
    assert decimals_of(values, most) == decimals


@each("sums")
def test_sums(case):
    assert adding_decimals(*case["sums"]) == case["decimals"]
    assert rounding(*case["sums"][0], case["decimals"]) == case["missing"]


@each("limits")
def test_limits(case):
    counts, limit = case
    values, times = zip(*counts, strict=True)
    assert shared_limit(np.repeat(values, times)) == limit


@each("kernels")
def test_kernels(case):
    weight = np.reshape(case["peaks"], (-1, 1, 1, 1)) * [[[1, -0.5]]]
    assert (dead_kernels(weight), own_scales(weight)) == (case["dead"], case["own"])


@each("layers")
def test_layers(case):
    layer = ConvLayer(**case["layer"])
    assert layer.parameters_text == case["counts"]
    assert (layer.torch_line, layer.keras_line) == (case["torch"], case["keras"])


NUMBERS = st.lists(st.floats(-99, 99) | st.integers(-99, 99) | st.just(0.355), min_size=1)


@given(st.lists(NUMBERS, min_size=1, max_size=4))
def test_several_sums_add_up_in_the_fewest_decimals(lists):
    sums = [(parts, sum(parts)) for parts in lists]
    decimals = adding_decimals(*sums)
    assert decimals in (0, 2, 3, 4)
    whole = all(part == int(part) for parts in lists for part in parts)
    assert (decimals == 0) == whole
    for parts, total in sums:
        printed = [Decimal(plain_number(value, decimals)) for value in (total, *parts)]
        missing = printed[0] - sum(printed[1:])
        assert missing == round(Decimal(rounding(parts, total, decimals)), 4)
        assert decimals == 4 or not missing


@given(st.floats(1e-6, 1e6))
def test_dead_kernels_whatever_the_scale(scale):
    stem = scale * kernels.trained("stem").weight
    assert dead_kernels(stem) == [11, 16, 28, 31] and own_scales(stem)
    assert dead_kernels(0 * stem) == [*range(32)] and not own_scales(0 * stem)
    teaching = scale * kernels.bank("teaching").weight
    assert dead_kernels(teaching) == [] and not own_scales(teaching)


@pytest.mark.parametrize("weight, limit", [([1, -1], 3), ([4], 4), ([-9], 9), ([0.5, 0.1], 0.5)])
def test_a_one_looks_the_same_in_all_small_slices(weight, limit):
    assert slice_limit(weight) == limit
