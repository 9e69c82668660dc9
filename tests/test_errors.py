"""What ``explain`` says of messages that libraries gave; whether its cures help."""

import ast
import io
import json
import os
import re
import sys
import types
import xml.etree.ElementTree as ET
from base64 import b64decode
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import convlab
from convlab import ConvLayer, ShapeError, errors, explain

CASES = json.loads((Path(__file__).parent / "cases/messages.json").read_text(encoding="utf-8"))
BATCHED = "Given groups=1, weight of size [{}], expected input[{}] to have {} channels, but got {} "
BATCHED += "channels instead"


def cases(*libraries):
    chosen = [case for case in CASES if case["library"] in libraries]
    names = [f"{case['library']}: {case['setup']}".replace("\n", "; ") for case in chosen]
    return pytest.mark.parametrize("case", chosen, ids=names)


@cases("torch", "keras", "tensorflow", "jax")
def test_every_stored_message_is_known(case):
    found = explain(case["message"])
    assert found.kind in errors.KINDS and found.message == case["message"]
    assert str(found).count("≠") >= bool(found.rows)
    assert found.cures or case["setup"].endswith("x = None")
    assert all(str(cure) in str(found) for cure in found.cures) and len(found.cures) <= 3
    if found.axis is not None:
        assert f"{found.x_shape[found.axis]}" in case["message"]


@cases("torch", "keras", "tensorflow", "jax")
def test_a_notebook_shows_the_same_as_html(case):
    found = explain(case["message"])
    page = ET.fromstring(found._repr_html_().replace("&ensp;", " ").replace("<br>", "<br/>"))
    words = " ".join("".join(page.itertext()).split())
    cells = [["".join(cell.itertext()) for cell in row] for row in page.iter("tr")]
    assert [row[0] for row in cells] == [label for label, _ in found.rows]
    for row, (_, wanted) in zip(cells, found.rows, strict=True):
        assert all(given in (cell, "") for cell, given in zip(row[1:], wanted, strict=True))
    for cell in page.iter("td"):  # a clash is one block, from its names to its names
        column = [*next(r for r in page.iter("tr") if cell in [*r])].index(cell)
        clash = found.rows[2][1][column - 1] == "≠"
        assert ("background" in cell.get("style")) == clash
    assert " ".join(found.cause.split()) in words
    for cure in found.cures:
        assert cure.title in words and " ".join(cure.code.split()) in words
        assert cure.code in ["".join(pre.itertext()) for pre in page.iter("pre")]


def test_html_says_why_the_other_axes_are_fine():
    found = explain(BATCHED.format("64, 3, 7, 7", "8, 1, 224, 224", 3, 1))
    rows = [
        *ET.fromstring(found._repr_html_().replace("&ensp;", " ").replace("<br>", "<br/>")).iter(
            "tr"
        )
    ]
    assert [cell.text for cell in rows[2]] == [None, "may differ", "≠", *["7 fits into 224"] * 2]


def test_a_message_is_text():
    page = explain("<script>alert(1)</script> & <b>")._repr_html_()
    assert "<script" not in page and "&lt;script&gt;" in page and "&amp; &lt;b&gt;" in page
    assert len(explain("x" * 10_000)._repr_html_()) < 3_000


@pytest.mark.parametrize(
    "message, shape",
    [
        (BATCHED.format("64, 3, 7, 7", "8, 1, 224, 224", 3, 1), (64, 3, 7, 7)),
        (BATCHED.format("12, 100, 3", "8, 80, 300", 100, 80), (12, 100, 3)),
        (
            "Given transposed=1, weight of size [16, 8, 2, 2], expected input[1, 8, 5, 5] to have "
            "16 channels, but got 8 channels instead",
            (16, 8, 2, 2),
        ),
    ],
)
def test_the_layer_live(message, shape):
    explorer = explain(message).explorer()
    assert explorer.weight.shape == shape and np.isfinite(explorer.output).all()
    assert explain(message).explorer(view="slice").view == "slice"


def test_no_layer_is_shown_where_there_is_none():
    for message in ("?", BATCHED.format("8, 3, 3, 3, 3", "8, 1, 9, 9, 9", 3, 1)):
        with pytest.raises(ValueError, match="nothing to be drawn"):
            explain(message).explorer()


