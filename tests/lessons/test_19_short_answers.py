"""Lesson 19, worked out by other ways: the numbers of its short answers, and the messages."""

import numpy as np
import pytest
from PIL import Image

from convlab import conv2d, images, kernels
from tests.lessons.by_hand import places


def test_weights_and_views_of_kernel_sizes():
    assert [64 * 64 * k * k for k in (3, 5, 7)] == [36_864, 102_400, 200_704]
    assert 3 * 36_864 == 110_592 and (3 * 64 * 49, 64 * 64 * 49) == (9408, 200_704)
    assert places(places(32, 7, 2, 3), 3, 2, 1) == 8
    assert (3 * 9 * 32, 32 * 9 * 64, 3 * 9 * 32 + 32 * 9 * 64) == (864, 18_432, 19_296)
    assert 2 * 64 * 64 * 9 == 73_728
    assert 3 + 2 * (3 - 1) == 7  # what two layers of 3×3 see, the first with stride 2
    assert places(places(224, 3, 2, 1), 3, 2, 1) == places(224, 7, 4, 3) == 56


def test_wider_or_deeper():
    assert (128 * 27 + 128, 64 * 27 + 64, 64 * 64 * 9 + 64) == (3584, 1792, 36_928)
    assert 1792 + 36_928 == 38_720 and places(5, 3) == 3 and places(3, 3) == 1  # it sees 5×5


def test_filters_side_by_side():
    assert 50 + 100 + 150 + 4 * 200 == 1100


def test_counts_of_alphas():
    assert conv2d(images.coffee(18), kernels.bank("teaching").weight).size == 8 * 16 * 16 == 2048


def test_shared_layers():
    assert (64 * 27 + 64, 2 * 64 * 28, 64 * 6 * 9 + 64) == (1792, 3584, 3520)


def test_stride_dilation_pooling():
    assert (places(56, 3, 2, 1), places(56, 5, 1, 2)) == (28, 56)  # dilation 2 spans 5
    assert 128 * 64 * 9 + 128 == 73_856


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


def test_live_weights_of_the_stem():
    live = [o for o in range(32) if o not in (11, 16, 28, 31)]
    assert len(live) * 27 == 756
    assert all(w not in (-1, 0, 1) for w in kernels.trained("stem").weight[live].ravel())


def test_a_sum_grows_with_the_root():
    """9 · c products, each of variance 1."""
    assert [round((9 * c) ** 0.5, 1) for c in (3, 32, 512)] == [5.2, 17.0, 67.9]


def test_channels_left_out():
    """The four that matter most, each channel's part worked out apart from the others."""
    maps, kernel = kernels.stem_maps(images.coffee(84)), kernels.trained("coffee")
    lost = [
        abs(conv2d(one[None] - one.mean(), kernel.weight[:, [c]])).mean()
        for c, one in enumerate(maps)
    ]
    assert sorted(range(32), key=lambda c: -lost[c])[:4] == [18, 23, 14, 10]
    assert [c for c in range(32) if lost[c] < 1e-6] == [11, 16, 20, 28, 31]


def test_what_notations_mean():
    assert (64 * 28, 64 * (64 * 9 + 1), 128 * (64 * 9 + 1)) == (1792, 36_928, 73_856)
    assert 256 * 64 == 16_384 and 256 * 16 == 4096
    rounded = [[-(-c * w // 8) * 8 for c in (64, 128, 1024)] for w in (0.25, 0.5, 0.75)]
    assert rounded == [[16, 32, 256], [32, 64, 512], [48, 96, 768]]
    assert min(1024, 768) * 0.75 == 576


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


def test_four_places_of_784():
    assert round(4 / (28 * 28), 4) == 0.0051


def test_symmetric_kernels_get_symmetric_gradients():
    torch = pytest.importorskip("torch")
    from torch.nn.functional import conv2d as functional

    torch.manual_seed(0)
    w, x = torch.randn(8, 3, 3, 3, requires_grad=True), torch.randn(2, 3, 10, 10)
    even = (w + w.flip(-1)) / 2
    even.retain_grad()
    (functional(x, even) ** 2).sum().backward()
    assert torch.equal(even, even.flip(-1))
    torch.testing.assert_close(w.grad, w.grad.flip(-1))
    torch.testing.assert_close(w.grad, (even.grad + even.grad.flip(-1)) / 2)


def test_weights_that_are_standardised():
    weight = kernels.many(8, 3).weight
    for kernel in weight:
        own = (kernel - kernel.mean()) / kernel.std()
        assert own.mean() == pytest.approx(0, abs=1e-6) and own.std() == pytest.approx(1, abs=1e-5)


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
