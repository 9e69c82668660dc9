"""The digits of accounts: one number of decimals for a layer, in which every sum adds up."""

import json
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convlab import Run, images, kernels
from convlab.scene.context import State, context_of
from convlab.scene.digits import digits_of, in_digits, in_levels
from convlab.show import number, units
from convlab.widgets.modules import STATIC

from .node import run_module

CASES = json.loads((Path(__file__).parent / "cases/show.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["digits"], ids=str)
def test_digits(case):
    assert in_digits(case["parts"], case["total"], case["decimals"]) == case["shown"]


@pytest.mark.parametrize("case", CASES["levels"], ids=str)
def test_levels(case):
    assert in_levels(case["parts"], case["total"], case["decimals"]) == case["shown"]


@pytest.mark.parametrize("case", CASES["figures"], ids=str)
def test_figures(case):
    x, weight, bias = (np.array(case[name], np.float32) for name in ("x", "weight", "bias"))
    assert vars(digits_of(x, weight, bias, case["limit"])) == case["decimals"]


PARTS = st.lists(st.floats(-99, 99) | st.integers(-99, 99) | st.just(0.355), min_size=1)


@given(PARTS, st.integers(0, 4), st.booleans())
def test_what_is_shown_adds_up_and_no_part_is_off_by_a_unit(parts, decimals, levels):
    total = units(sum(parts), decimals)
    shown = (in_levels if levels else in_digits)(parts, total, decimals)
    assert sum(units(part, decimals) for part in shown) == total
    for exact, part in zip(parts, shown, strict=True):
        assert abs(Decimal(exact) - Decimal(part)) < Decimal(10) ** -decimals
    if all(part == int(part) for part in parts):
        assert shown == parts


SCRIPT = """
import {{ inDigits, inLevels }} from "{static}/numbers/digits.js";
console.log(JSON.stringify([inDigits, inLevels].map((how) => given.map((one) => how(...one)))));
"""


def test_digits_at_random_are_those_of_the_browser():
    rng = np.random.default_rng(7)
    given = []
    for n in rng.integers(1, 60, 300):
        parts = (
            (rng.normal(size=n) * 10.0 ** rng.integers(-2, 3)).round(rng.integers(1, 9)).tolist()
        )
        decimals = int(rng.integers(0, 5))
        given.append([parts, units(sum(parts), decimals), decimals])
    found = run_module(SCRIPT.format(static=STATIC), given)
    assert found == [[how(*one) for one in given] for how in (in_digits, in_levels)]


def decimal(value, decimals):
    return Decimal(number(value, decimals).replace("−", "-").replace(",", ""))


@pytest.mark.parametrize("muted", [(), (1, 3)])
def test_every_account_of_a_layer_adds_up_in_the_same_decimals(muted):
    """From products to total, at every place: as printed, not only as numbers."""
    x = images.coffee(24)
    rng = np.random.default_rng(1)
    run = Run(
        np.concatenate([x, 1 - x]), rng.normal(size=(3, 6, 3, 3)).astype(np.float32), rng.random(3)
    )
    found = set()
    for o, row, col in np.ndindex(3, 5, 5):
        state = State(out_channel=o, row=row, col=col, muted=muted)
        layer = context_of(run, state).layer
        accounts = [layer.account(o, c, row, col) for c in range(6)]
        found.add(layer.decimals)
        d = layer.decimals
        for one in accounts:
            if one.muted:
                assert one.subtotal == 0
            else:
                products = [decimal(v, d) for v in one.products.ravel()]
                assert sum(products) == decimal(one.subtotal, d)
        exact = sum(
            v for c, v in enumerate(run.pixel(o, row, col).subtotals.tolist()) if c not in muted
        )
        total = decimal(exact + run.bias[o], d)
        assert (
            sum(decimal(one.subtotal, d) for one in accounts) + decimal(layer.bias(o), d) == total
        )
        assert layer.cells(row, col)[o].tolist() == [one.subtotal for one in accounts]
    assert found == {2}


def test_a_photo_under_teaching_kernels_takes_two_decimals_and_is_exact():
    bank = kernels.bank("teaching")
    run = Run(images.coffee(20), bank.weight, bank.bias)
    context = context_of(run, State(out_channel=2, row=3, col=4))
    assert context.decimals.maps == 2
    np.testing.assert_allclose(
        context.layer.account(2, 0, 3, 4).products, run.pixel(2, 3, 4).products[0], atol=1e-6
    )


def test_a_bias_half_way_between_two_digits_adds_up_too():
    """Written 0.13 and −0.13: the total, as written, is that of the digits beside it."""
    rng = np.random.default_rng(3)
    x, weight = rng.random((2, 6, 6)), rng.normal(size=(2, 2, 3, 3)).astype(np.float32)
    run = Run(x, weight, np.array([0.125, -0.125]))
    for o, row, col in np.ndindex(2, 4, 4):
        layer = context_of(run, State(out_channel=o)).layer
        sums = layer.subtotals(o, row, col)
        total = sum(sums) + layer.bias(o)
        assert sum(decimal(one, 2) for one in (*sums, layer.bias(o))) == decimal(total, 2)
        assert layer.map(o)[row, col] == pytest.approx(run.output[o, row, col], abs=1e-5)
