"""Every stored case (see cases/README.md) through all functions that answer it."""

import json
import math
import re
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import convlab

FOLDER = Path(__file__).parent / "cases"
FLAT = dict(np.load(FOLDER / "arrays.npz"))
CASES = json.loads((FOLDER / "cases.json").read_text(encoding="utf-8"))
LOOPS = 100_000  # multiply-adds that plain loops are given


def made(spec):
    """The argument that ``spec`` stands for."""
    if isinstance(spec, list):
        return tuple(made(item) for item in spec)
    if not isinstance(spec, dict):
        return spec
    kind = next(iter(spec))
    value = spec[kind]
    if kind == "a":
        name, start, shape = value
        return laid_out(
            FLAT[name][start : start + math.prod(shape)].reshape(shape).copy(), spec.get("layout")
        )
    if kind == "ramp":
        numbers = np.arange(math.prod(value)) * 5 % 13 - 6
        return numbers.astype(spec.get("dtype", "float64")).reshape(value)
    return {
        "nested": lambda: made(value).tolist(),
        "list": lambda: list(value),
        "int": lambda: int(value),
        "float": lambda: float(value),
        "strings": lambda: np.full(value, "px"),
    }[kind]()


def laid_out(array, layout):
    """The same numbers, kept another way in memory."""
    if layout == "F":
        return np.asfortranarray(array)
    if layout == "bigendian":
        return array.astype(array.dtype.newbyteorder(">"))
    if layout == "nhwc":
        return np.moveaxis(np.moveaxis(array, -3, -1).copy(), -1, -3)
    if layout == "neg":
        return array[..., ::-1, ::-1].copy()[..., ::-1, ::-1]
    if layout in ("strided", "crop"):
        step = 2 if layout == "strided" else 1
        large = np.full([2 * n + 4 for n in array.shape], 99, array.dtype)
        view = large[tuple(slice(1, 1 + step * n, step) for n in array.shape)]
        view[...] = array
        return view
    array.flags.writeable = layout != "readonly"
    return array


def arguments(case):
    bias = [made(case["bias"])] if case.get("bias") is not None else []
    return [made(case["x"]), made(case["weight"]), *bias], made_all(case["kwargs"])


def arguments_of_any(case):
    """The same for ``contributions`` and ``Run``, which are told what is transposed."""
    args, kwargs = arguments(case)
    return args, kwargs | ({"transposed": True} if "transpose" in case["op"] else {})


def made_all(kwargs):
    return {name: made(spec) for name, spec in kwargs.items()}


def assert_as_expected(y, expected):
    assert y.shape == tuple(expected["shape"])
    if "floating" in expected:
        assert y.dtype.kind in "fc"
    if "torch_dtype" in expected:
        assert y.dtype == expected["torch_dtype"]
    if "full" in expected:
        tolerance = {"rtol": expected["rtol"], "atol": expected["atol"]}
        np.testing.assert_allclose(y, made(expected["full"]), **tolerance)


def assert_clean(error, case):
    """A refusal of our own making, short, and naming what was wrong."""
    assert isinstance(error, (ValueError, TypeError))
    frame = error.__traceback__
    while frame.tb_next:
        frame = frame.tb_next
    assert Path(frame.tb_frame.f_code.co_filename).parent.name == "convlab"
    text = str(error)
    assert 20 < len(text) < 500
    for alternatives in case.get("must_mention", []):
        assert any(
            re.search(rf"(?<![\d.\-]){re.escape(word[1:])}(?![\d.]\d)", text)
            if word[0] == "#"
            else word.lower() in text.lower()
            for word in alternatives
        ), f"{text!r} names none of {alternatives}"


def outcome(function, args, kwargs):
    before = [a.copy() if isinstance(a, np.ndarray) else a for a in args]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with np.errstate(invalid="ignore"):  # cases with infinities make NaN
                return function(*args, **kwargs)
    except (ValueError, TypeError) as error:
        return error
    finally:
        for was, now in zip(before, args, strict=True):
            if isinstance(was, np.ndarray):
                assert was.tobytes() == now.tobytes(), "an argument was changed"


