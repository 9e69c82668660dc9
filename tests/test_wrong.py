"""Wrong ideas of a layer, worked out another way, and the widget that shows them."""

import json
import shutil
import subprocess

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from convlab import ShapeError, WrongConvolutions, ideas, images, kernels
from convlab.widgets._front import STATIC

X, BANK = images.coffee(20), kernels.bank("teaching")


def partial_maps(x, w, stride=1, padding=0):
    """(c, h, w) by (c, k, l): each channel with its slice."""
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding)))
    windows = sliding_window_view(x, w.shape[1:], axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("cijkl,ckl->cij", windows.astype(float), w.astype(float))


def expected(idea, o, **steps):
    """Each idea as its formula says."""
    w, b = BANK.weight[o], BANK.bias[o]
    parts = partial_maps(X, w, **steps)
    alone = partial_maps(X, np.stack([w[0]] * 3), **steps)
    grey = partial_maps((X[0] + X[1] + X[2])[None] / 3, w[:1], **steps)
    loud = max(range(3), key=lambda c: abs(w[c]).sum())
    maps = {
        "stays RGB": alone, "grey first": grey, "mean": parts.mean(0)[None],
        "largest": parts.max(0)[None], "one channel": parts[loud][None],
        "shared slice": alone.sum(0)[None],
    }  # fmt: skip
    return maps[idea] + b


@pytest.mark.parametrize("idea", ideas.IDEAS)
@pytest.mark.parametrize("o", [0, 2, 5])
@pytest.mark.parametrize("steps", [{}, {"stride": 2, "padding": 1}])
def test_ideas_are_what_their_formula_says(idea, o, steps):
    y = ideas.wrong(idea, X, *BANK[:2], out_channel=o, **steps)
    np.testing.assert_allclose(y, expected(idea, o, **steps), atol=1e-5)
    view = WrongConvolutions(X, *BANK[:2], idea=idea, out_channel=o, **steps)
    layer = partial_maps(X, BANK.weight[o], **steps).sum(0) + BANK.bias[o]
    np.testing.assert_allclose(view.output[0], layer, atol=1e-5)
    np.testing.assert_allclose(view.wrong(), y)
    off = expected(idea, o, **steps) - layer
    np.testing.assert_allclose(abs(view.difference[0]), abs(off).max(0), atol=1e-5)
    # It starts where they differ most, and the layer's own account agrees
    assert abs(off[:, view.row, view.col]).max() == pytest.approx(abs(off).max(), abs=1e-5)
    assert view.ledger.total == pytest.approx(layer[view.row, view.col], abs=1e-5)


def test_what_the_ideas_get_wrong():
    grey = np.repeat(images.to_grey(X), 3, axis=0)
    swapped = X[::-1]
    for idea, blind in (("shared slice", True), ("grey first", True), ("mean", False)):
        same = np.allclose(
            ideas.wrong(idea, X, *BANK[:2], out_channel=2),
            ideas.wrong(idea, swapped, *BANK[:2], out_channel=2), atol=1e-5,
        )  # fmt: skip
        assert same is blind
    # A mean is the layer with weights a third as large
    third = partial_maps(grey, BANK.weight[0] / 3).sum(0) + BANK.bias[0]
    np.testing.assert_allclose(ideas.wrong("mean", grey, *BANK[:2])[0], third, atol=1e-5)


def test_no_bias_and_clear_refusals():
    view = WrongConvolutions(X, BANK.weight, idea="mean")
    np.testing.assert_allclose(view.wrong() * 3, view.output, atol=1e-5)
    with pytest.raises(ShapeError, match=r"1 channel.*repeat\(3"):
        WrongConvolutions(X[:1], BANK.weight[:, :1])
    with pytest.raises(ShapeError, match="row must be 0 to 17, got 18"):
        WrongConvolutions(X, BANK.weight, row=18)
    with pytest.raises(ShapeError, match="out_channel must be 0 to 7, got 8"):
        view.out_channel = 8
    with pytest.raises(ValueError, match=r"no idea 'median'.*stays RGB"):
        ideas.wrong("median", X, BANK.weight)
    with pytest.raises(ShapeError, match="a slice for each channel"):
        ideas.wrong("mean", X, BANK.weight[:, :2])


def test_output_says_what_it_is_and_carries_its_picture():
    view = WrongConvolutions(X, *BANK[:2], idea="shared slice")
    bundle, _ = view._repr_mimebundle_()
    assert bundle["text/plain"] == "WrongConvolutions: the layer beside “One slice for all”"
    assert bundle["image/png"] == view.still()
    before = view.still()
    view.idea = "largest"
    assert view.still() != before


def test_a_state_line_brings_the_view_back():
    view = WrongConvolutions(X, *BANK[:2], idea="grey first", out_channel=5, row=3)
    assert view.state == f"idea=grey+first out_channel=5 row=3 col={view.col}"
    again = WrongConvolutions(X, *BANK[:2], state=view.state)
    assert again.state == view.state
    # Without a place it starts where they differ most
    start = WrongConvolutions(X, *BANK[:2], state="idea=mean")
    assert start.state == WrongConvolutions(X, *BANK[:2], idea="mean").state
    with pytest.raises(ValueError, match="holds 'colour'; it may set idea"):
        view.state = "colour=red"


@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
def test_browser_works_out_the_same():
    """ideas.js itself, run by node, for every idea of every kernel; and where they differ most."""
    steps = {"stride": 2, "padding": 1, "dilation": 1}
    task = dict(x=X.ravel().tolist(), xShape=X.shape, weight=BANK.weight.ravel().tolist(),
                weightShape=BANK.weight.shape, bias=BANK.bias.tolist(), steps=steps)  # fmt: skip
    node = subprocess.run(
        ["node", "--input-type=module", "-e", f"""
        import {{ account, farthest, workOut }} from "{STATIC / 'ideas.js'}";
        import {{ readFileSync }} from "node:fs";
        const task = JSON.parse(readFileSync(0));
        for (const name of ["x", "weight", "bias"]) task[name] = Float32Array.from(task[name]);
        const names = ["red", "green", "blue"];
        const out = task.weightShape.slice(0, 1).flatMap((n) => [...Array(n).keys()]).map((o) => {{
          const worked = workOut(task, o);
          return Object.entries(worked.maps).map(([idea, maps]) => {{
            const {{ row, col }} = farthest(worked, idea);
            const lines = account(worked, idea, row * worked.ow + col, names, true);
            const counted = lines.filter((l) => l.value !== undefined && !l.quiet);
            const sum = counted.reduce((s, l) => s + l.value, 0);
            return {{ idea, maps: maps.map((map) => [...map]), row, col, sum }};
          }});
        }});
        console.log(JSON.stringify(out));
        """],
        input=json.dumps(task), capture_output=True, text=True,
    )  # fmt: skip
    assert node.returncode == 0, node.stderr
    for o, kernel in enumerate(json.loads(node.stdout)):
        assert [one["idea"] for one in kernel] == [*ideas.IDEAS]
        for one in kernel:
            y = expected(one["idea"], o, stride=2, padding=1)
            np.testing.assert_allclose(np.reshape(one["maps"], y.shape), y, atol=1e-5)
            view = WrongConvolutions(X, *BANK[:2], idea=one["idea"], out_channel=o, **steps)
            assert (one["row"], one["col"]) == (view.row, view.col)
            if len(y) == 1:  # the lines add up to the number in the map
                assert one["sum"] == pytest.approx(y[0, view.row, view.col], abs=1e-5)
