"""Layers nobody thought of, against three peers that know nothing of our code.

Plain loops over np.pad, einsum over sliding_window_view, and PyTorch where it is installed.
"""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.lib.stride_tricks import sliding_window_view

from convlab import ConvLayer, ShapeError, contributions, conv2d, conv2d_loops, ledger
from convlab.frameworks import weights_of

MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}
pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))


@st.composite
def calls(draw, most=6):
    """x, weight, bias and options of a layer that can be, with up to ``most`` of everything."""
    groups, slices, each = (draw(st.integers(1, n)) for n in (most // 2, most, most))
    kernel = draw(st.tuples(st.integers(1, most), st.integers(1, most)))
    size = draw(st.tuples(st.integers(1, 4 * most), st.integers(1, 4 * most)))
    options = {"dilation": draw(pairs), "groups": groups}
    options["padding"] = draw(
        st.sampled_from(["same", "valid"]) | st.tuples(st.integers(0, 4), st.integers(0, 4))
    )
    options["stride"] = (1, 1) if options["padding"] == "same" else draw(pairs)
    options["padding_mode"] = draw(st.sampled_from(sorted(MODES)))
    layer = ConvLayer(slices * groups, each * groups, kernel, **options)
    batch = draw(st.sampled_from([(), (1,), (3,)]))
    x_shape = (*batch, slices * groups, *size)
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    x = rng.standard_normal(x_shape).astype(dtype)
    weight = rng.standard_normal(layer.weight_shape).astype(dtype)
    bias = rng.standard_normal(layer.out_channels).astype(dtype) if draw(st.booleans()) else None
    try:
        conv2d(x, weight, bias, **options)
    except ShapeError:
        assume(False)
    return x, weight, bias, options


def einsum_parts(x, weight, *, stride, padding, dilation, groups, padding_mode):
    """contributions, in float64, by np.pad and einsum."""
    kernel = np.array(weight.shape[2:])
    spare = np.array(dilation) * (kernel - 1)
    if padding == "same":
        around = [(n // 2, n - n // 2) for n in spare.tolist()]
    else:
        around = [(n, n) for n in ((0, 0) if padding == "valid" else padding)]
    x = np.pad(x.astype(float), [(0, 0)] * (x.ndim - 2) + around, mode=MODES[padding_mode])
    windows = sliding_window_view(x, tuple((spare + 1).tolist()), axis=(-2, -1))
    windows = windows[..., :: stride[0], :: stride[1], :: dilation[0], :: dilation[1]]
    per = len(weight) // groups
    slices = weight.shape[1]
    parts = [
        np.einsum(
            "...chwij,ocij->...ochw",
            windows[..., g * slices : (g + 1) * slices, :, :, :, :],
            weight[g * per : (g + 1) * per].astype(float),
        )
        for g in range(groups)
    ]
    return np.concatenate(parts, axis=-4)


def close(got, wanted, dtype):
    tolerance = 3e-5 if dtype == np.float32 else 1e-12
    np.testing.assert_allclose(got, wanted, rtol=tolerance, atol=tolerance)


@settings(deadline=None)
@given(calls())
def test_einsum(call):
    x, weight, bias, options = call
    parts = einsum_parts(x, weight, **options)
    y = conv2d(x, weight, bias, **options)
    assert y.dtype == x.dtype
    close(contributions(x, weight, **options), parts, x.dtype)
    close(y, parts.sum(axis=-3) + (0 if bias is None else bias[:, None, None]), x.dtype)
    layer = ConvLayer(x.shape[-3], len(weight), weight.shape[2:], **options)
    assert y.shape == layer.output_shape(x.shape)
    if x.ndim == 3:
        place = tuple(np.array(y.shape) - 1)
        assert ledger(x, weight, bias, *place, **options).total == pytest.approx(
            y[place], rel=1e-4, abs=1e-4
        )


@settings(deadline=None, max_examples=25)
@given(calls(most=2))
def test_loops(call):
    x, weight, bias, options = call
    close(conv2d(x, weight, bias, **options), conv2d_loops(x, weight, bias, **options), x.dtype)


@settings(deadline=None)
@given(calls())
def test_torch(call):
    torch = pytest.importorskip("torch")
    x, weight, bias, options = call
    layer = ConvLayer(x.shape[-3], len(weight), weight.shape[2:], bias=bias is not None, **options)
    module = eval(layer.torch_line, {"nn": torch.nn}).double()
    assert ConvLayer.from_torch(module) == layer
    with torch.no_grad():
        module.weight[...] = torch.tensor(weight)
        if bias is not None:
            module.bias[...] = torch.tensor(bias)
        wanted = module(torch.tensor(x.astype(float))).numpy()
    close(conv2d(x, weight, bias, **options), wanted, x.dtype)
    own_weight, own_bias = weights_of(module)
    np.testing.assert_array_equal(own_weight, weight)
    assert (own_bias is None) == (bias is None)


@pytest.mark.parametrize("channels, kernels", [(64, 64), (256, 32), (3, 64)])
def test_as_accurate_as_torch(channels, kernels):
    """Against float64, at most twice PyTorch's own float32 error."""
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(7)
    x = rng.standard_normal((channels, 28, 28)).astype(np.float32)
    weight = rng.standard_normal((kernels, channels, 3, 3)).astype(np.float32)
    theirs = torch.nn.functional.conv2d(torch.tensor(x), torch.tensor(weight)).numpy()
    exact = conv2d(x.astype(float), weight)

    def error(y):
        return np.sqrt(np.mean((y - exact) ** 2))

    assert error(conv2d(x, weight)) <= 2 * error(theirs)


@pytest.mark.parametrize(
    "make", ["ConvTranspose2d(3, 4, 3)", "Conv1d(3, 4, 3)", "Conv3d(3, 4, 3)", "Linear(3, 4)"]
)
def test_refuses_other_modules(make):
    torch = pytest.importorskip("torch")
    with pytest.raises(TypeError, match=rf"reads a torch.nn.Conv2d, got {make.split('(')[0]}"):
        ConvLayer.from_torch(eval(make, vars(torch.nn)))
