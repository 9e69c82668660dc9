"""Lesson 17, worked out by other ways: its numbers, its quiz, its messages, its exercise."""

import re

import numpy as np
import pytest

from convlab import ConvLayer, conv2d, exercises, images, kernels
from tests.lessons.by_hand import places
from tests.verdict import verdict


def test_the_answers_of_the_quiz(answers):
    assert answers == {
        "read-the-error": "The pictures are grey",
        "read-the-1d-error": "The input has 80 bands, the model reads 128",
        "hwc-to-chw": "photo.transpose(2, 0, 1)",
    }


def test_nine_time_steps_are_channels():
    assert ConvLayer(9, 1, 3, padding=1).n_weights == 9 * 9 == 81


def test_height_width_channels():
    photo = np.arange(4 * 5 * 3).reshape(4, 5, 3)
    moved = photo.transpose(2, 0, 1)
    assert all(moved[c, i, j] == photo[i, j, c] for i, j, c in np.ndindex(photo.shape))
    assert not np.array_equal(photo.reshape(3, 4, 5), moved)


def test_the_order_of_keras():
    # Keras' order: windows of (H, W, C) laid out flat × the kernel as a matrix
    x, kernel = images.coffee(10), np.random.default_rng(0).normal(size=(3, 3, 3, 8))
    windows = np.lib.stride_tricks.sliding_window_view(x.transpose(1, 2, 0), (3, 3, 3)).squeeze(2)
    y = windows.reshape(8, 8, 3 * 3 * 3) @ kernel.reshape(3 * 3 * 3, 8)
    ours = conv2d(x, kernel.transpose(3, 2, 0, 1))
    np.testing.assert_allclose(y.transpose(2, 0, 1), ours, atol=1e-5)


def test_all_axes_reversed_swap_height_and_width():
    bank = kernels.bank("teaching")
    assert bank.names[0] == "dark left, light right"
    tensorflow = np.moveaxis(bank.weight, (0, 1), (3, 2))  # (h, w, in, out)
    back = tensorflow.T
    assert back.shape == bank.weight.shape == (8, 3, 3, 3)
    np.testing.assert_array_equal(back, bank.weight.swapaxes(2, 3))
    above, _, below = back[0].sum(axis=(0, 2))  # the rows of kernel 0
    assert above < 0 < below  # dark above, light below
    x = images.coffee(52)
    off = abs(conv2d(x, back) - conv2d(x, bank.weight))[0].max()
    assert f"{off:.2f}" == "6.94"


def test_depthwise_kernels_of_keras():
    x, kernel = images.coffee(10), np.random.default_rng(0).normal(size=(3, 3, 3, 2))
    ours = conv2d(x, kernel.transpose(2, 3, 0, 1).reshape(-1, 1, 3, 3), groups=3)
    for c, m in np.ndindex(3, 2):  # Keras: map c · multiplier + m
        alone = conv2d(x[[c]], kernel[:, :, c, m][None, None])[0]
        np.testing.assert_allclose(ours[2 * c + m], alone, atol=1e-5)
    assert np.zeros((3, 3, 5, 2)).transpose(2, 3, 0, 1).reshape(-1, 1, 3, 3).shape == (10, 1, 3, 3)


def test_the_orders_of_other_libraries(prose):
    """The table of weights: each transposition gives the axes that its line names."""
    letters = {"out": 2, "in": 3, "h": 5, "w": 7, "k": 11}  # a length for each axis
    pytorch = {2: (2, 3, 5, 7), 1: (2, 3, 11)}
    lines = re.findall(r"^\| .+ \| \((.+)\): .+ \| \((.+)\) \| (`.+`) \|$", prose, re.MULTILINE)
    assert len(lines) == 2
    for two, one, code in lines:
        for names, order in zip(
            (two, one), re.findall(r"transpose\(([\d, ]+)\)", code), strict=True
        ):
            lengths = tuple(letters[name] for name in names.split(", "))
            axes = tuple(map(int, order.split(", ")))
            start = np.zeros(pytorch[len(axes) - 2])
            assert start.transpose(axes).shape == lengths
            assert start.transpose(axes).transpose(np.argsort(axes)).shape == start.shape
    assert np.argsort((2, 3, 1, 0)).tolist() == [3, 2, 0, 1]
    # transposed: (in, out, h, w) to Keras' (h, w, out, in), by the transposition of its first line
    assert np.zeros((3, 2, 5, 7)).transpose(2, 3, 1, 0).shape == (5, 7, 2, 3)


