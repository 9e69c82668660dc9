"""The checks of the exercises: they praise what is right, name what is wrong, and never raise."""

import re

import numpy as np
import pytest

from convlab import conv2d, exercises, images

CHECKS = dir(exercises)


def said(capsys, check, function):
    assert getattr(exercises, check)(function) is None
    return capsys.readouterr().out


def stop(*arguments):
    raise IndexError("row 9 of 8")


class Unprintable:
    def __array__(self, *arguments, **options):
        raise RuntimeError  # as a tensor of PyTorch's that has a gradient

    def __repr__(self):
        return "Unprintable()"


def spoil(*arguments):
    """Change every array in place, and answer nonsense."""
    for array in arguments:
        if isinstance(array, np.ndarray):
            array[:] = 0
    return -1


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize(
    "function",
    [
        lambda *arguments: None,
        lambda: 3,
        lambda *arguments: "text",
        lambda *arguments: float("nan"),
        lambda *arguments: [[1, 2], [3]],
        lambda *arguments: (number for number in arguments),
        lambda *arguments: Unprintable(),
        lambda *arguments: np.zeros((2, 0, 1)),
        stop,
        spoil,
        None,
        7,
    ],
)
def test_whatever_is_handed_in_gets_one_kind_line(capsys, check, function):
    text = said(capsys, check, function)
    assert re.fullmatch(r"not yet: .+\n", text), text


@pytest.mark.parametrize("check", CHECKS)
def test_a_stub_is_told_what_is_missing(capsys, check):
    assert said(capsys, check, lambda *_: None) == (
        "not yet: your function returns None: let it return its answer.\n"
    )
    assert "hand over the function itself" in said(capsys, check, None)


def test_the_checks_leave_the_pictures_alone(capsys):
    said(capsys, "check_best_match", spoil)
    assert images.diagonals().sum() == 15


@pytest.mark.parametrize(
    "function, idea",
    [
        (lambda c_in, c_out, k: k * k, ""),
        (lambda c_in, c_out, k: c_in * c_out * k**2, "biases are missing"),
        (lambda c_in, c_out, k: c_out * (k**2 + 1), "one slice a kernel"),
        (lambda c_in, c_out, k: c_in * k**2 + 1, "one kernel"),
        (lambda c_in, c_out, k: c_in * c_out * (k**2 + 1), "a bias for every slice"),
        (
            lambda c_in, c_out, k: c_out * k**2,
            "That is one slice in each kernel, and no bias: a "
            "kernel has a slice for each input channel.\n",
        ),
        (
            lambda c_in, c_out, k: c_in * k**2,
            "Those are the weights of one kernel: there is one "
            "for each output channel, and each has a bias.\n",
        ),
        (
            lambda c_in, c_out, k: c_in * (c_out * k**2 + 1),
            "That counts a bias for each input channel: each kernel has one.\n",
        ),
        (
            lambda c_in, c_out, k: c_in * c_out * k**2 + 1,
            "That counts one bias for the layer: each kernel has one.\n",
        ),
        (
            lambda c_in, c_out, k: c_out + c_out * c_in * k,
            "A slice is square: it has k × k weights.\n",
        ),
    ],
)
def test_wrong_counts_of_parameters_are_explained(capsys, function, idea):
    text = said(capsys, "check_parameters", function)
    assert text.startswith("not yet: parameters(") and idea in text
    assert bool(idea) == (text.count(".") > 1)


def best_match(x, kernel):
    (h, w), (kh, kw) = x.shape, kernel.shape
    places = np.ndindex(h - kh + 1, w - kw + 1)
    return max(places, key=lambda at: (x[at[0] :, at[1] :][:kh, :kw] * kernel).sum())


def a_map(x, kernel):
    return conv2d(x[None], kernel[None, None])[0]


