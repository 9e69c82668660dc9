"""A layer with its numbers: the same maps and accounts as conv2d's, each worked out once."""

import numpy as np
import pytest
from hypothesis import assume, given

from convlab import ConvLayer, Run, ShapeError, contributions, conv2d, figures, ledger, run
from tests.test_against_peers import calls

X = np.random.default_rng(0).standard_normal((4, 9, 8)).astype(np.float32)
WEIGHT = np.random.default_rng(1).standard_normal((6, 2, 3, 3)).astype(np.float32)
BIAS = np.arange(6, dtype=np.float32)
OPTIONS = {"stride": (2, 1), "padding": (1, 2), "groups": 2, "padding_mode": "reflect"}


@given(calls(most=4))
def test_the_same_numbers_as_the_functions(call):
    x, weight, bias, options = call
    assume(x.ndim == 3)
    made = Run(x, weight, bias, **options)
    y = conv2d(x, weight, bias, **options)
    assert made.output.dtype == y.dtype and made.output.flags.c_contiguous
    np.testing.assert_allclose(made.output, y, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(
        made.contributions, contributions(x, weight, **options), rtol=1e-5, atol=1e-5
    )
    assert made.layer == ConvLayer(
        len(x), len(weight), weight.shape[2:], bias=bias is not None, **options
    )
    place = tuple(n // 2 for n in y.shape)
    account, wanted = made.pixel(*place), ledger(x, weight, bias, *place, **options)
    for name in ("windows", "weights", "products", "subtotals", "total", "bias", "channels"):
        np.testing.assert_array_equal(getattr(account, name), getattr(wanted, name))


def count_calls(monkeypatch):
    """A list that grows with every check, padding and convolution of a run."""
    done = []

    def counted(function):
        def counting(*args, **options):
            done.append(function.__name__)
            return function(*args, **options)

        return counting

    for name in ("checked", "padded", "feature_maps", "partial_maps"):
        monkeypatch.setattr(run, name, counted(getattr(run, name)))
    return done


def test_each_thing_is_done_once(monkeypatch):
    """One check and one padding a call; each kind of map is convolved when it is asked for."""
    done = count_calls(monkeypatch)
    made = Run(X, WEIGHT, BIAS, **OPTIONS)
    assert done == ["checked"]
    for row in range(3):
        made.pixel(5, row, 1)
    assert done == ["checked", "padded"]
    for _ in range(2):
        assert made.output.shape == made.contributions.sum(axis=1).shape
    assert done == ["checked", "padded", "feature_maps", "partial_maps"]


def test_x_with_its_padding():
    around = ((0, 0), (1, 1), (2, 2))
    np.testing.assert_array_equal(
        Run(X, WEIGHT, **OPTIONS).padded, np.pad(X, around, mode="reflect")
    )


def test_numbers_are_in_the_dtype_of_the_sums():
    made = Run(np.full((1, 1, 2), 200, np.uint8), np.full((1, 1, 1, 1), 2, np.uint8), [1])
    assert made.x.dtype == made.weight.dtype == made.bias.dtype == np.float64  # none can wrap
    assert made.output.dtype == np.int64 and made.output.tolist() == [[[401, 401]]]
    assert made.pixel(0, 0, 1).total == 401


def test_a_signal():
    x, weight = X[:, 0], WEIGHT[..., 0]
    made = Run(x, weight, BIAS, groups=2, padding=(1,), padding_mode="reflect")
    assert made.layer == ConvLayer(4, 6, 3, padding=1, groups=2, padding_mode="reflect", ndim=1)
    for array, wanted in ((made.x, x), (made.weight, weight), (made.kernels, weight)):
        np.testing.assert_array_equal(array, wanted)
    np.testing.assert_array_equal(made.padded, np.pad(x, ((0, 0), (1, 1)), mode="reflect"))
    assert made.output.shape == (6, 8) and made.contributions.shape == (6, 2, 8)
    account = made.pixel(5, 7)
    assert account.windows.shape == account.weights.shape == (2, 3)
    np.testing.assert_array_equal(account.windows, made.padded[2:, 7:10])
    assert (account.place, account.row, account.col, account.channels) == ((7,), 0, 7, (2, 3))
    assert str(account).startswith("place 7 of map 5: channel 2: ")
    with pytest.raises(ShapeError, match=r"a pixel takes out_channel, place, got 3 numbers"):
        made.pixel(5, 0, 7)


def test_stamps():
    weight = WEIGHT[:4]  # two groups of two channels, two kernels each
    made = Run(X, weight, BIAS[:4], stride=3, padding=1, groups=2, transposed=True)
    assert made.layer == ConvLayer(4, 4, 3, 3, padding=1, groups=2, transposed=True)
    assert made.output.shape == (4, 25, 22)  # (9 - 1) * 3 + 3 - 2 and (8 - 1) * 3 + 3 - 2
    assert made.contributions.shape == (4, 2, 25, 22)
    for o, c in np.ndindex(4, 2):
        np.testing.assert_array_equal(made.kernels[o, c], weight[o // 2 * 2 + c, o % 2])
    np.testing.assert_array_equal(made.padded, X)
    account = made.pixel(3, 0, 4)  # row 0 is what is left of row 1 of the first stamps
    assert account.products.shape == (2, 1, 1) and account.channels == (2, 3)
    np.testing.assert_allclose(account.windows[:, 0, 0], X[2:, 0, 1])
    np.testing.assert_allclose(account.weights[:, 0, 0], weight[2:, 1, 1, 2])
    assert "4 kernels × 2 slices" in repr(made) and "· transposed ·" in repr(made)


def test_a_pixel_that_no_stamp_reaches():
    made = Run(np.ones((1, 2, 2)), np.ones((1, 1, 1, 1)), [0.5], stride=2, transposed=True)
    account = made.pixel(0, 0, 1)
    assert account.products.shape == (1, 1, 0)
    assert account.subtotals.tolist() == [0] and account.total == made.output[0, 0, 1] == 0.5
    assert str(account) == "pixel (0, 1) of map 0: channel 0: 0.00 + bias 0.50 = 0.50"


def test_as_conv2d():
    made = Run(X, WEIGHT, groups=2)
    assert made.as_conv2d() is made
    with pytest.raises(
        ShapeError, match=r"2-D convolution.*nn\.Conv1d\(4, 6.*one row high"
    ) as caught:
        Run(X[:, 0], WEIGHT[..., 0], groups=2, stride=2, padding=1).as_conv2d()
    advice = "x[:, None], weight[:, :, None], stride=(1, 2), padding=(0, 1)"
    assert str(caught.value).endswith(advice)
    x, weight, options = X[:, 0], WEIGHT[..., 0], dict(stride=(1, 2), padding=(0, 1), groups=2)
    row = Run(x[:, None], weight[:, :, None], **options).as_conv2d()  # what it advises
    signal = Run(x, weight, groups=2, stride=2, padding=1)
    np.testing.assert_array_equal(row.output[:, 0], signal.output)
    with pytest.raises(ShapeError, match=r"2-D convolution.*got nn\.ConvTranspose2d\(4, 2"):
        figures.channel_grid(X, WEIGHT[:4], transposed=True)


def test_names():
    assert Run(np.ones((3, 1, 1)), np.ones((1, 3, 1, 1))).channel_names == ("red", "green", "blue")
    made = Run(X, WEIGHT, groups=2, channel_names="abcd")
    assert made.pixel(5, 0, 0).channel_names == ("c", "d")
    assert ledger(X, WEIGHT, None, 5, 0, 0, groups=2).channel_names == ("x[2]", "x[3]")


def test_repr():
    assert repr(Run(X, WEIGHT, BIAS, **OPTIONS)) == (
        "6 kernels × 2 slices × 3×3 weights + 6 biases = 114 parameters\n"
        "x (4, 9, 8) → weight (6, 2, 3, 3), bias (6) → y (6, 5, 10) · stride (2, 1) · "
        "padding (1, 2) · 5,400 multiply-adds"
    )


@pytest.mark.parametrize(
    "arguments, options, words",
    [
        ((X[None], WEIGHT), {"groups": 2}, ["batch", "x[0]"]),
        ((X, WEIGHT), {}, ["4 channels", "reads 2"]),
        ((X[:0], WEIGHT[:, :0]), {}, ["in_channels must be at least 1"]),
        ((X, WEIGHT), {"groups": 2, "channel_names": ["red"]}, ["1 name", "4 channels"]),
        ((X, WEIGHT), {"groups": 2, "channel_names": 4}, ["list of 4 names", "int"]),
        ((X[:1], WEIGHT[:4, 0]), {}, ["9 channels", "that of a Conv1d", "reads 3"]),
        ((X[:1, :3], WEIGHT[:, 0, :, :2]), {}, ["batch", "(1, 3, 8)", "one signal", "x[0]"]),
        ((X, WEIGHT), {"names": ["red"]}, ["no option 'names'", "padding_mode", "channel_names"]),
    ],
)
def test_refuses(arguments, options, words):
    with pytest.raises((ValueError, TypeError)) as caught:
        Run(*arguments, **options)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_partial_maps_have_a_limit_of_their_own():
    made = Run(np.ones((512, 64, 64), np.float32), np.ones((512, 512, 1, 1), np.float32))
    with pytest.raises(ShapeError, match=r"needs 4\.0 GB"):
        made.contributions  # noqa: B018


def test_a_figure_is_one_call(monkeypatch):
    done = count_calls(monkeypatch)
    figures.channel_grid(X, WEIGHT, BIAS, row=1, col=2, **OPTIONS)
    assert sorted(done) == ["checked", "feature_maps", "padded", "partial_maps"]
