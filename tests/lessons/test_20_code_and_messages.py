"""Lesson 20, worked out by other ways: axes, gradients, messages and files."""

import numpy as np
import pytest
from PIL import Image

from convlab import ConvLayer, conv2d


@pytest.mark.parametrize(
    "shape, kind",
    [((5, 5, 1), "u1"), ((3, 28, 28), "u1"), ((5, 5, 3), "f4")],
)
def test_messages_of_pil(prose, shape, kind):
    with pytest.raises(TypeError) as caught:
        Image.fromarray(np.zeros(shape, kind))
    assert str(caught.value).replace("|", "\\|") in prose


def put(array, into):
    into[:] = array


@pytest.mark.parametrize(
    "call",
    [
        lambda: np.zeros(784).reshape(28, 28, 3),
        lambda: put(np.zeros((3, 32, 32)), np.zeros((32, 32, 3))),
        lambda: np.zeros((224, 224)) * np.zeros((224, 224, 3)),
        lambda: np.concatenate([np.zeros((8, 8, 1)), np.zeros((9, 8, 3))]),
        lambda: np.array([np.zeros((8, 8)).tolist(), np.zeros((8, 8, 3)).tolist()]),
    ],
)
def test_messages_of_numpy(prose, call):
    with pytest.raises(ValueError) as caught:
        call()
    said = str(caught.value).strip()
    assert any(part in prose for part in (said, said.split(", but")[0], said.split(" after")[0]))


def test_messages_of_pytorch(prose):
    torch = pytest.importorskip("torch")
    pictures = torch.zeros(3, 4, 4), torch.zeros(4, 4, 4)
    with pytest.raises(RuntimeError) as caught:
        torch.utils.data.default_collate(pictures)
    assert f"`{caught.value}`" in prose
    mean = torch.zeros(3, 1, 1)
    for picture in (torch.zeros(1, 28, 28), torch.zeros(4, 28, 28)):  # as Normalize does
        with pytest.raises(RuntimeError) as caught:
            picture.sub_(mean)
        assert f"`{caught.value}`" in prose
    prelu = torch.nn.PReLU(num_parameters=128)
    assert prelu.weight.shape == (128,) and torch.nn.PReLU().weight.shape == (1,)


def test_rows_of_400():
    assert 4 * 16 * 10 * 10 == 16 * 400 and 16 * 10 * 10 == 1600


def test_axes_and_gradients_of_pytorch(prose):
    torch = pytest.importorskip("torch")
    zeros, functional = torch.zeros, torch.nn.functional
    calls = [
        lambda: zeros(2, 64, 28, 28) + zeros(64),
        lambda: torch.nn.CrossEntropyLoss()(zeros(16, 10), zeros(4, dtype=torch.long)),
    ]
    for call in calls:
        with pytest.raises((RuntimeError, ValueError)) as caught:
            call()
        assert str(caught.value).rstrip(".") in prose
    assert (zeros(2, 64, 28, 64) + zeros(64)).shape == (2, 64, 28, 64)  # no error
    assert zeros(1, 1, 28, 28).squeeze().shape == (28, 28)
    assert zeros(8, 28, 28).unsqueeze(1).shape == (8, 1, 28, 28)
    x = torch.tensor([[[[1.0, 3.0], [4.0, 2.0]]]], requires_grad=True)
    for pool, wanted in (
        (functional.max_pool2d, [[0, 0], [5, 0]]),
        (functional.avg_pool2d, [[1.25, 1.25], [1.25, 1.25]]),
    ):
        x.grad = None
        pool(x, 2).backward(torch.full((1, 1, 1, 1), 5.0))
        assert x.grad[0, 0].tolist() == wanted


def test_three_channels_from_every_file(tmp_path):
    from PIL import Image

    sizes = {"L": (4, 4), "P": (4, 4), "CMYK": (4, 4, 4), "RGBA": (4, 4, 4)}
    for mode in sizes:
        kind = "tif" if mode == "CMYK" else "png"
        Image.new(mode, (4, 4)).save(tmp_path / f"{mode}.{kind}")
    for path in tmp_path.iterdir():
        with Image.open(path) as picture:
            assert np.array(picture).shape == sizes[picture.mode] == sizes[path.stem]
            assert np.array(picture.convert("RGB")).shape == (4, 4, 3)
    half = Image.new("RGBA", (1, 1), (0, 0, 0, 128))
    on_white = Image.alpha_composite(Image.new("RGBA", (1, 1), "white"), half).convert("RGB")
    assert on_white.getpixel((0, 0)) == (127, 127, 127)  # 255 · (1 − 128 / 255)
    assert half.convert("RGB").getpixel((0, 0)) == (0, 0, 0)


