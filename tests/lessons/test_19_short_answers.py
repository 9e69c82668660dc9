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
