"""Layers nobody thought of, against peers that know nothing of our code.

Plain loops over np.pad, einsum over sliding_window_view, and PyTorch where it is installed.
"""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.lib.stride_tricks import sliding_window_view

import convlab
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
    layer = convlab.ConvLayer(slices * groups, each * groups, kernel, **options)
    batch = draw(st.sampled_from([(), (1,), (3,)]))
    x_shape = (*batch, slices * groups, *size)
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    x = rng.standard_normal(x_shape).astype(dtype)
    weight = rng.standard_normal(layer.weight_shape).astype(dtype)
    bias = rng.standard_normal(layer.out_channels).astype(dtype) if draw(st.booleans()) else None
    try:
        convlab.conv2d(x, weight, bias, **options)
    except convlab.ShapeError:
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
    y = convlab.conv2d(x, weight, bias, **options)
    assert y.dtype == x.dtype
    close(convlab.contributions(x, weight, **options), parts, x.dtype)
    close(y, parts.sum(axis=-3) + (0 if bias is None else bias[:, None, None]), x.dtype)
    layer = convlab.ConvLayer(x.shape[-3], len(weight), weight.shape[2:], **options)
    assert y.shape == layer.output_shape(x.shape)
    if x.ndim == 3:
        place = tuple(np.array(y.shape) - 1)
        assert convlab.ledger(x, weight, bias, *place, **options).total == pytest.approx(
            y[place], rel=1e-4, abs=1e-4
        )


@settings(deadline=None, max_examples=25)
@given(calls(most=2))
def test_loops(call):
    x, weight, bias, options = call
    close(
        convlab.conv2d(x, weight, bias, **options),
        convlab.conv2d_loops(x, weight, bias, **options),
        x.dtype,
    )


@settings(deadline=None)
@given(calls())
def test_torch(call):
    torch = pytest.importorskip("torch")
    x, weight, bias, options = call
    layer = convlab.ConvLayer(
        x.shape[-3], len(weight), weight.shape[2:], bias=bias is not None, **options
    )
    module = eval(layer.torch_line, {"nn": torch.nn}).double()
    assert convlab.ConvLayer.from_torch(module) == layer
    with torch.no_grad():
        module.weight[...] = torch.tensor(weight)
        if bias is not None:
            module.bias[...] = torch.tensor(bias)
        wanted = module(torch.tensor(x.astype(float))).numpy()
    close(convlab.conv2d(x, weight, bias, **options), wanted, x.dtype)
    own_weight, own_bias = weights_of(module)
    np.testing.assert_array_equal(own_weight, weight)
    assert (own_bias is None) == (bias is None)


FUNCTIONS = {
    (1, False): (convlab.conv1d, convlab.conv1d_loops),
    (2, False): (convlab.conv2d, convlab.conv2d_loops),
    (1, True): (convlab.conv_transpose1d, None),
    (2, True): (convlab.conv_transpose2d, convlab.conv_transpose2d_loops),
}
KINDS = pytest.mark.parametrize("ndim, transposed", FUNCTIONS)


@st.composite
def calls_of(draw, ndim, transposed, most=4):
    """The layer of a call, its x, weight and bias; float64, padded with zeros."""
    groups, slices, each = (draw(st.integers(1, n)) for n in (3, most, most))
    sides = st.integers(1, most)
    kernel, x_shape, stride = (draw(st.tuples(*[sides] * ndim)) for _ in range(3))
    dilation, padding = (draw(st.tuples(*[st.integers(n, 3)] * ndim)) for n in (1, 0))
    options = dict(stride=stride, padding=padding, dilation=dilation, groups=groups, ndim=ndim)
    if transposed:
        most_more = [max(pair) - 1 for pair in zip(stride, dilation, strict=True)]
        more = draw(st.tuples(*(st.integers(0, n) for n in most_more)))
        options |= dict(output_padding=more, transposed=True)
    bias = draw(st.booleans())
    layer = convlab.ConvLayer(groups * slices, groups * each, kernel, bias=bias, **options)
    x_shape = (*draw(st.sampled_from([(), (1,), (2,)])), layer.in_channels, *x_shape)
    try:
        layer.output_shape(x_shape)
    except convlab.ShapeError:
        assume(False)
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    shapes = x_shape, layer.weight_shape, layer.out_channels
    x, weight, bias = (rng.standard_normal(shape) for shape in shapes)
    return layer, x, weight, bias if layer.bias else None


def options_of(layer, *others):
    names = ("stride", "padding", "dilation", "groups", *others)
    names += ("output_padding",) * layer.transposed
    return {name: getattr(layer, name) for name in names}


