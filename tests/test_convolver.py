"""The browser's convolver against the same stored cases as NumPy's."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

import convlab
from convlab.run import kernels_of
from convlab.widgets.grid import whole_grid
from tests.node import run_module
from tests.test_conformance import CASES, arguments, made

SCRIPT = f"""
import {{ answer }} from "{Path(__file__).parent / "js/layers.mjs"}";
console.log(JSON.stringify(given.map(answer)));
"""
OPS = ("conv1d", "conv2d", "conv_transpose1d", "conv_transpose2d")


def picture(array, axes):
    """An array of so many axes as the browser holds it, of one more before its last."""
    return array[..., None, :] if array.ndim == axes else array


def held(x, weight, bias, *, transposed=False, output_padding=0, **settings):
    """A layer as a widget would hold it, without x: its sums are the browser's alone."""
    ndim, groups = weight.ndim - 2, settings.get("groups", 1)
    kernels = kernels_of(picture(weight, 3), groups, transposed)
    state = dict(stride=1, padding=0, dilation=1, groups=1, padding_mode="zeros") | settings
    counts = dict(in_channels=x.shape[-1 - ndim], out_channels=len(kernels), kernel_size=0)
    grid = whole_grid(kernels, counts["in_channels"])
    return dict(
        xShape=(counts["in_channels"], *(1,) * (2 - ndim), *x.shape[-ndim:]),
        weight=grid.ravel().tolist(),
        weightShape=grid.shape,
        bias=(np.zeros(len(kernels)) if bias is None else np.asarray(bias)).ravel().tolist(),
        kind=dict(ndim=ndim, transposed=transposed, output_padding=output_padding),
        state=state | counts,
    )


def offered(case):
    """The case's pictures, each as the widget would hold it; none if it offers no such layer."""
    if case["kind"] != "value" or case["op"] not in OPS or "full" not in case["expected"]:
        return []
    (x, weight, *bias), settings = arguments(case)
    x, weight = np.asarray(x), np.asarray(weight)
    if x.dtype.kind not in "fiu" or 0 in (*x.shape, *weight.shape):
        return []
    if not (np.isfinite(x).all() and np.isfinite(weight).all()):  # which no widget takes
        return []
    transposed = "transpose" in case["op"]
    layer = held(x, weight, bias[0] if bias else None, transposed=transposed, **settings)
    return [dict(x=one.ravel().tolist(), **layer) for one in x.reshape(-1, *layer["xShape"])]


def run(layers):
    return run_module(SCRIPT, [*layers])


def test_stored_cases():
    layers_of = {case["id"]: layers for case in CASES if (layers := offered(case))}
    states = [layers[0]["state"] for layers in layers_of.values()]
    assert len(layers_of) > 250  # from every source
    assert {state["padding_mode"] for state in states} > {"reflect", "circular"}
    assert {state["groups"] for state in states} > {1, 2}
    kinds = [layers[0]["kind"] for layers in layers_of.values()]
    assert {(kind["ndim"], kind["transposed"]) for kind in kinds} == {*product((1, 2), (0, 1))}
    answers = iter(run(layer for layers in layers_of.values() for layer in layers))
    for case in CASES:
        if case["id"] in layers_of:
            want = np.asarray(made(case["expected"]["full"]))
            got = np.array([next(answers)["outputs"] for _ in layers_of[case["id"]]])
            reach = 1e-5 * max(1, np.abs(want).max())
            np.testing.assert_allclose(
                got.reshape(want.shape), want, rtol=0, atol=reach, err_msg=case["id"]
            )


STEPS = [
    {},
    dict(stride=2, padding=1),
    dict(dilation=2, padding=2),
    dict(stride=[1, 3], padding=[2, 0], dilation=[2, 1], padding_mode="reflect"),
    dict(padding="same", dilation=[1, 2], padding_mode="circular"),
    dict(transposed=True, stride=[2, 1], padding=[0, 1], output_padding=[1, 0]),
    dict(transposed=True, stride=3, dilation=2),
]


@pytest.mark.parametrize("groups", [1, 2, 4])
@pytest.mark.parametrize("steps", STEPS, ids=str)
@pytest.mark.parametrize("kernel", [(3, 3), (2, 4), (3,)], ids=str)
def test_partial_maps_and_ledger(groups, steps, kernel):
    if len(kernel) == 1:
        steps = {name: v[-1] if isinstance(v, list) else v for name, v in steps.items()}
    rng = np.random.default_rng(3)
    x = rng.normal(size=(4, *(11, 12)[-len(kernel) :])).astype(np.float32)
    shape = (4, 8 // groups) if steps.get("transposed") else (8, 4 // groups)
    weight = rng.normal(size=(*shape, *kernel)).astype(np.float32)
    bias = rng.normal(size=8).astype(np.float32)
    layer = held(x, weight, bias, groups=groups, **steps)
    [got] = run([dict(x=x.ravel().tolist(), **layer)])
    peer = convlab.Run(x, weight, bias, groups=groups, **steps)
    assert got["shape"][3 - x.ndim :][-x.ndim + 1 :] == [*peer.output.shape[1:]]
    parts = peer.contributions
    np.testing.assert_allclose(np.reshape(got["partials"], parts.shape), parts, atol=2e-5)
    pixel = peer.pixel(7, *(n - 1 for n in parts.shape[2:]))
    products = np.zeros((4 // groups, *kernel))
    products[np.ix_(range(4 // groups), *peer._reads(pixel.place)[1])] = pixel.products
    np.testing.assert_allclose(got["products"], products.reshape(4 // groups, -1), atol=1e-5)
    assert got["total"] == pytest.approx(pixel.total, abs=1e-5)