@cases("torch", "keras", "tensorflow", "jax")
def test_the_libraries_still_say_so_and_every_cure_works(case):
    if case["library"] == "keras":
        pytest.importorskip("torch")  # which computes its layers
    os.environ.setdefault("KERAS_BACKEND", "torch")
    if not pytest.importorskip(case["library"]).__version__.startswith(case["version"]):
        pytest.skip("other words in another version")
    with pytest.raises(Exception) as error:
        started(case, case["call"])
    assert without_names(str(error.value)) == without_names(case["message"])
    followed = [cure for cure in explain(error.value).cures if follow(cure, case)]
    assert followed or case["setup"].endswith("x = None")


def without_names(message):
    """Keras numbers its layers, one after the other."""
    return re.sub(r"(of layer|Call arguments) '\w+'", "", message)


def started(case, call=None, names=None):
    names = {} if names is None else names
    exec(f"{case['start']}\n{case['setup']}", names)
    return eval(call, names) if call else names


def follow(cure, case):
    """Whether a cure is for this call; and then it has to work, as it is written."""
    names = started(case)
    if cure.needs and not eval(cure.needs, names):
        return False
    exec(cure.code, names)
    answer = eval(case["call"], names)
    assert 0 not in getattr(answer, "shape", ())  # a new layer has none
    return True


# The same cures without PyTorch: its words for arrays, and convlab's own layers


class Tensor(np.ndarray):
    """An array that understands the words of PyTorch that cures are written in."""

    def movedim(self, source, target):
        return np.moveaxis(np.asarray(self), source, target).view(Tensor)

    def transpose(self, first, second):
        return self.swapaxes(first, second)

    def mean(self, axis, keepdim):
        return np.mean(np.asarray(self), axis, keepdims=keepdim).view(Tensor)

    def repeat_interleave(self, times, axis):
        return np.repeat(self, times, axis)

    def expand(self, *shape):
        return np.broadcast_to(self, shape).view(Tensor)

    def flatten(self, first, last):
        shape = self.shape
        return self.reshape(*shape[:first], -1, *shape[last + 1 :])


def layers(kind):
    ndim, transposed = int(kind[-2]), "Transpose" in kind

    class Layer:
        def __init__(self, *args, **kwargs):
            self.layer = ConvLayer(*args, **kwargs, ndim=ndim, transposed=transposed)
            self.padding = self.layer.padding

        def __getattr__(self, name):
            return getattr(self.layer, name)

        def __call__(self, x):
            fields = {name: getattr(self.layer, name) for name in self.layer.__dataclass_fields__}
            y_shape = ConvLayer(**{**fields, "padding": self.padding}).output_shape(x.shape)
            return np.ones(y_shape, np.float32).view(Tensor)

    return Layer


def pad(x, ends):
    pairs = [ends[n : n + 2] for n in range(0, len(ends), 2)][::-1]
    return np.pad(x, [(0, 0)] * (x.ndim - len(pairs)) + pairs).view(Tensor)


KINDS = [f"Conv{transposed}{ndim}d" for transposed in ("", "Transpose") for ndim in (1, 2, 3)]
WORDS = {
    "torch": types.SimpleNamespace(ones=lambda *shape: np.ones(shape, np.float32).view(Tensor)),
    "nn": types.SimpleNamespace(**{kind: layers(kind) for kind in KINDS}),
    "F": types.SimpleNamespace(
        pad=pad, interpolate=lambda x, size: np.ones((*x.shape[: -len(size)], *size)).view(Tensor)
    ),
}
SHAPES = [
    case
    for case in CASES
    if case["library"] == "torch" and explain(case["message"]).kind in ("channels", "axes", "size")
]


@pytest.mark.parametrize("case", SHAPES, ids=lambda case: case["setup"].replace("\n", "; "))
def test_every_cure_of_a_shape_fits_by_our_own_rules(case):
    case = {**case, "start": ""}
    with pytest.raises(ShapeError):
        started(case, case["call"], dict(WORDS))
    followed = 0
    for cure in explain(case["message"]).cures:
        names = started(case, names=dict(WORDS))
        if "kernels.adapt" in cure.code or (cure.needs and not eval(cure.needs, names)):
            continue
        exec(cure.code.replace("import torch.nn.functional as F", ""), names)
        assert 0 not in eval(case["call"], names).shape
        followed += 1
    assert followed


# What is said