FUNCTIONS = {
    "conv2d": [convlab.conv2d, convlab.conv2d_loops],
    "conv1d": [convlab.conv1d, convlab.conv1d_loops],
    "conv_transpose2d": [convlab.conv_transpose2d, convlab.conv_transpose2d_loops],
    "conv_transpose1d": [convlab.conv_transpose1d],
}


@pytest.mark.parametrize(
    "case, function",
    [
        pytest.param(case, function, id=f"{function.__name__}-{case['id']}")
        for case in CASES
        for function in FUNCTIONS.get(case["op"], [])
    ],
)
def test_output(case, function):
    args, kwargs = arguments(case)
    if function.__name__.endswith("loops") and "expected" in case:
        loop = np.shape(args[0]) if "transpose" in case["op"] else case["expected"]["shape"]
        work = math.prod(loop) * np.asarray(args[1])[0].size
        if work > LOOPS:
            pytest.skip(f"{work:,} multiply-adds are too many for plain loops")
    got = outcome(function, args, kwargs)
    if case["kind"] == "value" or (
        case["kind"] == "value_or_raises" and isinstance(got, np.ndarray)
    ):
        assert isinstance(got, np.ndarray), got
        assert_as_expected(got, case["expected"])
    else:
        assert_clean(got, case)


@pytest.mark.parametrize("case", [pytest.param(c, id=c["id"]) for c in CASES])
def test_contributions(case):
    args, kwargs = arguments_of_any(case)
    ndim = 1 if "1d" in case["op"] else 2
    if case["kind"] == "raises" and np.ndim(args[1]) == (4 if ndim == 1 else 3):
        return  # weight's axes say in how many dimensions: what one function refuses, this takes
    got = outcome(convlab.contributions, args[:2], kwargs)
    if case["kind"] == "raises":
        if "bias" in case and isinstance(got, np.ndarray):
            return  # only its bias is wrong, and contributions take none
        assert_clean(got, case)
    elif isinstance(got, np.ndarray):
        if case["op"] != "contributions":
            slices = np.shape(args[0])[-1 - ndim] // kwargs.get("groups", 1)
            assert got.shape[-1 - ndim] == slices
            got = got.sum(axis=-1 - ndim)
            if len(args) > 2:
                got = got + np.reshape(args[2], (-1, *[1] * ndim))
            case = {**case, "expected": {**case["expected"]}}
            case["expected"].pop("torch_dtype", None)
        assert_as_expected(got, case["expected"])
    else:
        assert case["kind"] == "value_or_raises"
        assert_clean(got, case)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case["id"])
        for case in CASES
        if case["kind"] == "value" and case["op"] in FUNCTIONS
    ],
)
def test_accounts_of_pixels(case):
    """Corners and the middle of the last map, worked out product by product."""
    (x, *others), kwargs = arguments_of_any(case)
    wanted, ndim = made(case["expected"].get("full")), 1 if "1d" in case["op"] else 2
    if wanted is None or wanted.dtype.kind == "c" or 0 in np.shape(x):
        return
    if np.ndim(x) == ndim + 2:
        x, wanted = x[-1], wanted[-1]
    run = convlab.Run(x, *others, **kwargs)
    expected = case["expected"]
    np.testing.assert_allclose(run.output, wanted, expected["rtol"], expected["atol"])
    ends = np.array(wanted.shape[1:]) - 1
    for place in (ends * 0, ends // 2, ends):
        account = run.pixel(len(wanted) - 1, *place.tolist())
        tolerance = {"rel": expected["rtol"], "abs": expected["atol"]}
        assert account.total == pytest.approx(wanted[(-1, *place)].item(), **tolerance)
        assert account.total == account.subtotals.sum() + (account.bias or 0)


def test_all_cases_are_there():
    kinds = Counter("conv2d" if c["op"] == "contributions" else c["op"] for c in CASES)
    assert kinds == {"conv2d": 196, "conv1d": 49, "conv_transpose1d": 36, "conv_transpose2d": 54}
    assert {case["kind"] for case in CASES} == {"value", "raises", "value_or_raises"}
