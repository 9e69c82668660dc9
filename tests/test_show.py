"""Numbers as they are shown: they add up, and the same limits and words hold everywhere."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convlab import kernels
from convlab.show import (
    adding_decimals,
    counted,
    dead_kernels,
    number,
    own_scales,
    plain_number,
    rounding,
)

NUMBERS = st.lists(st.floats(-99, 99) | st.integers(-99, 99) | st.just(0.355), min_size=1)


@given(st.lists(NUMBERS, min_size=1, max_size=4))
def test_several_sums_add_up_in_the_fewest_decimals(lists):
    sums = [(parts, sum(parts)) for parts in lists]
    decimals = adding_decimals(*sums)
    assert decimals in (0, 2, 3, 4)
    whole = all(part == int(part) for parts in lists for part in parts)
    assert (decimals == 0) == whole
    for parts, total in sums:
        shown = sum(Decimal(f"{part:.{decimals}f}") for part in parts)
        missing = Decimal(f"{total:.{decimals}f}") - shown
        assert missing == round(Decimal(rounding(parts, total, decimals)), 4)
        assert decimals == 4 or not missing


@pytest.mark.parametrize(
    "value, decimals, text",
    [(-0.421, 2, "−0.42"), (3, 0, "3"), (-0.001, 2, "0.00"), (0, 0, "0"), (np.nan, 1, "nan")],
)
def test_numbers(value, decimals, text):
    assert number(value, decimals) == text
    assert plain_number(value, decimals) == text.replace("−", "-")
    assert number(abs(value), decimals, plus=True).startswith("+") == (abs(value) > 0.01)


def test_counts():
    assert [counted(n, "bias") for n in (0, 1, 2000)] == ["0 biases", "1 bias", "2,000 biases"]
    assert counted(1, "kernel") == "1 kernel"


@given(st.floats(1e-6, 1e6))
def test_dead_kernels_whatever_the_scale(scale):
    stem = scale * kernels.trained("stem").weight
    assert dead_kernels(stem) == [11, 16, 28, 31] and own_scales(stem)
    assert dead_kernels(0 * stem) == [*range(32)] and not own_scales(0 * stem)
    teaching = scale * kernels.bank("teaching").weight
    assert dead_kernels(teaching) == [] and not own_scales(teaching)