def test_axes_stand_one_under_the_other_and_the_wrong_one_is_marked():
    found = explain(BATCHED.format("12, 128, 3", "1, 80, 300", 128, 80))
    assert str(found).splitlines()[:5] == [
        "          batch  channels  length",
        "x             1        80     300",
        "                        ≠",
        "weight       12       128       3",
        "        kernels    slices  length",
    ]
    assert repr(found) == str(found)  # what a notebook shows
    assert (found.x_shape, found.weight_shape, found.axis) == ((1, 80, 300), (12, 128, 3), 1)
    assert found.layer == ConvLayer(128, 12, 3, ndim=1)
    assert "80 channels" in found.cause and "128 slices" in found.cause


def test_groups_and_transposed_layers_count_their_channels_otherwise():
    depthwise = explain(
        BATCHED.format("32, 1, 3, 3", "1, 16, 8, 8", 32, 16).replace("groups=1", "groups=32")
    )
    assert "32 groups × 1 slice = 32 channels" in depthwise.cause
    assert depthwise.layer == ConvLayer(32, 32, 3, groups=32)
    words = "Given transposed=1, weight of size [16, 8, 3, 3], expected input[1, 8, 5, 5] to have "
    transposed = explain(words + "16 channels, but got 8 channels instead")
    assert transposed.layer == ConvLayer(16, 8, 3, transposed=True)
    assert transposed.cures[0].code == "layer = nn.ConvTranspose2d(8, 16, kernel_size=3)"
    columns = [line.split() for line in str(transposed).splitlines()[:4]]
    assert columns[1][2] == "8" and columns[3][2] == "16"


def test_messages_that_these_versions_cannot_give():
    old = "Expected 4-dimensional input for 4-dimensional weight [64, 3, 7, 7], but got "
    found = explain(old + "3-dimensional input of size [3, 224, 224] instead")
    assert [cure.code for cure in found.cures] == ["x = x[None]"]
    device = "Input type (torch.FloatTensor) and weight type (torch.cuda.FloatTensor) should be "
    found = explain(device + "the same or input should be a MKLDNN tensor")
    assert "a device" in found.cause and found.cures[0].code == "x = x.to(layer.weight)"


def test_a_whole_traceback_may_be_wrapped():
    message = BATCHED.format("64, 3, 7, 7", "8, 1, 24, 24", 3, 1)
    lines = "Traceback …\n  File …\nRuntimeError: " + message.replace(" ", "\n", 9)
    assert explain(lines).cures == explain(message).cures != ()


def test_without_an_argument_the_last_exception(monkeypatch):
    message = BATCHED.format("64, 3, 7, 7", "8, 1, 24, 24", 3, 1)
    monkeypatch.setattr(sys, "last_value", RuntimeError(message), raising=False)
    assert explain().axis == 1
    try:
        raise ValueError("in my model") from RuntimeError(message)
    except ValueError:
        assert explain().message == message
    monkeypatch.delattr(sys, "last_value")
    assert "No exception" in str(explain())


def test_a_notebook_keeps_its_last_exception(monkeypatch):
    interactive = pytest.importorskip("IPython.core.interactiveshell")
    monkeypatch.setattr(sys, "last_value", None, raising=False)
    shell = interactive.InteractiveShell()
    message = BATCHED.format("64, 3, 7, 7", "8, 1, 24, 24", 3, 1)
    shell.run_cell(f"raise RuntimeError({message!r})")
    assert explain().message == message


def test_what_is_not_known_is_said():
    text = str(explain("CUDA out of memory"))
    assert "do not know" in text and all(words in text for words in errors.KINDS.values())
    with pytest.raises(TypeError, match="message or an exception, got int"):
        explain(3)


def test_our_own_errors_say_the_remedy_themselves():
    with pytest.raises(ShapeError) as error:
        convlab.conv2d(np.ones((4, 9, 9)), np.ones((2, 3, 3, 3)))
    assert explain(error.value).kind == "convlab" and str(explain(error.value)) == str(error.value)


# No text breaks it


def other_numbers(message):
    """A stored message with other numbers."""
    pieces = re.split(r"\d+", message)
    number = st.integers(0, 12) | st.integers(0, 10**12)
    numbers = st.lists(number, min_size=len(pieces), max_size=len(pieces))
    return numbers.map(lambda ns: "".join(f"{p}{n}" for p, n in zip(pieces, ns, strict=True)))


MESSAGES = sorted({case["message"] for case in CASES})


@given(st.text() | st.sampled_from(MESSAGES).flatmap(other_numbers))
def test_any_text_has_an_answer(text):
    found = explain(text)
    assert found.message == text and str(found)
    for cure in found.cures:
        ast.parse(cure.code)
        ast.parse(cure.needs or "True", mode="eval")