def test_a_kernel_of_ones_own(prose):
    torch = pytest.importorskip("torch")
    from torch.nn.functional import conv2d as functional

    x, whole = torch.rand(1, 1, 4, 4), torch.tensor([[[[1, 2], [3, 4]]]])
    assert functional(x, torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])).shape == (1, 1, 3, 3)
    with pytest.raises(RuntimeError) as weight_is_whole:
        functional(x, whole)
    assert f"`{weight_is_whole.value}`" in prose
    with pytest.raises(RuntimeError, match="Long but found Float"):
        functional(whole, torch.rand(1, 1, 2, 2))
    layer = torch.nn.Conv2d(1, 1, 2)
    with torch.no_grad():
        layer.weight[:] = whole
    assert layer.weight.flatten().tolist() == [1, 2, 3, 4] and layer.weight.requires_grad


def test_dropout_backwards():
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    x = torch.ones(99, requires_grad=True)
    torch.nn.functional.dropout(x, 0.2).sum().backward()
    assert {*x.grad.tolist()} == {0, 1.25}  # 1 / (1 − 0.2)


def test_how_many_colours_pil_takes():
    modes = {n: Image.fromarray(np.zeros((5, 5, n), np.uint8)).mode for n in (2, 3, 4)}
    assert modes == {2: "LA", 3: "RGB", 4: "RGBA"}


def test_errors_go_back_through_pooling():
    torch = pytest.importorskip("torch")
    F = torch.nn.functional
    x = torch.tensor([[[[1.0, 4], [3, 2]], [[2, 6], [7, 2]]]], requires_grad=True)
    error = torch.tensor([1.0, 2]).reshape(1, 2, 1, 1)
    (largest,) = torch.autograd.grad((F.max_pool2d(x, 2) * error).sum(), x)
    assert largest.tolist() == [[[[0, 1], [0, 0]], [[0, 0], [2, 0]]]]
    (shared,) = torch.autograd.grad((F.avg_pool2d(x, 2) * error).sum(), x)
    assert shared.unique().tolist() == [0.25, 0.5]
    small = torch.ones(1, 1, 1, 1, requires_grad=True)
    (added,) = torch.autograd.grad((F.interpolate(small, scale_factor=2) * x[0, 0]).sum(), small)
    assert added.item() == 1 + 4 + 3 + 2


def test_max_pooling_where_windows_overlap_or_numbers_are_equal():
    torch = pytest.importorskip("torch")
    pool = torch.nn.functional.max_pool2d
    x = torch.zeros(1, 1, 5, 5)
    x[0, 0, 2, 2] = 1  # in all four windows of 3×3, stride 2
    for picture, size, largest in ((x, 3, 4.0), (torch.ones(1, 1, 2, 2), 2, 1.0)):
        picture.requires_grad_()
        (slope,) = torch.autograd.grad(pool(picture, size, 2).sum(), picture)
        assert slope.sum() == slope.max() == largest
    assert slope[0, 0, 0, 0] == 1  # the first of equals


def test_two_unfolds_and_the_order_of_their_axes():
    torch = pytest.importorskip("torch")
    x, weight = (torch.randint(-3, 4, s).double() for s in ((2, 3, 7, 9), (4, 3, 3, 3)))
    windows, wanted = x.unfold(2, 3, 1).unfold(3, 3, 1), torch.nn.functional.conv2d(x, weight)
    assert windows.shape == (2, 3, 5, 7, 3, 3)  # N, C, h, w, k, k
    for view, found in (
        (windows.permute(0, 2, 3, 1, 4, 5), wanted),
        (windows.transpose(1, 3), wanted.transpose(2, 3)),
    ):
        y = (view.flatten(3) @ weight.flatten(1).T).permute(0, 3, 1, 2)
        assert torch.equal(y, found)


def test_each_slice_has_its_own_gradient():
    torch = pytest.importorskip("torch")
    x, error = torch.randn(1, 5, 20, 20).double(), torch.randn(1, 10, 16, 16).double()
    weight = torch.zeros(10, 5, 5, 5, dtype=float, requires_grad=True)
    y = torch.nn.functional.conv2d(x, weight)
    (wanted,) = torch.autograd.grad(y, weight, error)
    alone = conv2d(x[0, :, None].numpy(), error[0, :, None].numpy()).swapaxes(0, 1)
    np.testing.assert_allclose(alone, wanted.numpy())
    assert 100 - 96 + 1 == 20 - 16 + 1 == 5


def test_pillow_clips_16_bits(tmp_path):
    from PIL import Image

    values = np.array([[0, 200, 255, 256, 20_000, 65_535]], np.uint16)
    Image.fromarray(values).save(tmp_path / "x-ray.png")
    picture = Image.open(tmp_path / "x-ray.png")
    assert np.array_equal(np.array(picture), values)
    for mode in ("L", "RGB"):
        clipped = np.array(picture.convert(mode)).reshape(6, -1)
        assert (clipped == values.clip(0, 255).T).all()


def test_blobs_of_caffe():
    layer = ConvLayer(13, 128, 7, padding=3)
    assert layer.weight_shape == (128, 13, 7, 7) and layer.n_biases == 128
    assert layer.output_shape((13, 19, 19)) == (128, 19, 19)
