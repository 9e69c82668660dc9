"""Wrong ideas of a layer, worked out another way, and the widget that shows them."""

import json
import re
from dataclasses import fields, replace
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from convlab import ShapeError, WrongConvolutions, ideas, images, kernels
from convlab.figures.base.boxes import PAINTERS
from convlab.figures.base.subject import Subject
from convlab.figures.ideas import ideas_scene
from convlab.figures.parts.compared import Compared
from convlab.scene import boxes
from convlab.show import shared_limit
from convlab.widgets.modules import STATIC
from tests.node import run_module
from tests.stored import array_data, box_data

X, BANK = images.coffee(20), kernels.bank("teaching")
MAPS, COFFEE = kernels.stem_maps(images.coffee(84)), kernels.trained("coffee")  # 32 channels


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
        "stays RGB": alone,
        "grey first": grey,
        "mean": parts.mean(0)[None],
        "largest": parts.max(0)[None],
        "one channel": parts[loud][None],
        "shared slice": alone.sum(0)[None],
    }
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
            ideas.wrong(idea, swapped, *BANK[:2], out_channel=2),
            atol=1e-5,
        )
        assert same is blind
    # A mean is the layer with weights a third as large
    third = partial_maps(grey, BANK.weight[0] / 3).sum(0) + BANK.bias[0]
    np.testing.assert_allclose(ideas.wrong("mean", grey, *BANK[:2])[0], third, atol=1e-5)


def test_no_bias_and_clear_refusals():
    view = WrongConvolutions(X, BANK.weight, idea="mean")
    np.testing.assert_allclose(view.wrong() * 3, view.output, atol=1e-5)
    with pytest.raises(ShapeError, match=r"1 channel: nothing is added up.*repeat\(3"):
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
    assert view.state == f"idea=grey+first&out_channel=5&row=3&col={view.col}"
    again = WrongConvolutions(X, *BANK[:2], state=view.state)
    assert again.state == view.state
    # Without a place it starts where they differ most
    start = WrongConvolutions(X, *BANK[:2], state="idea=mean")
    assert start.state == WrongConvolutions(X, *BANK[:2], idea="mean").state
    with pytest.raises(ValueError, match="holds 'colour'; it may set idea"):
        view.state = "colour=red"


def test_the_place_that_is_farthest_off_goes_with_the_idea():
    view = WrongConvolutions(X, *BANK[:2], idea="largest", out_channel=2)
    for change in ({"idea": "shared slice"}, {"out_channel": 5}, {"idea": "mean"}):
        for name, value in change.items():
            setattr(view, name, value)
        size = abs(view.difference[0])
        assert size[view.row, view.col] == pytest.approx(size.max(), abs=1e-5)
    view.row, view.col = 3, 4  # a place of one's own stays
    view.idea, view.out_channel = "largest", 2
    assert (view.row, view.col) == (3, 4)
    # A whole state brings its own place
    view.state = WrongConvolutions(X, *BANK[:2], idea="mean").state
    view.state = f"idea=largest&out_channel=2&row={view.row}&col={view.col}"
    assert view.state == f"idea=largest&out_channel=2&row={view.row}&col={view.col}"


def test_many_channels_and_the_ideas_they_can_give():
    view = WrongConvolutions(MAPS, *COFFEE[:2])
    assert view.idea == "mean" and view.state.startswith("idea=mean")
    parts = partial_maps(MAPS, COFFEE.weight[0])
    np.testing.assert_allclose(view.output[0], parts.sum(0) + COFFEE.bias[0], atol=1e-4)
    np.testing.assert_allclose(view.wrong()[0], parts.mean(0) + COFFEE.bias[0], atol=1e-4)
    for idea in ("largest", "one channel", "shared slice"):
        view.idea = idea
        assert view.wrong().shape == view.output.shape
    assert view.still() != WrongConvolutions(MAPS, *COFFEE[:2]).still()
    for idea in ("stays RGB", "grey first"):
        with pytest.raises(ShapeError, match="3 channels, and x has 32: choose from mean, la"):
            view.idea = idea
    assert view.idea == "shared slice"
    with pytest.raises(ShapeError, match="channel_names holds 2 names for 32 channels"):
        WrongConvolutions(MAPS, *COFFEE[:2], channel_names=["a", "b"])
    two = WrongConvolutions(X[:2], BANK.weight[:, :2], channel_names=["left", "right"])
    assert two.ledger.channel_names == ("left", "right") and two.still()


