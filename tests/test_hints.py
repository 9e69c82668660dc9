"""Hints in errors work when they are followed to the letter, for whatever was handed in."""

import numpy as np
import pytest
from PIL import Image

from convlab import ChannelExplorer, conv1d, conv2d, conv_transpose2d, images, look

RNG = np.random.default_rng(0)
RGB = RNG.normal(size=(8, 3, 3, 3))
GREY = RGB[:, :1]
PICTURE = Image.fromarray(RNG.integers(0, 256, (20, 30, 3), dtype=np.uint8))

# what was called with what, the hint in the message, and what to call then
CASES = {
    "channels last": (
        conv2d,
        dict(x=np.zeros((20, 30, 3)), weight=RGB),
        "x",
        "x.transpose(2, 0, 1)",
    ),
    "a batch, last": (
        conv2d,
        dict(x=np.zeros((2, 20, 30, 3)), weight=RGB),
        "x",
        "x.transpose(0, 3, 1, 2)",
    ),
    "no channel axis": (conv2d, dict(x=np.zeros((20, 30)), weight=GREY), "x", "x[None]"),
    "a batch of grey": (conv2d, dict(x=np.zeros((5, 20, 30)), weight=GREY), "x", "x[:, None]"),
    "grey": (
        conv2d,
        dict(x=np.zeros((1, 20, 30)), weight=RGB),
        "x",
        "np.repeat(x, 3, axis=-3)",
    ),
    "alpha": (conv2d, dict(x=np.zeros((4, 20, 30)), weight=RGB), "x", "x[..., :3, :, :]"),
    "one kernel": (conv2d, dict(x=np.zeros((3, 20, 30)), weight=RGB[0]), "weight", "weight[None]"),
    "Keras": (
        conv2d,
        dict(x=np.zeros((3, 20, 30)), weight=np.zeros((5, 5, 3, 16))),
        "weight",
        "weight.transpose(3, 2, 0, 1)",
    ),
    "a series, last": (
        conv1d,
        dict(x=np.zeros((99, 8)), weight=np.zeros((4, 8, 3))),
        "x",
        "x.transpose(1, 0)",
    ),
    "Pillow": (
        conv2d,
        dict(x=PICTURE, weight=RGB),
        "x",
        'np.asarray(picture.convert("RGB")).transpose(2, 0, 1) / 255',
    ),
    "Pillow, alpha": (
        conv2d,
        dict(x=PICTURE.convert("RGBA"), weight=RGB),
        "x",
        'np.asarray(picture.convert("RGB")).transpose(2, 0, 1) / 255',
    ),
    "Pillow, a palette": (
        conv2d,
        dict(x=PICTURE.quantize(8), weight=RGB),
        "x",
        'np.asarray(picture.convert("RGB")).transpose(2, 0, 1) / 255',
    ),
    "Pillow, grey": (
        conv2d,
        dict(x=PICTURE.convert("L"), weight=GREY),
        "x",
        "np.asarray(picture)[None] / 255",
    ),
}


def followed(call, given, name, hint):
    """The call once more, with the hint followed."""
    with pytest.raises((ValueError, TypeError)) as caught:
        call(**given)
    assert hint in str(caught.value), str(caught.value)
    put_right = eval(hint, {"np": np, "picture": given["x"], **given})
    return call(**given | {name: put_right})


@pytest.mark.parametrize("name", CASES)
@pytest.mark.fault(
    "Numbers and arrays",
    "Arrays with other axes, of Pillow, Keras or PyTorch are handed in, and the hint in the "
    "error is followed to the letter",
    "It works.",
)
def test_a_hint_that_is_followed_gives_maps(name):
    call, given, argument, hint = CASES[name]
    y = followed(call, given, argument, hint)
    assert y.shape[-3 if call is conv2d else -2] in (1, 4, 8, 16)


def test_complex_numbers_are_drawn_as_the_hint_says():
    x = np.exp(1j * RNG.normal(size=(3, 9, 9)))
    with pytest.raises(ValueError, match=r"got dtype complex128: x\.real and abs\(x\) are real"):
        ChannelExplorer(x, RGB)
    for real in (x.real, abs(x)):
        assert ChannelExplorer(real, RGB).output.shape == (8, 7, 7)


def test_a_layer_inside_a_network_takes_what_enters_it():
    picture, weight = images.coffee(16), RNG.normal(size=(9, 16, 3, 3))
    with pytest.raises(ValueError, match=r"what enters it, .*convlab\.look\(model, picture\)"):
        conv2d(picture, weight)
    with pytest.raises(ValueError, match=r"reads 16: .* input channel\.$"):
        conv2d(np.zeros((8, 9, 9)), weight)  # no picture: nobody knows what it is


def test_look_shows_such_a_layer_with_what_enters_it():
    torch = pytest.importorskip("torch")
    sizes = ((3, 8), (8, 8), (8, 5))
    model = torch.nn.Sequential(*(torch.nn.Conv2d(a, b, 3) for a, b in sizes))
    picture = images.coffee(16)
    with pytest.raises(ValueError, match=r"convlab\.look\(model, picture\)"):
        ChannelExplorer.from_torch(model[2], picture)
    entered = look(model, picture)["2"].input
    assert ChannelExplorer.from_torch(model[2], entered).output.shape == (5, 10, 10)


def test_groups_that_are_named_work():
    for channels in (3, 2):
        x = np.zeros((channels, 9, 9))
        with pytest.raises(ValueError, match=f"groups={channels}"):
            conv2d(x, GREY[:6])
        assert conv2d(x, GREY[:6], groups=channels).shape == (6, 7, 7)
    with pytest.raises(ValueError, match=r"x\.mean") as caught:
        conv2d(np.zeros((3, 9, 9)), GREY)  # 8 kernels do not go into 3 groups
    assert "groups=3, if weight has 3, 6, 9, … kernels, not 8." in str(caught.value)


def test_a_transposed_layer_s_weight_from_keras():
    x, weight = np.zeros((5, 9, 9)), np.zeros((3, 3, 16, 5))
    with pytest.raises(ValueError) as caught:
        conv_transpose2d(x, weight)
    assert (hint := "weight.transpose(3, 2, 0, 1)") in str(caught.value)
    assert conv_transpose2d(x, eval(hint, {"weight": weight})).shape == (16, 11, 11)


def test_a_file_is_read_as_the_hint_says(tmp_path):
    PICTURE.save(tmp_path / "photo.png")
    path = str(tmp_path / "photo.png")
    with pytest.raises(TypeError, match=r"convlab\.images\.load reads a picture from a file"):
        conv2d(path, RGB)
    assert conv2d(images.load(path), RGB).shape == (8, 18, 28)


def test_hints_for_a_tensor_are_pytorch_s():
    torch = pytest.importorskip("torch")
    x = torch.rand(20, 30, 3, requires_grad=True)
    assert followed(conv2d, {"x": x, "weight": RGB}, "x", "x.permute(2, 0, 1)").shape == (8, 18, 28)
    grey = torch.rand(1, 20, 30).bfloat16()
    with pytest.raises(ValueError, match=r"np\.repeat\(x, 3, axis=-3\)"):
        conv2d(grey, RGB)
    for given in (torch.rand(20, 30), torch.rand(2, 3, 20, 30)[0, 0]):
        assert followed(conv2d, {"x": given, "weight": GREY}, "x", "x[None]").shape == (8, 18, 28)