def test_messages_of_pytorch(prose):
    """What the lesson quotes is what PyTorch says, and its cures are cures."""
    torch = pytest.importorskip("torch")
    nn, zeros = torch.nn, torch.zeros
    rgb, grey = nn.Conv2d(3, 64, 7), nn.Conv2d(1, 64, 7)
    refused = [
        (rgb, zeros(64, 1, 224, 224)),
        (grey, zeros(4, 3, 262, 262)),
        (rgb, zeros(8, 4, 224, 224)),
        (rgb, zeros(8, 224, 224, 3)),
        (nn.Conv2d(1, 32, 3), zeros(10_000, 28, 28)),
        (nn.Conv2d(1, 8, 3), zeros(224, 224)),
        (nn.Conv2d(16, 8, 3), zeros(1, 16, 9, 64, 64)),
        (nn.Conv2d(9, 320, 3), zeros(2, 4, 64, 64)),
        (rgb, zeros(3, 5, 5)),
        (nn.MaxPool2d(2), zeros(1, 512, 1, 1)),
        (nn.PixelShuffle(2), zeros(1, 6, 8, 8)),
        (nn.UpsamplingBilinear2d(scale_factor=2), zeros(3, 8, 8)),
        (lambda x: torch.cat([x, x[0]], 1), zeros(2, 3, 8, 8)),
        (lambda x: x.permute(0, 2, 3, 1).view(2, -1), zeros(2, 3, 4, 5)),
        (lambda x: nn.functional.conv2d(x, zeros(3, 3)), zeros(1, 3, 8, 8)),
        (nn.Conv2d(3, 8, 3, bias=False), zeros(1, 3, 8, 8, dtype=torch.double)),
        (nn.Conv2d(7, 64, 7), zeros(1, 9, 512, 512)),
        (nn.Conv3d(3, 64, (3, 7, 7)), zeros(300, 3, 128, 64)),
        (rgb, zeros(1, 3, 32, 32, dtype=torch.uint8)),
        (lambda x: nn.functional.conv2d(x, zeros(1, 3, 3)), zeros(1, 1, 8, 8)),
        (nn.BCEWithLogitsLoss(), (zeros(1, 1, 256, 256), zeros(1, 3, 256, 256))),
        (rgb, zeros(1, 3, 32, 32, dtype=torch.float64)),
        (nn.Sequential(nn.Flatten(), nn.Linear(16 * 5 * 5, 120)), zeros(8, 16, 12, 12)),
    ]
    for layer, x in refused:
        with pytest.raises((RuntimeError, ValueError, NotImplementedError)) as caught:
            layer(*x) if isinstance(x, tuple) else layer(x)
        said = str(caught.value).removeprefix("addmm: ")  # since 2.15
        assert f"`{said}`" in prose, said
    for call, part in (
        (lambda: zeros(4, 224, 224).expand(3, 224, 224), r"The expanded .*dimension 0\."),
        (lambda: zeros(3, 4, 5).permute(0, 3, 1, 2), r"input.dim\(\) .*"),
        (lambda: grey.load_state_dict(rgb.state_dict()), r"size mismatch for weight: .*\)"),
    ):
        with pytest.raises(RuntimeError) as caught:
            call()
        said = re.search(part, str(caught.value)).group()
        assert f"`{said}`" in prose, said
    permuted = {"weight": zeros(128, 3, 3, 128), "bias": zeros(128)}
    with pytest.raises(RuntimeError) as caught:
        nn.Conv2d(128, 128, 3).load_state_dict(permuted)
    said = re.search(r"size mismatch for weight: .*\)", str(caught.value)).group()
    assert f"`{said}`" in prose, said
    assert nn.Conv2d(1, 8, 3)(zeros(1, 224, 224)).shape == (8, 222, 222)
    assert zeros(2, 3, 4, 5).stride() == (60, 20, 5, 1)
    moved = zeros(2, 3, 4, 5).to(memory_format=torch.channels_last)
    assert moved.stride() == (60, 1, 15, 3)


def test_other_messages_of_pytorch(prose):
    torch = pytest.importorskip("torch")
    nn, zeros = torch.nn, torch.zeros
    refused = [
        (nn.Conv1d(128, 1280, 3), zeros(1, 80, 3000)),
        (nn.ConvTranspose2d(5, 2, 3), zeros(1, 4, 8, 8)),
        (nn.ConvTranspose2d(256, 128, 2), zeros(12, 64, 256, 256)),
        (nn.Conv2d(32, 32, 3, groups=32), zeros(1, 16, 8, 8)),
    ]
    for layer, x in refused:
        with pytest.raises(RuntimeError) as caught:
            layer(x)
        assert f"`{caught.value}`" in prose, caught.value
    for groups in (1, 2):  # the weight's first number, whatever the groups
        assert nn.ConvTranspose2d(16, 8, 3, groups=groups).weight.shape[0] == 16
    video = zeros(1, 16, 9, 64, 64)
    assert nn.Conv3d(16, 8, 3)(video).shape == (1, 8, 7, 62, 62)
    assert nn.Conv2d(16, 8, 3)(video.transpose(1, 2).reshape(9, 16, 64, 64)).shape[0] == 9
    assert nn.Conv2d(144, 8, 3)(video.reshape(1, 144, 64, 64)).shape == (1, 8, 62, 62)