def test_nothing_in_a_message_is_evaluated():
    files = Path(errors.__file__).parent.glob("*.py")
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in files]
    names = {node.id for t in trees for node in ast.walk(t) if isinstance(node, ast.Name)}
    assert not names & {"eval", "exec", "compile", "__import__"}


def test_a_long_text_takes_no_long_time():
    long = "Given groups=1, weight of size [" + "1, " * 10**6
    assert explain(long).kind == "unknown"


# The pictures of the cures


def pictures(message):
    """A page, what its pictures are called, and each row of each: arrays and words."""
    page = explain(message)._repr_html_()
    tree = ET.fromstring(page.replace("&ensp;", " ").replace("<br>", "<br/>"))
    tables = [part for part in tree.iter("div") if part.get("role") == "img"]
    rows = []
    for table in tables:
        cells = [decoded(cell) for cell in table]
        rows.append([cells[n : n + len(cells) // 3] for n in range(0, len(cells), len(cells) // 3)])
    return page, [table.get("aria-label") for table in tables], rows


def decoded(cell):
    """A picture as numbers, grey from 0 to 255 or signed from -15 to 15, or the words of a cell."""
    if cell.tag != "img":
        return cell.text or ""
    bytes_ = b64decode(cell.get("src").removeprefix("data:image/png;base64,"))
    image = np.asarray(Image.open(io.BytesIO(bytes_)).convert("RGBA")).astype(int)
    if (image[..., 3] == 255).all() and (image[..., 0] == image[..., 1]).all():
        return image[..., 0]
    return image[..., 3] // 17 * np.sign(image[..., 0] - image[..., 2])


def test_each_cure_has_a_picture_that_adds_up():
    page, names, tables = pictures(BATCHED.format("64, 3, 7, 7", "8, 1, 224, 224", 3, 1))
    assert names[0] == "the same picture, 3 times, 3 slices, a map" and len(tables) == 3
    for _, slices, partial in tables:
        count = len(slices) // 2
        assert slices[-1] == ("1 slice" if count == 1 else f"{count} slices")
        assert partial[1:-1:2] == ["+"] * (count - 1) + ["="]
    assert all(np.array_equal(tables[0][0][0], tables[0][0][n]) for n in (2, 4))
    channels, slices, partial = tables[1]
    assert slices[0].shape == (7, 7) and channels[0].shape == (44, 44)
    *maps, total = tables[0][2][::2]
    assert abs(sum(maps) - total)[abs(total) < 15].max() <= 2  # levels are rounded
    np.testing.assert_array_equal(total, partial[-1])  # what the last sentence says
    words = re.sub(r"</?b>", "", page)
    found = re.search(r"Cures 1 and 2 make the same map: largest difference \d × 10⁻[⁵⁶⁷]", words)
    assert found and "made up" in page


@pytest.mark.parametrize(
    "message, said",
    [
        (BATCHED.format("64, 1, 5, 5", "8, 3, 9, 9", 1, 3), "Each slice is 1/3 of the old one."),
        (BATCHED.format("64, 3, 5, 5", "8, 4, 9, 9", 3, 4), "transparency left out, 3 slices"),
        (BATCHED.format("64, 3, 5, 5", "8, 9, 9, 3", 3, 9), "the channels, found, 3 slices"),
        (BATCHED.format("8, 1, 3, 3", "1, 60, 28, 28", 1, 60), "one picture, one channel, 1 slice"),
        (BATCHED.format("8, 64, 1, 1", "8, 3, 9, 9", 64, 3), "62 more:"),
        (BATCHED.format("8, 64, 3, 3", "8, 3, 9, 9", 64, 3), "what the layer had learned is gone"),
    ],
)
def test_pictures_of_other_cures(message, said):
    assert said in explain(message)._repr_html_()


def test_no_picture_where_none_would_be_true():
    groups = BATCHED.replace("groups=1", "groups=32").format("32, 1, 3, 3", "1, 16, 8, 8", 32, 16)
    volumes = BATCHED.format("8, 3, 3, 3, 3", "8, 1, 9, 9, 9", 3, 1)
    many = BATCHED.format("8, 123456789, 3, 3", "8, 3, 9, 9", 123456789, 3)
    for message in (groups, volumes, many, "?"):
        assert "<img" not in explain(message)._repr_html_()
