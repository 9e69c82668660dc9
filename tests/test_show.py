"""Numbers as they are shown: they add up, and are those of the browser (js/show.test.mjs)."""

import json
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convlab import ConvLayer, kernels, ledger
from convlab.scene.context import VIEWS, parts_of
from convlab.scene.layout import layout_of
from convlab.show import (
    adding_decimals,
    counted,
    dead_kernels,
    decimals_of,
    fewest_decimals,
    kernel_notes,
    legend_ticks,
    limit_text,
    number,
    own_scales,
    percent,
    plain_number,
    range_text,
    rounding,
    shared_limit,
    slice_limit,
)
from convlab.widgets.modules import STATIC
from tests.node import run_module

CASES = json.loads((Path(__file__).parent / "cases/show.json").read_text(encoding="utf-8"))


EXPONENTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def each(kind):
    return pytest.mark.parametrize("case", CASES[kind], ids=str)


@each("text")
def test_text(case):
    value, decimals, plus, text = case
    assert number(value, decimals, plus=plus) == text
    if value and not plus:
        plain = text.replace("−", "-").replace(",", "")
        assert plain_number(value, decimals) == plain.translate(EXPONENTS).replace("×10", "e")


def test_text_of_what_is_no_number():
    assert (number(np.nan, 1), number(-np.inf), plain_number(0, 2)) == ("nan", "−inf", "0.00")


def test_the_ends_of_a_range_have_the_same_decimals():
    assert range_text([[1, -0.125], [0, 2000]], 2) == "values from −0.13 to 2000.00"


@each("counted")
def test_counted(case):
    n, thing, text = case
    assert counted(n, thing) == text


@each("decimals")
def test_decimals(case):
    values, most, decimals = case
    assert decimals_of(values, most) == decimals


@each("legends")
def test_legends(case):
    limit, low, high = case
    assert [limit_text(-limit), limit_text(limit, plus=True)] == [low, high]


@each("ticks")
def test_ticks_of_a_legend(case):
    limit, width, root, ticks, *beyond = case
    found = legend_ticks(limit, width, root=root, beyond=bool(beyond))
    assert [[*tick] for tick in found] == ticks


@each("percent")
def test_percent(case):
    share, words = case
    assert percent(share) == words


@each("sums")
def test_sums(case):
    assert adding_decimals(*case["sums"]) == case["decimals"]
    assert rounding(*case["sums"][0], case["decimals"]) == case["missing"]


@each("sentences")
def test_sentences(case):
    row, col, o = case["pixel"]
    x = np.zeros((len(case["subtotals"]), row + 1, col + 1))
    x[:, row, col] = case["subtotals"]
    bias = None if case["bias"] is None else np.full(o + 1, case["bias"])
    weight = np.ones((o + 1, len(x), 1, 1))
    account = ledger(x, weight, bias, o, row, col, channel_names=case["names"])
    assert str(account) == case["text"].replace("−", "-")


@each("limits")
def test_limits(case):
    counts, limit = case
    values, times = zip(*counts, strict=True)
    assert shared_limit(np.repeat(values, times)) == limit


@each("kernels")
def test_kernels(case):
    weight = np.reshape(case["peaks"], (-1, 1, 1, 1)) * [[[1, -0.5]]]
    assert (dead_kernels(weight), own_scales(weight)) == (case["dead"], case["own"])
    assert kernel_notes(weight) == case["notes"]


@each("layers")
def test_layers(case):
    layer = ConvLayer(**case["layer"])
    assert layer.parameters_text == case["counts"]
    assert (layer.torch_line, layer.keras_line) == (case["torch"], case["keras"])
    if "shapes" in case:
        assert layer.shapes_text(case["x_shape"]) == case["shapes"]


@each("layouts")
def test_layouts(case):
    in_channels, out_channels, groups = case["counts"]
    ndim, side, view = case.get("ndim", 2), case.get("side", 8), case.get("view", "")
    kind = {"groups": groups, "transposed": case.get("transposed", False), "ndim": ndim}
    layer = ConvLayer(in_channels, out_channels, case["weight_shape"][-ndim:], **kind)
    assert layout_of(case["weight_shape"], layer, side**ndim, view) == case["layout"]