def test_messages_of_keras(prose):
    keras = pytest.importorskip("keras")
    layers, ones = keras.layers, lambda *shape: np.ones(shape, "float32")
    grey = layers.Conv2D(8, 3, name="conv2d")
    grey.build((None, 28, 28, 1))
    rgb = layers.Conv2D(8, 3, name="conv2d")
    rgb.build((None, 224, 224, 3))
    refused = [
        (lambda: rgb(ones(8, 224, 224, 1)), r"of layer 'conv2d' is incompatible .*"),
        (lambda: grey(ones(100, 28, 28)), r"expected min_ndim=4, .*"),
        (lambda: grey.set_weights([ones(8, 1, 3, 3), ones(8)]), r"Layer conv2d weight shape .*"),
        (lambda: layers.Conv2D(8, 3, groups=2).build((None, 28, 28, 3)), r".*has 3 channels"),
        (lambda: layers.Add()([keras.Input((56, 56, c)) for c in (256, 64)]), r"Inputs have .*"),
        (lambda: layers.Conv2D(32, 3)(keras.Input((1, 200, 200))), r"Computed .* 200, 32\)"),
    ]
    for call, part in refused:
        with pytest.raises(ValueError) as caught:
            call()
        said = re.search(part, str(caught.value).replace("`", "")).group()
        assert said.rstrip(".") in prose, said
    two = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32, 3), layers.Flatten()])
    assert [weight.shape for weight in two.get_weights()] == [(3, 3, 1, 32), (32,)]


def test_strides_before_a_kernel_that_no_longer_fits():
    sides = [74]
    while len(sides) < 6:
        sides.append(places(sides[-1], 3, 2, 1))
    assert sides == [74, 37, 19, 10, 5, 3]


def test_out_in_front_goes_to_the_back():
    """From (out, height, width, in) to Keras' order."""
    assert np.zeros((8, 3, 5, 4)).transpose(1, 2, 3, 0).shape == (3, 5, 4, 8)


def test_every_pixel_of_a_frame_stays_together():
    video = np.arange(16 * 9 * 4).reshape(1, 16, 9, 2, 2)
    frames = video.swapaxes(1, 2).reshape(9, 16, 2, 2)
    assert np.array_equal(frames[5], video[0, :, 5])


def to_channels_first(photos):
    n, h, w, c = photos.shape
    y = np.empty((n, c, h, w))
    for at in np.ndindex(n, h, w, c):
        y[at[0], at[3], at[1], at[2]] = photos[at]
    return y


@pytest.mark.parametrize(
    "function, words",
    [
        (to_channels_first, "✓ "),
        (lambda p: p.reshape(to_channels_first(p).shape), "scrambles the pixels"),
        (lambda p: p.swapaxes(1, 3), "lies on its side"),
        (lambda p: p.T, ".T reverses all axes"),
        (lambda p: np.moveaxis(p, 1, 3), "That is the way back"),
        (lambda p: to_channels_first(p)[0], "That is the first picture"),
        (lambda p: np.moveaxis(p, 3, 0), "stand before the pictures"),
    ],
)
def test_what_the_check_says(function, words):
    assert words in verdict(exercises.check_to_channels_first, function)


def test_channels_last_keeps_the_shape_and_the_result():
    torch = pytest.importorskip("torch")
    x, layer = torch.randn(2, 8, 6, 6), torch.nn.Conv2d(8, 4, 3)
    y = layer(x)
    moved = x.to(memory_format=torch.channels_last)
    assert moved.shape == x.shape and moved.is_contiguous(memory_format=torch.channels_last)
    again = layer.to(memory_format=torch.channels_last)(moved)
    torch.testing.assert_close(again, y)


def test_a_permute_moves_nothing():
    torch = pytest.importorskip("torch")
    x = torch.zeros(2, 3, 4)
    assert x.permute(2, 0, 1).data_ptr() == x.data_ptr()


def test_one_layer_in_two_files():
    w = np.zeros((32, 3, 3, 3))  # PyTorch's
    assert (w.transpose(0, 2, 3, 1).shape, w.transpose(2, 3, 1, 0).shape) == (
        (32, 3, 3, 3),
        (3, 3, 3, 32),
    )
    assert np.zeros((10, 1, 3, 3)).transpose(1, 2, 3, 0).shape == (1, 3, 3, 10)