def node(script, task):
    """What a script of the browser's own modules prints, run by node on ``task``."""
    return run_module(
        f"""
        import * as ideas from "{STATIC / "numbers/ideas.js"}";
        import * as rows from "{STATIC / "numbers/rows.js"}";
        import {{ lookAt, twin, workKernel }} from "{STATIC / "numbers/compare.js"}";
        const {{ farthest, halftone, limitsOf, reason, shareBeyond, workOut }} = ideas;
        const task = given;
        for (const name of ["x", "weight", "bias"]) task[name] = Float32Array.from(task[name]);
        const kernelOf = (o) => workKernel(task, task.spec, o);
        console.log(JSON.stringify({script}));
        """,
        task,
    )


def task(x, weight, bias, names=("red", "green", "blue"), **steps):
    steps = {"stride": 1, "padding": 0, "dilation": 1} | steps
    there = [name for name in ideas.IDEAS if len(x) == 3 or name not in ("stays RGB", "grey first")]
    about = {name: ideas.IDEAS[name]._asdict() for name in there}
    return dict(
        x=x.ravel().tolist(),
        xShape=x.shape,
        weight=weight.ravel().tolist(),
        weightShape=weight.shape,
        bias=bias.tolist(),
        steps=steps,
        spec=dict(channel_names=names, has_bias=True, ideas=about),
    )


EACH_KERNEL = "task.weightShape.slice(0, 1).flatMap((n) => [...Array(n).keys()])"


def in_row(idea, o, parts, alone):
    """All signed maps that stand in the row of an idea."""
    y = expected(idea, o)
    terms = {
        "stays RGB": alone + BANK.bias[o],
        "grey first": y - BANK.bias[o],
        "mean": parts / 3,
        "largest": parts,
        "one channel": y - BANK.bias[o],
        "shared slice": alone,
    }[idea]
    return [*terms, *([] if len(y) > 1 else y)]


def test_one_scale_covers_all_that_is_compared():
    """Nowhere are more than 2 % of two rows beyond its ends, and it stays from idea to idea."""
    found = node(f"{EACH_KERNEL}.map((o) => kernelOf(o).limits)", task(X, *BANK[:2]))
    for o, limits in enumerate(found):
        parts = partial_maps(X, BANK.weight[o])
        alone = partial_maps(X, np.stack([BANK.weight[o, 0]] * 3))
        layer = [*parts, parts.sum(0) + BANK.bias[o]]
        needed = [shared_limit(layer)]
        for idea in ideas.IDEAS:
            maps = in_row(idea, o, parts, alone)
            ratio = np.percentile(np.abs(maps), 98) / np.percentile(np.abs(layer), 98)
            if idea in limits["own"]:  # of quite another size: it says so in a legend
                assert ratio > 3 or ratio < 1 / 3
                assert limits["own"][idea] == shared_limit(maps)
            else:
                assert 1 / 3.3 < ratio < 3.3
                needed.append(shared_limit(layer, maps))
                beyond = abs(np.stack([*layer, *maps])) > limits["shared"] * 1.000001
                assert beyond.mean() <= 0.02, (o, idea)
        assert limits["shared"] == max(needed)
    # A shared slice is three times as loud as the layer
    assert found[2] == {"shared": 5, "own": {}, "root": False}


def test_a_row_of_another_size_has_a_scale_of_its_own():
    """A kernel whose first slice is far larger than the sum: the second legend is named."""
    weight = np.array([[[[100.0]], [[1.0]], [[1.0]]]], np.float32)
    x = np.stack([X[0] / 100, X[1], X[2]])
    found = node("kernelOf(0).limits", task(x, weight, BANK.bias[:1]))
    assert found["own"]["shared slice"] > 3 * found["shared"]
    view = WrongConvolutions(x, weight, BANK.bias[:1], idea="shared slice")
    legends = [box.text for box in scene_of(view).boxes if isinstance(box, boxes.Text)]
    assert {"the layer", "the idea"} <= set(legends) and "signed scale" not in legends