@pytest.mark.parametrize(
    "function, idea",
    [
        (lambda x, kernel: np.add(best_match(x, kernel), 1), "the middle of the window"),
        (lambda x, kernel: best_match(x, kernel)[::-1], "rows come first"),
        (lambda x, kernel: best_match(x, -kernel), "the opposite of the pattern"),
        (lambda x, kernel: divmod(abs(a_map(x, kernel)).argmax(), x.shape[1] - 2), "no abs here"),
        (lambda x, kernel: divmod(x.argmax(), x.shape[1]), "the lightest pixel"),
        (lambda x, kernel: a_map(x, kernel).argmax(), "unravel_index"),
        (
            lambda x, kernel: best_match(x, np.rot90(kernel, 2)),
            "That turns the kernel round: it lies on the window as it is.\n",
        ),
        (
            lambda x, kernel: divmod(a_map(x, kernel).argmax(), x.shape[1]),
            "That unravels in the shape of the picture: the map is smaller, and has its own.\n",
        ),
        (
            lambda x, kernel: a_map(x, kernel).max(),
            "That is the largest number itself: say where it stands.\n",
        ),
    ],
)
def test_wrong_places_are_explained(capsys, function, idea):
    text = said(capsys, "check_best_match", function)
    assert text.startswith("not yet: best_match(") and idea in text


def test_right_answers_are_praised(capsys):
    assert said(capsys, "check_best_match", best_match).startswith("✓ ")
    assert said(
        capsys, "check_parameters", lambda c_in, c_out, k: c_out * (c_in * k * k + 1)
    ).startswith("✓ ")


def windows(x, kernel, row, col):
    k = kernel.shape[-1]
    return x[:, row : row + k, col : col + k]


def pixel(x, kernel, bias, row, col):
    return np.vdot(windows(x, kernel, row, col), kernel) + bias


@pytest.mark.parametrize(
    "function, idea",
    [
        (lambda x, w, b, i, j: pixel(x, w, 0, i, j), "bias is missing"),
        (lambda x, w, b, i, j: (windows(x, w, i, j) * w + b).sum(), "bias to every product"),
        (lambda x, w, b, i, j: pixel(x, w, len(w) * b, i, j), "once for each channel"),
        (lambda x, w, b, i, j: pixel(x, w, 0, i, j) / len(w) + b, "not averaged"),
        (lambda x, w, b, i, j: (windows(x, w, i, j) * w).sum((1, 2)) + b, "for each channel"),
        (lambda x, w, b, i, j: pixel(x.sum(0)[None], w[:1], b, i, j), "the first slice for every"),
        (lambda x, w, b, i, j: pixel(x[:1], w[:1], b, i, j), "the first channel only"),
        (lambda x, w, b, i, j: pixel(x, w, b, j, i), "Rows come before columns"),
        (lambda x, w, b, i, j: pixel(x, w, b, i - 1, j - 1), "not its middle"),
        (
            lambda x, w, b, i, j: [
                np.vdot(c, s) for c, s in zip(windows(x, w, i, j), w, strict=True)
            ],
            "Those are the subtotals, one for each channel: add them up, and then the bias.\n",
        ),
        (
            lambda x, w, b, i, j: windows(x, w, i, j) * w,
            "Those are the products: add them all up, and then the bias.\n",
        ),
        (
            lambda x, w, b, i, j: windows(x, w, i, j).sum() * w.sum() + b,
            "That multiplies two sums: each number meets its own weight, and then all are added.\n",
        ),
        (
            lambda x, w, b, i, j: pixel(x, np.rot90(w, 2, (1, 2)), b, i, j),
            "That turns the kernel round: it lies on the window as it is.\n",
        ),
        (
            lambda x, w, b, i, j: max(pixel(x, w, b, i, j), 0),
            "Yours has 0 where a number should be below 0: no ReLU here.\n",
        ),
    ],
)
def test_wrong_pixels_are_explained(capsys, function, idea):
    text = said(capsys, "check_pixel", function)
    assert text.startswith("not yet: pixel(") and idea in text


def partial_maps(x, weight):
    return np.array([[a_map(channel, s) for channel, s in zip(x, k, strict=True)] for k in weight])


def all_maps(x, weight, bias):
    return partial_maps(x, weight).sum(axis=1) + np.reshape(bias, (-1, 1, 1))