def test_views():
    places = {"beside": True, "below": False}
    assert CASES["views"] == [
        {"view": view} | {p: [*parts_of(view, beside=beside)] for p, beside in places.items()}
        for view in VIEWS
    ]


SCRIPT = """
import {{ addsUp }} from "{static}/numbers/account.js";
import {{ decimalsOf, isWhole, sharedLimit, text }} from "{static}/numbers/show.js";
const floats = (values) => Float32Array.from(values);
console.log(JSON.stringify({{
  texts: given.numbers.map(([value, decimals]) => text(value, decimals)),
  decimals: given.lists.map((values) => decimalsOf(values, 0, 4)),
  sums: given.sums.map(([parts, total]) =>
    Object.values(addsUp([{{ parts, total }}], isWhole([...parts, total])))),
  limits: given.lists.map((data) =>
    sharedLimit([{{ data: floats(data) }}], isWhole(data))),
}}));
"""


def test_numbers_at_random_are_those_of_the_browser():
    rng = np.random.default_rng(4)
    sizes = 10.0 ** rng.integers(-3, 4, 600)
    values = np.array([round(v, rng.integers(7)) for v in rng.normal(size=600) * sizes])
    numbers = [(value, int(rng.integers(5))) for value in values.tolist()]
    numbers += [(sign * 3.0 * 10.0**power, 2) for power in range(24) for sign in (1, -1)]
    lists = [rng.choice(values, n).tolist() for n in rng.integers(1, 90, 200)]
    lists = np.float32(np.concatenate(lists)).astype(float)
    lists = [part.tolist() for part in np.split(lists, range(40, len(lists), 40))]
    sums = [(parts[:4], sum(parts[:4])) for parts in lists]
    given = {"numbers": numbers, "lists": lists, "sums": sums}
    found = run_module(SCRIPT.format(static=STATIC), given)
    assert found["texts"] == [number(value, decimals) for value, decimals in numbers]
    assert found["decimals"] == [decimals_of(values, 4) for values in lists]
    accounts = [(adding_decimals(one), one) for one in sums]
    assert found["sums"] == [[d, rounding(*one, d)] for d, one in accounts]
    assert found["limits"] == [shared_limit(values) for values in lists]


NUMBERS = st.lists(st.floats(-99, 99) | st.integers(-99, 99) | st.just(0.355), min_size=1)


@given(st.lists(NUMBERS, min_size=1, max_size=4))
def test_several_sums_add_up_in_the_fewest_decimals(lists):
    sums = [(parts, sum(parts)) for parts in lists]
    decimals = adding_decimals(*sums)
    values = [value for parts, total in sums for value in (*parts, total)]
    most = fewest_decimals(values) + 2
    assert decimals in (0, *range(2, most + 1))
    whole = all(part == int(part) for parts in lists for part in parts)
    assert (decimals == 0) == whole
    for parts, total in sums:
        printed = [Decimal(plain_number(value, decimals)) for value in (total, *parts)]
        missing = printed[0] - sum(printed[1:])
        assert missing == round(Decimal(rounding(parts, total, decimals)), decimals)
        assert decimals == most or not missing


@given(
    st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=4),
    st.integers(-9, 9),
)
def test_the_largest_of_a_sum_is_never_shown_as_nothing(parts, power):
    parts = [part * 10.0**power for part in parts]
    largest = max(map(abs, (*parts, sum(parts))))
    decimals = adding_decimals((parts, sum(parts)))
    shown = float(plain_number(largest, decimals))
    if largest >= 1e-9 / 2:
        assert shown == pytest.approx(largest, rel=0.051)  # two figures, the first at least 1
        digits = number(largest, decimals).partition("×")[0].replace(",", "").lstrip("0.")
        assert len(digits.replace(".", "")) >= 2 or shown == pytest.approx(largest, rel=1e-5)


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
