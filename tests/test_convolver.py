"""The browser's convolver against the same stored cases as NumPy's."""

import json
from pathlib import Path

import numpy as np
import pytest

import convlab
from convlab.widgets.grid import whole_grid
from tests.node import run_node
from tests.test_conformance import CASES, arguments, made

RUN = Path(__file__).parent / "js/layers.mjs"


def one_number(value):
    """``value`` if it says the same for height and width, else None."""
    values = {value} if isinstance(value, int) else set(value)
    return values.pop() if len(values) == 1 else None


def offered(case):
    """The case's pictures, each as the widget would hold it; none if it offers no such layer."""
    if case["kind"] != "value" or case["op"] != "conv2d" or "full" not in case["expected"]:
        return []
    (x, weight, *bias), settings = arguments(case)
    x, weight = np.asarray(x), np.asarray(weight)
    settings = dict(stride=1, padding=0, dilation=1, groups=1) | settings
    if settings["padding"] == "valid":
        settings["padding"] = 0
    same = settings["padding"] == "same"
    if same and (weight.shape[2] != weight.shape[3] or weight.shape[2] % 2 == 0):
        return []
    steps = {}
    for name in ("stride", "dilation", "padding"):
        if same and name == "padding":
            steps[name] = steps["dilation"] * (weight.shape[2] - 1) // 2
        else:
            steps[name] = one_number(settings[name])
        if steps[name] is None:
            return []
    if x.dtype.kind not in "fiu" or 0 in (*x.shape, *weight.shape):
        return []
    bias = bias[0] if bias else np.zeros(len(weight))
    groups = settings["groups"]
    state = dict(
        in_channels=x.shape[-3],
        out_channels=len(weight),
        groups=groups,
        kernel_size=0,
        padding_mode=settings.get("padding_mode", "zeros"),
        muted=[],
        **steps,
    )
    grid = whole_grid(weight, weight.shape[1] * groups)
    layer = dict(
        xShape=x.shape[-3:],
        weight=grid.ravel().tolist(),
        weightShape=grid.shape,
        bias=np.asarray(bias).ravel().tolist(),
        state=state,
    )
    return [dict(x=one.ravel().tolist(), **layer) for one in x.reshape(-1, *x.shape[-3:])]


def run(layers):
    lines = "\n".join(map(json.dumps, layers))
    return [json.loads(line) for line in run_node(RUN, text=lines).splitlines()]


def test_stored_cases():
    layers_of = {case["id"]: layers for case in CASES if (layers := offered(case))}
    states = [layers[0]["state"] for layers in layers_of.values()]
    assert len(layers_of) > 60  # from every source
    assert {state["padding_mode"] for state in states} > {"reflect", "circular"}
    assert {state["groups"] for state in states} > {1, 2}
    answers = iter(run(layer for layers in layers_of.values() for layer in layers))
    for case in CASES:
        if case["id"] in layers_of:
            want = np.asarray(made(case["expected"]["full"]))
            got = np.array([next(answers)["outputs"] for _ in layers_of[case["id"]]])
            reach = 1e-5 * max(1, np.abs(want).max())
            np.testing.assert_allclose(
                got.reshape(want.shape), want, rtol=0, atol=reach, err_msg=case["id"]
            )


@pytest.mark.parametrize("groups", [1, 2, 4])
@pytest.mark.parametrize("steps", [{}, dict(stride=2, padding=1), dict(dilation=2, padding=2)])
def test_partial_maps_and_ledger(groups, steps):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(4, 11, 12)).astype(np.float32)
    weight = rng.normal(size=(8, 4 // groups, 3, 3)).astype(np.float32)
    bias = rng.normal(size=8).astype(np.float32)
    grid = whole_grid(weight, weight.shape[1] * groups)
    state = dict(stride=1, padding=0, dilation=1) | steps
    [got] = run(
        [
            dict(
                x=x.ravel().tolist(),
                xShape=x.shape,
                weight=grid.ravel().tolist(),
                weightShape=grid.shape,
                bias=bias.tolist(),
                state=dict(in_channels=4, out_channels=8, groups=groups, kernel_size=0, **state),
            )
        ]
    )
    parts = convlab.contributions(x, weight, groups=groups, **steps)
    np.testing.assert_allclose(np.reshape(got["partials"], parts.shape), parts, atol=2e-5)
    pixel = convlab.ledger(
        x, weight, bias, 7, parts.shape[-2] - 1, parts.shape[-1] - 1, groups=groups, **steps
    )
    np.testing.assert_allclose(got["products"], pixel.products.reshape(4 // groups, 9), atol=1e-5)
    assert got["total"] == pytest.approx(pixel.total, abs=1e-5)