def test_what_is_said_of_the_mean_is_what_is_seen():
    script = f"{EACH_KERNEL}.map((o) => reason(workOut(task, o), 'mean', {{}}))"
    for o, why in enumerate(node(script, task(X, *BANK[:2]))):
        layer = partial_maps(X, BANK.weight[o]).sum(0) + BANK.bias[o]
        mean = expected("mean", o)[0]
        bias = f"{BANK.bias[o]:g}".replace("-", "−")
        first = f"The sum is divided by 3, the bias is not: the map fades towards {bias}."
        assert why.startswith(first)
        np.testing.assert_allclose(3 * (mean - BANK.bias[o]), layer - BANK.bias[o], atol=1e-5)
        turned = 100 * (np.sign(mean.round(5)) * np.sign(layer.round(5)) < 0).mean()
        said = re.fullmatch(" (\\d+)\u00a0% of the map changes sign.", why.removeprefix(first))
        assert abs(int(said[1]) - turned) <= 0.51
    for why in node(script, task(X, BANK.weight, 0 * BANK.bias)):
        assert why == "The sum is divided by 3: the same map, paler. Larger weights make up for it."


def test_dots_are_the_worst_of_their_blocks():
    """25 dots along the longer side at most; each leads to its place; none is left out."""
    for size in (20, 52, 30):
        x = images.coffee(size)
        script = "(() => { const { worked } = kernelOf(2); const d = halftone(worked, 'largest');"
        script += "return { ...d, sizes: [...d.sizes],"
        script += "share: shareBeyond(worked, 'largest', 0.5) }; })()"
        found = node(script, task(x, *BANK[:2]))
        off = abs(partial_maps(x, BANK.weight[2]).max(0) - partial_maps(x, BANK.weight[2]).sum(0))
        block = -(-len(off) // 25)
        assert found["block"] == block and found["across"] == -(-len(off) // block) <= 25
        assert len(found["sizes"]) == found["across"] ** 2
        for i, (at, dot) in enumerate(zip(found["worst"], found["sizes"], strict=True)):
            row, col = (block * n for n in divmod(i, found["across"]))
            inside = off[row : row + block, col : col + block]
            assert dot == pytest.approx(inside.max(), abs=1e-5)
            assert off.ravel()[at] == pytest.approx(inside.max(), abs=2e-5)
        assert found["share"] == pytest.approx(100 * (off > 0.5 + 1e-5).mean(), abs=0.05)


def test_of_many_channels_the_rows_name_a_few_and_still_add_up():
    names = [f"channel {c}" for c in range(32)]
    found = node(
        """["mean", "largest", "one channel", "shared slice"].map((idea) => {
        const kernel = kernelOf(0);
        const seen = lookAt(kernel, { idea, row: 17, col: 16 });
        const names = kernel.columns.map(({ name }) => name);
        return [names, seen.layer, seen.idea].map((one) => one);
    })""",
        task(MAPS, *COFFEE[:2], names=names),
    )
    parts = partial_maps(MAPS, COFFEE.weight[0])
    here = parts[:, 17, 16]
    first = partial_maps(MAPS, np.repeat(COFFEE.weight[0, :1], 32, axis=0))[:, 17, 16]
    strongest = abs(COFFEE.weight[0]).sum((1, 2)).argmax()  # it is picked: it has a column
    loud = np.argsort(-abs(parts).sum((1, 2)))[:4]
    assert strongest not in loud
    loud = sorted([*loud[:3], strongest])
    for idea, (columns, layer, wrong) in zip(("mean", "largest", "one", "all"), found, strict=True):
        assert columns == [*(f"channel {c}" for c in loud), "28 more"]
        np.testing.assert_allclose(layer["values"][:4], here[loud], atol=1e-4)
        rest = np.delete(here, loud)
        assert layer["values"][4] == pytest.approx(rest.sum(), abs=1e-4)
        assert sum(layer["values"]) + layer["bias"] == pytest.approx(layer["total"], abs=1e-4)
        want = {
            "mean": here.mean(),
            "largest": here.max(),
            "all": first.sum(),
            "one": here[strongest],
        }[idea]
        counted = [v for v, counts in zip(wrong["values"], wrong["counts"], strict=True) if counts]
        assert sum(counted) == pytest.approx(want, abs=1e-4)
        assert wrong["total"] == pytest.approx(want + COFFEE.bias[0], abs=1e-4)
        if idea == "largest":
            assert len(counted) == 1 and wrong["values"][4] == pytest.approx(rest.max(), abs=1e-4)


def test_browser_works_out_the_same():
    """ideas.js itself, run by node, for every idea of every kernel; and where they differ most."""
    steps = {"stride": 2, "padding": 1, "dilation": 1}
    found = node(
        EACH_KERNEL
        + """.map((o) => {
        const kernel = kernelOf(o);
        return Object.entries(kernel.worked.maps).map(([idea, maps]) => {
            const { row, col } = farthest(kernel.worked, idea);
            const { total, values, counts, bias } = lookAt(kernel, { idea, row, col }).idea;
            const sum = values.reduce((s, v, i) => s + (counts[i] ? v : 0), bias ?? 0);
            return { idea, maps: maps.map((map) => [...map]), row, col, sum, total };
        });
    })""",
        task(X, *BANK[:2], **steps),
    )
    for o, kernel in enumerate(found):
        assert [one["idea"] for one in kernel] == [*ideas.IDEAS]
        for one in kernel:
            y = expected(one["idea"], o, stride=2, padding=1)
            np.testing.assert_allclose(np.reshape(one["maps"], y.shape), y, atol=1e-5)
            view = WrongConvolutions(X, *BANK[:2], idea=one["idea"], out_channel=o, **steps)
            assert (one["row"], one["col"]) == (view.row, view.col)
            if len(y) == 1:  # the terms add up to the number in the map
                assert one["sum"] == pytest.approx(y[0, view.row, view.col], abs=1e-5)
            else:
                assert one["total"] is None


# --- the still is the screen -------------------------------------------------------------------


def scene_of(view):
    """The scene of a still, without the title that stands above it on screen."""
    subject = Subject.of_run(view._run, (view.out_channel, view.row, view.col))
    return ideas_scene(Compared(subject, [view.idea], view._spec["limit"] or None))


def browser_boxes(view):
    """The boxes that the widget has on screen in a wide window."""
    x, weight, bias = (
        np.frombuffer(one, np.float32).tolist() for one in (view._x, view._weight, view._bias)
    )
    spec = json.loads(json.dumps(view._spec))
    state = {name: getattr(view, name) for name in ("idea", "out_channel", "row", "col")}
    return run_module(
        f"""
        import {{ ideasScene }} from "{STATIC / "scene/ideas.js"}";
        import {{ workKernel }} from "{STATIC / "numbers/compare.js"}";
        import {{ Layer }} from "{STATIC / "numbers/layer.js"}";
        import {{ numbersOf }} from "{STATIC / "numbers/state.js"}";
        const [x, weight, bias] = given.arrays.map((one) => Float32Array.from(one));
        const {{ spec, state }} = given;
        const layer = {{ x, weight, bias, xShape: spec.x_shape, weightShape: spec.weight_shape }};
        const kernel = workKernel({{ ...layer, steps: spec.steps }}, spec, state.out_channel);
        const photo = spec.photo ? x : null;
        const facts = numbersOf(new Layer(layer), {{ steps: spec.steps }});
        const scene = ideasScene({{ spec, kernel, photo, facts, state, width: 904, ratio: 2 }});
        const plain = (_, value) => (ArrayBuffer.isView(value) ? [...value] : value);
        console.log(JSON.stringify([scene.height, scene.boxes], plain));
        """,
        dict(arrays=[x, weight, bias], spec=spec, state=state),
    )


CLASSES = {"scale": boxes.Legend} | {kind.__name__.lower(): kind for kind in PAINTERS}


def as_python(box):
    """A box of the browser's as ``box_data`` writes Python's."""
    one = {key: value for key, value in box.items() if value is not False}
    if "data" in one:
        one["data"] = array_data(np.array(one["data"]))
        one.pop("w"), one.pop("h")
    if "values" in one:
        one["values"] = array_data(np.array(one["values"]))
        one.pop("columns")
    if any(one.get("outside", ())):
        one["outside"] = array_data(np.array(one["outside"], float))
    else:
        one.pop("outside", None)
    if one.get("tall") == one.get("cell"):
        one.pop("tall", None)
    usual = {field.name: field.default for field in fields(CLASSES[box["kind"]])}
    return {key: value for key, value in one.items() if key == "kind" or usual.get(key) != value}


def assert_same(found, wanted, where):
    assert found.keys() == wanted.keys(), where
    for key, value in wanted.items():
        if isinstance(value, (int, float)) or (isinstance(value, list) and key != "outside"):
            assert found[key] == pytest.approx(value, rel=3e-4, abs=3e-4), (where, key)
        else:
            assert found[key] == value, (where, key)


LAYERS = {
    "photo": (images.coffee(52), *BANK[:2], {"out_channel": 2}),
    "no bias": (X, BANK.weight, None, {"out_channel": 5}),
    "padded": (X, *BANK[:2], {"padding": 1, "stride": 2, "row": 0, "col": 0}),
    "32 channels": (MAPS, *COFFEE[:2], {}),
    "whole numbers": (*kernels.cs231n(), {"stride": 2, "padding": 1}),
    "1×1": (X, *kernels.bank("colour_opponents")[:2], {}),
    "two": (X[:2], BANK.weight[:, :2], BANK.bias, {"channel_names": ["left", "right"]}),
}


@pytest.mark.parametrize("idea", ideas.IDEAS)
@pytest.mark.parametrize("name", LAYERS)
def test_the_still_has_the_boxes_of_the_screen(name, idea):
    x, weight, bias, options = LAYERS[name]
    if len(x) != 3 and idea in ("stays RGB", "grey first"):
        return
    view = WrongConvolutions(x, weight, bias, idea=idea, **options)
    height, browser = browser_boxes(view)
    scene = scene_of(view)
    down = 48  # the title
    python = [box_data(replace(box, y=box.y - down)) for box in scene.boxes[2:]]
    assert [box["kind"] for box in browser] == [box["kind"] for box in python]
    assert height == pytest.approx(scene.height - down)
    for i, (theirs, ours) in enumerate(zip(browser, python, strict=True)):
        assert_same(as_python(theirs), ours, (i, ours))


@pytest.mark.parametrize("idea", ideas.IDEAS)
@pytest.mark.parametrize("seed", range(6))
def test_what_is_written_adds_up(idea, seed):
    rng = np.random.default_rng(seed)
    digits = 9 if seed % 2 else 1
    x, weight = rng.random((3, 6, 6)).round(digits), rng.standard_normal((1, 3, 3, 3)).round(digits)
    bias = rng.random(1) if seed % 3 else None
    found = scene_of(WrongConvolutions(x, weight, bias, idea=idea)).boxes
    sums = [box for box in found if isinstance(box, boxes.Swatch) and not box.faded]
    pills = [box for box in found if isinstance(box, boxes.Pill)]
    notes = [box for box in found if isinstance(box, boxes.Text) and box.text.startswith("round")]
    lines = {box.y for box in sums}
    assert len(lines) == 2
    for y in lines:
        *terms, total = [box for box in sums if box.y == y]
        if total.x < 700:  # three numbers, and nothing is added up
            assert idea == "stays RGB" and len(terms) == 2
            continue
        parts = [box.text for box in terms]
        if all(" ÷ 3" in text for text in parts):  # rounded once, as a whole
            exact = sum(decimal(text.partition(" ")[0]) for text in parts) / 3
            parts = [str(exact.quantize(decimal(total.text), ROUND_HALF_UP))]
        parts += [pill.text for pill in pills if abs(pill.y - y - 16) < 1]
        parts += [note.text.split()[1] for note in notes if 0 < note.y - y < 60]
        assert sum(map(decimal, parts)) == decimal(total.text), (y, parts)


def decimal(text):
    return Decimal(text.replace("−", "-"))