@pytest.mark.parametrize(
    "function, idea",
    [
        (lambda x, w, b: partial_maps(x, w), "Those are the partial maps, one"),
        (lambda x, w, b: [part for row in partial_maps(x, w) for part in row], "in a row"),
        (lambda x, w, b: all_maps(x, w, 0 * b), "biases are missing"),
        (lambda x, w, b: partial_maps(x, w).sum(axis=1) + b, "moves the columns"),
        (lambda x, w, b: all_maps(x, w, b * len(x)), "bias to every partial map"),
        (lambda x, w, b: partial_maps(x, w).mean(1) + b[:, None, None], "averages"),
        (lambda x, w, b: partial_maps(x, w).sum(axis=0), "adds the kernels of each channel"),
        (lambda x, w, b: all_maps(x, w, b + b), "That adds the bias twice: once is enough.\n"),
    ],
)
def test_wrong_layers_are_explained(capsys, function, idea):
    text = said(capsys, "check_all_maps", function)
    assert text.startswith("not yet: all_maps(") and idea in text


def test_right_pixels_and_layers_are_praised(capsys):
    assert said(capsys, "check_pixel", pixel).startswith("✓ ")
    assert said(capsys, "check_all_maps", all_maps).startswith("✓ ")


def channels_read(c_in, c_out, groups, o):
    lit = np.eye(c_in)[:, :, None, None]
    answers = conv2d(lit, np.ones((c_out, c_in // groups, 1, 1)), groups=groups)
    return np.flatnonzero(answers[:, o])


@pytest.mark.parametrize(
    "function, idea",
    [
        (lambda c_in, c_out, groups, o: channels_read(c_in, c_out, 1, o), "groups=1"),
        (lambda c_in, c_out, groups, o: [o], "the kernel's own number"),
        (lambda c_in, c_out, groups, o: [o * c_in // c_out], "depthwise"),
        (lambda c_in, c_out, groups, o: groups * o // c_out, "the number of the group"),
        (lambda c_in, c_out, groups, o: np.arange(groups * o // c_out, c_in, groups), "even steps"),
        (lambda c_in, c_out, groups, o: c_in // groups, "how many channels"),
        (lambda c_in, c_out, groups, o: channels_read(c_out, c_out, groups, o), "are the kernels"),
        (
            lambda c_in, c_out, groups, o: [c for c in range(c_in) if c % groups == o % groups],
            "That takes every groups-th channel, from o % groups on: those of a group are "
            "neighbours.\n",
        ),
        (
            lambda c_in, c_out, groups, o: [c for c in range(c_in) if c % groups == 0],
            "That takes every groups-th channel, from 0 on: those of a group are neighbours.\n",
        ),
        (
            lambda c_in, c_out, groups, o: range(c_in // groups),
            "That is the first group: o says which one it is.\n",
        ),
        (
            lambda c_in, c_out, groups, o: np.arange(c_in).reshape(groups, -1)[o % groups],
            "That deals the kernels out in turn: those of a group are neighbours, too.\n",
        ),
        (
            lambda c_in, c_out, groups, o: [o * c_in // groups + s for s in range(c_in // groups)],
            "That gives each kernel a group of its own: c_out / groups kernels share one.\n",
        ),
        (
            lambda c_in, c_out, groups, o: channels_read(c_in, c_out, groups, o)[0],
            "That is the first channel of the group: say all of them.\n",
        ),
        (
            lambda c_in, c_out, groups, o: channels_read(c_in, c_out, groups, o) + 1,
            "All your numbers are 1 too large.\n",
        ),
    ],
)
def test_wrong_channels_are_explained(capsys, function, idea):
    text = said(capsys, "check_channels_read", function)
    assert text.startswith("not yet: channels_read(") and idea in text


def merged(first, second):
    return np.einsum("omij,mcij->ocij", second, first)


@pytest.mark.parametrize(
    "function, idea",
    [
        (lambda first, second: merged(first, second)[:, :, 0, 0], "two more axes"),
        (lambda first, second: merged(second, first), "second work before first"),
        (lambda first, second: merged(first, second).swapaxes(0, 1), "turned over"),
        (lambda first, second: first.swapaxes(0, 1) * second, "weight by weight"),
        (lambda first, second: first, "first layer alone"),
        (lambda first, second: second, "second layer alone"),
    ],
)
def test_wrong_mergers_are_explained(capsys, function, idea):
    text = said(capsys, "check_merged", function)
    assert text.startswith("not yet: merged(") and idea in text


def test_right_channels_and_mergers_are_praised(capsys):
    assert said(capsys, "check_channels_read", channels_read).startswith("✓ ")
    assert said(capsys, "check_merged", merged).startswith("✓ ")


@pytest.mark.parametrize(
    "function, idea",
    [
        (lambda w: np.einsum("ocij->oij", w), "keepdims"),
        (lambda w: np.einsum("ocij->oij", w)[:, None] / 3, "the mean"),
        (lambda w: w[:, [0]], "red slice"),
        (
            lambda w: w[:, [1]],
            "That keeps the green slice: the layer used to add the other two as well.\n",
        ),
        (
            lambda w: w[:, [2]],
            "That keeps the blue slice: the layer used to add the other two as well.\n",
        ),
        (lambda w: np.einsum("ocij,c->oij", w, [0.299, 0.587, 0.114])[:, None], "brightness"),
        (lambda w: np.einsum("ocij->cij", w)[None], "adds the kernels"),
    ],
)
def test_wrong_grey_layers_are_explained(capsys, function, idea):
    text = said(capsys, "check_for_grey", function)
    assert text.startswith("not yet: for_grey(") and idea in text


def test_right_grey_layers_are_praised(capsys):
    text = said(capsys, "check_for_grey", lambda w: np.einsum("ocij->oij", w)[:, None])
    assert text.startswith("✓ ")


def field_width(layers):
    lit = np.eye(60)[:, None, None]  # one pixel of 60 in each row
    for kernel, stride in layers:
        lit = conv2d(lit, np.ones((1, 1, 1, kernel)), stride=(1, stride))
    return (lit[:, 0, 0, 2] > 0).sum()  # how many reach the same number


@pytest.mark.parametrize(
    "function, idea",
    [
        (lambda layers: np.sum(layers, axis=0)[0], "side by side"),
        (lambda layers: np.prod(layers, axis=0)[0], "multiplies the sizes"),
        (lambda layers: field_width([(k, 1) for k, _ in layers]), "strides are missing"),
        (lambda layers: field_width(layers[::-1]), "starts at the picture"),
        (lambda layers: layers[-1][0], "last layer's window"),
        (lambda layers: field_width(layers) - 1, "One too few"),
        (lambda layers: field_width(layers) + 1, "All your numbers are 1 too large.\n"),
        (
            lambda layers: field_width(layers) + np.cumprod([s for _, s in layers]).sum(),
            "That takes n strides for n neighbours: they are n − 1 strides apart.\n",
        ),
        (
            lambda layers: 1 - sum(s for _, s in layers) + sum(k * s for k, s in layers),
            "A stride spreads the windows of the layers after it, not its own.\n",
        ),
    ],
)
def test_wrong_fields_are_explained(capsys, function, idea):
    text = said(capsys, "check_field_width", function)
    assert text.startswith("not yet: field_width(") and idea in text


def test_right_fields_are_praised(capsys):
    assert said(capsys, "check_field_width", field_width).startswith("✓ ")


def steps(k, size, stride, padding):
    return len(range(0, size + 2 * padding - k + 1, stride))


def multiply_adds(c_in, c_out, k, *along):
    return c_in * c_out * k**2 * steps(k, *along) ** 2


@pytest.mark.parametrize(
    "function, idea",
    [
        (lambda c_in, c_out, k, size, s, p: c_in * c_out * k * k, "those are the weights"),
        (lambda c_in, c_out, k, size, s, p: c_in * c_out * k * k * size**2, "as the picture has"),
        (lambda c_in, c_out, *rest: multiply_adds(1, c_out, *rest), "one slice at every place"),
        (lambda c_in, c_out, *rest: multiply_adds(c_in, 1, *rest), "that is one kernel"),
        (lambda c_in, c_out, *rest: c_out * steps(*rest) ** 2, "numbers that come out"),
        (lambda c_in, c_out, k, *rest: c_in * c_out * k * k * steps(k, *rest), "rows and columns"),
        (lambda *layer: multiply_adds(*layer[:3], layer[3] - layer[5], *layer[4:]), "both sides"),
        (lambda *layer: multiply_adds(*layer[:5], 0), "padding is missing"),
        (lambda *layer: multiply_adds(*layer[:4], 1, layer[5]), "stride is missing"),
        (lambda c_in, c_out, k, *rest: c_in * c_out * (k * (steps(k, *rest) - 1)) ** 2, "(+ 1)"),
        (lambda *layer: 2 * multiply_adds(*layer), "those are FLOPs"),
        (
            lambda i, o, k, size, s, p: i * o * (k * (1 + (size + 2 * p - k) / s)) ** 2,
            "Places are whole: what is left over after the last step is rounded down, //.\n",
        ),
        (
            lambda *layer: multiply_adds(*layer[:4], 1, 0),
            "Padding and stride are missing: both change how many places there are.\n",
        ),
        (
            lambda i, o, k, *rest: multiply_adds(i, o, k, *rest) + o * steps(k, *rest) ** 2,
            "That counts the biases: they are added, not multiplied.\n",
        ),
    ],
)
def test_wrong_work_is_explained(capsys, function, idea):
    text = said(capsys, "check_multiply_adds", function)
    assert text.startswith("not yet: multiply_adds(") and idea.lower() in text.lower()


@pytest.mark.parametrize(
    "function, idea",
    [
        (lambda i, o, g: (o, o * i // g, o * i // g), "those are partial maps: a"),
        (lambda i, o, g: (o, o * i, o * i), "partial maps, and without groups"),
        (lambda i, o, g: (o, o * i, o), "channel of its group"),
        (lambda i, o, g: (o * i // g, o * i // g, o), "other use of the word: here"),
        (lambda i, o, g: (o * i, o * i, o), "other use of the word, and without groups"),
        (lambda i, o, g: (o, i // g, o), "slices of one kernel"),
        (lambda i, o, g: (i, o * i // g, o), "for each output channel"),
        (lambda i, o, g: (o // g, o * i // g, o), "are the kernels of one group: count those of"),
    ],
)
def test_wrong_counts_are_explained(capsys, function, idea):
    text = said(capsys, "check_counts", function)
    assert text.startswith("not yet: counts(") and idea in text.lower()


def test_right_work_and_counts_are_praised(capsys):
    assert said(capsys, "check_multiply_adds", multiply_adds).startswith("✓ ")
    counts = said(capsys, "check_counts", lambda i, o, g: (o, len(range(0, o * i, g)), o))
    assert counts.startswith("✓ ")


def column(x, k, n):
    return windows(x, np.empty((k, k)), *divmod(n, x.shape[2] - k + 1)).ravel()


@pytest.mark.parametrize(
    "function, idea",
    [
        (lambda x, k, n: x[:, :k, :k].ravel(), "always the first window"),
        (lambda x, k, n: x[:, n // x.shape[2] :, n % x.shape[2] :][:, :k, :k].ravel(), "not in"),
        (
            lambda x, k, n: column(x.swapaxes(1, 2), k, n).reshape(-1, k, k).swapaxes(1, 2).ravel(),
            "along its rows",
        ),
        (lambda x, k, n: column(x, k, n).reshape(-1, k, k), ".ravel()"),
        (lambda x, k, n: column(x[:1], k, n), "one channel"),
        (lambda x, k, n: column(x, k, n).reshape(-1, k * k).T.ravel(), "channels innermost"),
        (
            lambda x, k, n: x[:, k * (n // (x.shape[2] // k)) :, k * (n % (x.shape[2] // k)) :][
                :, :k, :k
            ].ravel(),
            "side by side",
        ),
        (
            lambda x, k, n: windows(
                x, np.empty((k, k)), n % (x.shape[2] - k + 1), n // (x.shape[2] - k + 1)
            ).ravel(),
            "Row and column are swapped: divmod gives the row first.\n",
        ),
        (
            lambda x, k, n: windows(x, np.empty((k, k)), *divmod(n, x.shape[2] - k)).ravel(),
            "That takes the map for w − k wide: it is one wider, w − k + 1.\n",
        ),
        (lambda x, k, n: column(x, k, n - 1), "That is place n − 1: places are counted from 0.\n"),
        (
            lambda x, k, n: np.einsum("cuv->cvu", column(x, k, n).reshape(-1, k, k)).ravel(),
            "That reads each window down its columns: it is read along its rows.\n",
        ),
    ],
)
def test_wrong_columns_are_explained(capsys, function, idea):
    text = said(capsys, "check_column", function)
    assert text.startswith("not yet: column(") and idea in text


def test_right_columns_are_praised(capsys):
    assert said(capsys, "check_column", column).startswith("✓ ")


def mosaic(weight):
    c_out, c_in, high, wide = weight.shape
    tiles = np.empty((c_out * high, c_in * wide))
    for o, c, u, v in np.ndindex(weight.shape):
        tiles[o * high + u, c * wide + v] = weight[o, c, u, v]
    return tiles


@pytest.mark.parametrize(
    "function, idea",
    [
        (lambda w: w.reshape(mosaic(w).shape), "reshape alone"),
        (lambda w: mosaic(w.swapaxes(0, 1)), "a row is a kernel"),
        (lambda w: mosaic(w.swapaxes(2, 3)), "mirrored"),
        (lambda w: mosaic(w.mean(axis=1, keepdims=True)), "the mean"),
        (lambda w: mosaic(w.sum(axis=1, keepdims=True)), "the sum"),
        (lambda w: w.reshape(-1, w.shape[-1]), "one column"),
        (
            lambda w: mosaic(w.reshape(1, -1, *w.shape[2:])),
            "All slices stand in one row: each kernel begins a new one.\n",
        ),
    ],
)
def test_wrong_mosaics_are_explained(capsys, function, idea):
    text = said(capsys, "check_mosaic", function)
    assert text.startswith("not yet: mosaic(") and idea in text


def kernel_gradient(x, error):
    slopes = np.zeros((len(x), *np.subtract(x.shape[1:], error.shape) + 1))
    for c, u, v in np.ndindex(slopes.shape):
        for i, j in np.ndindex(error.shape):
            slopes[c, u, v] += error[i, j] * x[c, i + u, j + v]
    return slopes


@pytest.mark.parametrize(
    "function, idea",
    [
        (lambda x, e: kernel_gradient(x, e).sum(axis=0), "adds the channels"),
        (lambda x, e: kernel_gradient(x, e) / e.size, "the mean over the places"),
        (lambda x, e: 2 * kernel_gradient(x, e), "left to double"),
        (lambda x, e: -kernel_gradient(x, e), "the step"),
        (lambda x, e: kernel_gradient(x, np.rot90(e, 2)), "turns the error map"),
        (lambda x, e: kernel_gradient(x[:1].repeat(len(x), 0), e), "of the first"),
        (lambda x, e: 0 * kernel_gradient(x, e) + e.sum(), "bias's gradient"),
        (
            lambda x, e: np.rot90(kernel_gradient(x, e), 2, (1, 2)),
            "Each slice comes out turned round: weight (u, v) meets x from (u, v) on.\n",
        ),
    ],
)
def test_wrong_gradients_are_explained(capsys, function, idea):
    text = said(capsys, "check_kernel_gradient", function)
    assert text.startswith("not yet: kernel_gradient(") and idea in text


def test_right_mosaics_and_gradients_are_praised(capsys):
    assert said(capsys, "check_mosaic", mosaic).startswith("✓ ")
    assert said(capsys, "check_kernel_gradient", kernel_gradient).startswith("✓ ")


ALL_MAPS = (
    "not yet: all_maps(an array of shape (3, 6, 6), an array of shape (4, 3, 3, 3), [ 1, −2, 3, 0])"
)


def inf_in_map_2(x, weight, bias):
    y = all_maps(x, weight, bias).astype(float)
    y[2, 1:] = -np.inf
    return y


@pytest.mark.parametrize(
    "function, end",
    [
        (
            lambda *layer: 2 * all_maps(*layer),
            "[0, 0, 0] should be −27, yours is −54 (different in "
            "64 of 64 places). All your numbers are 2 × the right ones.",
        ),
        (
            lambda *layer: (all_maps(*layer) / 2).tolist(),
            "[0, 0, 0] should be −27, yours is −13.5 "
            "(different in 64 of 64 places). All your numbers are 0.5 × the right ones.",
        ),
        (
            lambda *layer: all_maps(*layer) - 0.5,
            "[0, 0, 0] should be −27, yours is −27.5 "
            "(different in 64 of 64 places). All your numbers are 0.5 too small.",
        ),
        (
            lambda *layer: all_maps(*layer).clip(0),
            "[0, 0, 0] should be −27, yours is 0 (different "
            "in 28 of 64 places). Yours has 0 where a number should be below 0: no ReLU here.",
        ),
        (
            lambda *layer: 0 * all_maps(*layer),
            "[0, 0, 0] should be −27, yours is 0 (different "
            "in 64 of 64 places). All your numbers are 0: is the answer ever filled in?",
        ),
        (
            lambda *layer: np.nan * all_maps(*layer),
            "[0, 0, 0] should be −27, yours is nan "
            "(different in 64 of 64 places). There is nan among your numbers: is something divided by "
            "0?",
        ),
        (
            inf_in_map_2,
            "[2, 1, 0] should be −57, yours is −inf (different in 12 of 64 places). "
            "There is −inf among your numbers: is something divided by 0?",
        ),
        (
            lambda x, w, b: all_maps(x, w, b) + b[0] * (np.arange(len(w)) == 3)[:, None, None],
            "[3, 0, 0] should be −1, yours is 0 (different in 16 of 64 places).",
        ),
        (
            lambda x, w, b: partial_maps(x, w).tolist(),
            " should be an array of shape (4, 4, 4), "
            "yours is a list of shape (4, 3, 4, 4). Those are the partial maps, one for each slice: "
            "add each kernel's along the input channels.",
        ),
        (
            lambda *layer: all_maps(*layer)[:, :0],
            " should be an array of shape (4, 4, 4), yours is an array of shape (4, 0, 4).",
        ),
        (lambda *layer: [], " should be an array of shape (4, 4, 4), yours is []."),
        (
            lambda *layer: all_maps(*layer) + 0j,
            " should be an array of shape (4, 4, 4), yours is an array of shape (4, 4, 4) and dtype "
            "complex128.",
        ),
    ],
)
def test_a_large_array_is_told_where_it_differs(capsys, function, end):
    assert said(capsys, "check_all_maps", function) == f"{ALL_MAPS}{end}\n"


def test_whole_numbers_and_lists_do_as_well_as_arrays_of_floats(capsys):
    for kind in (np.float32, np.int16):
        check = said(capsys, "check_all_maps", lambda *a, kind=kind: all_maps(*a).astype(kind))
        assert check.startswith("✓ ")
    assert said(capsys, "check_all_maps", lambda *a: all_maps(*a).tolist()).startswith("✓ ")


@pytest.mark.parametrize(
    "answer, text",
    [
        ("28", "parameters(3, 1, 3) should be 28, yours is '28'."),
        ((27, 1), "parameters(3, 1, 3) should be 28, yours is (27, 1)."),
        ({28}, "parameters(3, 1, 3) should be 28, yours is {28}."),
        (
            float("nan"),
            "parameters(3, 1, 3) should be 28, yours is nan. There is nan among your "
            "numbers: is something divided by 0?",
        ),
        (sum, "your function returns a function: are the () of a call missing?"),
    ],
)
def test_other_types_get_one_clear_sentence(capsys, answer, text):
    assert said(capsys, "check_parameters", lambda *_: answer) == f"not yet: {text}\n"


@pytest.mark.parametrize("kind", [int, float, np.int32])
def test_counts_are_compared_exactly(capsys, kind):
    def right(c_in, c_out, k, size, stride, padding):
        return c_in * c_out * (k * ((size + 2 * padding - k) // stride + 1)) ** 2

    assert said(capsys, "check_multiply_adds", lambda *a: kind(right(*a))).startswith("✓ ")
    for off, side in ((-2, "small"), (-1, "small"), (1, "large"), (2, "large")):
        text = said(capsys, "check_multiply_adds", lambda *a, off=off: kind(right(*a) + off))
        assert text == (
            "not yet: multiply_adds(3, 1, 3, 32, 1, 0) should be 24,300, yours is "
            f"{24_300 + off:,}. All your numbers are {abs(off)} too {side}.\n"
        )


@pytest.mark.parametrize("wrap", [lambda one: one, lambda one: [one], lambda one: np.array([one])])
def test_an_answer_that_cannot_be_shown_gets_one_sentence(capsys, wrap):
    class Shy:
        def __repr__(self):
            raise RuntimeError

    text = said(capsys, "check_parameters", lambda *_: wrap(Shy()))
    assert re.fullmatch(r"not yet: .* should be 28, yours is .*cannot be shown\]?\.\n", text)


def test_an_error_of_many_lines_is_told_in_one(capsys):
    def stop(*arguments):
        raise ValueError("shapes\n  (3,) and\n  (4,)")

    assert said(capsys, "check_parameters", stop) == (
        "not yet: parameters(3, 1, 3) stopped with ValueError: shapes (3,) and (4,)\n"
    )