@KINDS
@settings(deadline=None)
@given(data=st.data())
def test_torch_of_every_kind(ndim, transposed, data):
    torch = pytest.importorskip("torch")
    layer, x, weight, bias = data.draw(calls_of(ndim, transposed))
    module = eval(layer.torch_line, {"nn": torch.nn}).double()
    with torch.no_grad():
        module.weight[...] = torch.tensor(weight)
        if layer.bias:
            module.bias[...] = torch.tensor(bias)
        wanted = module(torch.tensor(x)).numpy()
    y = FUNCTIONS[ndim, transposed][0](x, weight, bias, **options_of(layer))
    assert y.shape == layer.output_shape(x.shape)
    close(y, wanted, y.dtype)


@KINDS
@settings(deadline=None)
@given(data=st.data())
def test_partial_maps_and_pixels_of_every_kind(ndim, transposed, data):
    layer, x, weight, bias = data.draw(calls_of(ndim, transposed))
    y = FUNCTIONS[ndim, transposed][0](x, weight, bias, **options_of(layer))
    parts = convlab.contributions(x, weight, **options_of(layer, "transposed"))
    assert parts.shape[-1 - ndim] == layer.in_channels // layer.groups
    offset = np.reshape(0 if bias is None else bias, (-1, *[1] * ndim))
    close(parts.sum(axis=-1 - ndim) + offset, y, y.dtype)
    if x.ndim == ndim + 1:
        run = convlab.Run(x, weight, bias, **options_of(layer, "transposed"))
        assert run.layer == layer
        close(run.output, y, y.dtype)
        close(run.contributions, parts, y.dtype)
        place = tuple(data.draw(st.integers(0, n - 1)) for n in y.shape)
        account = run.pixel(*place)
        assert account.total == pytest.approx(y[place], abs=1e-9)
        close(account.subtotals, parts[(place[0], slice(None), *place[1:])], y.dtype)


@pytest.mark.parametrize("ndim, transposed", [kind for kind, f in FUNCTIONS.items() if f[1]])
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_loops_of_every_kind(ndim, transposed, data):
    fast, loops = FUNCTIONS[ndim, transposed]
    layer, x, weight, bias = data.draw(calls_of(ndim, transposed, most=3))
    options = options_of(layer)
    close(fast(x, weight, bias, **options), loops(x, weight, bias, **options), x.dtype)


@pytest.mark.parametrize("ndim", [1, 2])
@settings(deadline=None)
@given(data=st.data())
def test_a_transposed_layer_is_the_adjoint(ndim, data):
    """⟨conv(x), y⟩ = ⟨x, convᵀ(y)⟩ for any x and y, with the same weight."""
    layer, x, weight, _ = data.draw(calls_of(ndim, transposed=False))
    maps = FUNCTIONS[ndim, False][0](x, weight, **options_of(layer))
    y = np.random.default_rng(1).standard_normal(maps.shape)
    moves = layer.kernel_size, layer.stride, layer.padding, layer.dilation
    back = [
        convlab.output_size(size, k, stride=s, padding=p, dilation=d, transposed=True)
        if (size - 1) * s + d * (k - 1) + 1 > 2 * p
        else None
        for size, k, s, p, d in zip(maps.shape[-ndim:], *moves, strict=True)
    ]
    assume(None not in back)
    more = [n - b for n, b in zip(x.shape[-ndim:], back, strict=True)]
    options = options_of(layer) | {"output_padding": more}
    stamps = FUNCTIONS[ndim, True][0](y, weight, **options)
    assert stamps.shape == x.shape
    assert np.vdot(maps, y) == pytest.approx(np.vdot(x, stamps), abs=1e-9)


MODES_1D = st.sampled_from(sorted(MODES))


@settings(deadline=None)
@given(calls_of(1, transposed=False), MODES_1D)
def test_modes_along_a_signal(call, mode):
    layer, x, weight, bias = call
    assume(max(layer.padding) < x.shape[-1])
    padded = np.pad(x, [(0, 0)] * (x.ndim - 1) + [layer.pads[0]], mode=MODES[mode])
    options = options_of(layer)
    wanted = convlab.conv1d(padded, weight, bias, **options | {"padding": 0})
    np.testing.assert_allclose(
        convlab.conv1d(x, weight, bias, **options, padding_mode=mode), wanted, atol=1e-12
    )


@pytest.mark.parametrize("channels, kernels", [(64, 64), (256, 32), (3, 64)])
def test_as_accurate_as_torch(channels, kernels):
    """Against float64, at most twice PyTorch's own float32 error."""
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(7)
    x = rng.standard_normal((channels, 28, 28)).astype(np.float32)
    weight = rng.standard_normal((kernels, channels, 3, 3)).astype(np.float32)
    theirs = torch.nn.functional.conv2d(torch.tensor(x), torch.tensor(weight)).numpy()
    exact = convlab.conv2d(x.astype(float), weight)

    def error(y):
        return np.sqrt(np.mean((y - exact) ** 2))

    assert error(convlab.conv2d(x, weight)) <= 2 * error(theirs)
