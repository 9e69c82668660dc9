"""What holds for every question: its ideas, its sums, its widget and its still picture."""

import json
import re

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from convlab import ChannelExplorer
from convlab.figures import png
from convlab.figures.quiz import quiz_still
from convlab.lessons.question import Count, Question, Row, right, wrong
from convlab.quiz import QUESTIONS, question
from convlab.widgets import Quiz
from convlab.widgets.modules import STATIC, sources
from tests.node import run_module


def test_a_quiz_has_nothing_to_set():
    assert not hasattr(Quiz("32-to-1-weights"), "state")
    with pytest.raises(TypeError, match="state"):
        Quiz("32-to-1-weights", state="")


def test_no_two_questions_ask_the_same():
    assert len({q.text for q in QUESTIONS.values()}) == len(QUESTIONS)


@pytest.mark.parametrize("q", QUESTIONS.values(), ids=QUESTIONS)
def test_each_wrong_answer_has_an_idea_that_keeps_the_secret(q):
    secret = q.answer.text
    for answer in q.answers:
        assert answer.why.count("**") % 2 == 0
        if not answer.right:
            assert answer.why.startswith("**"), answer
            given_away = re.search(rf"(?<![\w,.]){re.escape(secret)}(?!\w|[.,]\d)", answer.why)
            assert not given_away, answer
    assert 3 <= len(q.answers) <= 5 and len(q.text) <= 190
    assert bool(q.hint) == q.typed


def test_the_right_answer_has_no_favourite_place():
    places = [[a.right for a in q.answers].index(True) for q in QUESTIONS.values() if not q.typed]
    assert max(map(places.count, range(4))) < len(places) * 0.6


SUM = re.compile(r"((?:−?\d[\d,.]*|[()⌊⌋]| [×+−/] )+) = \*{0,2}(−?\d[\d,.]*\d|−?\d)")


def test_every_sum_in_the_texts_holds():
    found = {}
    for id, q in QUESTIONS.items():
        for words in [q.text, q.hint, *(a.why for a in q.answers)]:
            for left, result in SUM.findall(words):
                code = re.sub(r"⌊(.*) / (\d+)⌋", r"(\1 // \2)", left.strip())
                code = code.translate(str.maketrans("−×", "-*", ","))
                if re.search(r"[-+*/]", code.lstrip("-")):
                    found[id] = code
                    assert eval(code) == float(result.translate(str.maketrans("−", "-", ","))), code
    assert len(found) >= 10, found


def test_still_asks_and_does_not_answer():
    for q in QUESTIONS.values():
        figure = quiz_still(q)
        for answer in q.answers:
            assert answer.why[:20] not in repr(figure)
    q = question("32-to-1-weights")
    turned = Question(
        q.text,
        *((wrong if a.right else right)(a.value, a.why) for a in q.answers if a.value in (9, 288)),
    )
    plain = Question(q.text, *(a for a in q.answers if a.value in (9, 288)))
    assert png(quiz_still(turned)) == png(quiz_still(plain))


def test_words_ask_and_do_not_answer():
    for q in QUESTIONS.values():
        words = q.markdown()
        assert q.typed or all(f"- {a.text}\n" in words for a in q.answers)
        assert not any(a.why in words for a in q.answers)
    windows = q_block("best-match", "the windows")
    assert windows[1].split() == ["A", "B", "C", "D"]
    assert windows[2].split() == [*"111", *"001", *"100", *"100"]
    about_a_photo, _ = Quiz("edge-in-grey")._repr_mimebundle_()
    assert "image/png" in about_a_photo
    assert about_a_photo["text/plain"].endswith(question("edge-in-grey").choices)


def q_block(id, label):
    return next(t.lines() for t in question(id).pictures if t.label == label)


def test_widget_says_nothing_of_the_answer():
    quiz = Quiz("32-to-1-weights")
    bundle, _ = quiz._repr_mimebundle_()
    assert bundle["text/plain"] == f"Quiz: {quiz.question.text}"
    assert "image/png" not in bundle  # asked in words: read aloud, and in the reader's own theme
    assert bundle["text/markdown"] == quiz.question.markdown()
    assert [name for name in quiz.traits(sync=True) if "answer" in name or "chosen" in name] == []


def test_unknown_question():
    with pytest.raises(ValueError, match=r"no question '32-to-2'.*32-to-1-weights"):
        Quiz("32-to-2")
    with pytest.raises(ValueError, match="one right answer"):
        Question("?", wrong(1, "**a**"), wrong(2, "**b**"))


def test_browser_marks_as_python_does():
    """quiz.js itself, run by node: which answer each text is, and which numbers a picture holds."""
    marked, sums, typed = run_module(
        f"""
        import {{ answerTo, tileValues, typedNumber }} from "{STATIC / "numbers/quiz.js"}";
        const sum = (tiles) => tileValues(tiles).reduce((s, v) => s + v, 0);
        console.log(JSON.stringify([
          given.map((q) => q.answers.map((a, i) => answerTo(q, q.typed ? a.text : i))),
          given.map((q) => q.answers.map((a) => a.pictures.map(sum))),
          [" 1,792 ", "−3", "1e3", "", "1792.0", "1 792", "1,5", "17,92"].map(typedNumber),
        ]));
        """,
        [q.spec() for q in QUESTIONS.values()],
    )
    assert typed == [1792, -3, None, None, 1792, 1792, None, None]
    for (id, q), places, totals in zip(QUESTIONS.items(), marked, sums, strict=True):
        assert places == [*range(len(q.answers))], id
        for answer, pictures in zip(q.answers, totals, strict=True):
            for tiles, total in zip(answer.pictures, pictures, strict=True):
                values = np.clip(tiles.values, -tiles.limit, tiles.limit)
                half_step = tiles.limit / 254 * values.size
                assert total == pytest.approx(values.sum(), abs=half_step + 1e-3)


# --- rows: what an answer makes of the question's example --------------------------------------

EXAMPLES = {id: q for id, q in QUESTIONS.items() if q.example}
ROWS = {
    f"{id}: {answer.text}": (q.example, row)
    for id, q in EXAMPLES.items()
    for answer in q.answers
    for row in answer.shown
    if isinstance(row, Row)
}


def numbers_of(example):
    """x, weight and bias as the browser gets them."""
    bias = example.bias or 0
    return dict(
        x=np.float32(example.x).ravel().tolist(),
        weight=np.float32(example.weight).ravel().tolist(),
        bias=[bias],
        spec=example.spec(),
    )


def in_browser(script, given):
    """What a script makes of an example with answers, run by node on the browser's own modules."""
    return run_module(
        f"""
        import * as quiz from "{STATIC / "numbers/quiz.js"}";
        import {{ rowsScene }} from "{STATIC / "scene/quiz.js"}";
        const arrays = Object.fromEntries(
          ["x", "weight", "bias"].map((name) => [name, Float32Array.from(given[name])]),
        );
        const {{ spec: example, answers }} = given;
        const floats = (v) => (v instanceof DataView ? new Float32Array(v.buffer) : v);
        const plain = (_, value) => (ArrayBuffer.isView(value) ? [...floats(value)] : value);
        console.log(JSON.stringify({script}, plain));
        """,
        given,
    )


def subtotals(example, weight=None):
    """What each channel adds at the example's place, by NumPy alone."""
    steps = {"stride": 1, "padding": 0, "dilation": 1} | example.steps
    assert steps["dilation"] == 1
    pad = [(steps["padding"],) * 2] * 2
    weight = example.weight[0] if weight is None else weight
    row, col = (steps["stride"] * at for at in example.at)
    return np.array(
        [
            (sliding_window_view(np.pad(x, pad), w.shape)[row, col] * w).sum()
            for x, w in zip(np.float64(example.x), np.float64(weight), strict=True)
        ]
    )


def total_of(example, row):
    """What a row comes to, as its idea says; None if nothing is added up."""
    parts, bias = subtotals(example, row.weight), example.bias or 0
    audible = [part for c, part in enumerate(parts) if c not in example.muted]
    strongest = abs(example.weight[0]).sum(axis=(1, 2)).argmax()
    first = example.weight[0, [0] * len(parts)]
    return {
        "layer": lambda: sum(audible) + bias,
        "all channels": lambda: sum(parts) + bias,
        "mean": lambda: parts.mean() + bias,
        "one channel": lambda: parts[strongest] + bias,
        "shared slice": lambda: subtotals(example, first).sum() + bias,
        "no bias": lambda: parts.sum(),
        "a bias each": lambda: parts.sum() + len(parts) * bias,
        "not added": lambda: None,
        "as colours": lambda: None,
        "each alone": lambda: None,
    }[row.idea]()


@pytest.mark.parametrize("name", ROWS)
def test_rows_are_what_their_idea_says_and_the_layers_adds_up(name):
    example, row = ROWS[name]
    spec = row.spec()
    given = {**numbers_of(example), "answers": [{"row": spec}]}
    layer, idea, text, words = in_browser(
        """(() => {
          const found = quiz.workExample(example, arrays, answers);
          const seen = quiz.lookAtAnswer(found, example, answers, 0);
          const text = quiz.sumText(seen.layer, seen.decimals);
          return [seen.layer, seen.idea, text, quiz.answerWords(seen, found, example)];
        })()""",
        given,
    )
    assert layer["total"] == pytest.approx(total_of(example, Row()), abs=1e-4)
    *parts, total = re.findall(r"−?\d+(?:\.\d+)?", text)
    printed = sum(round(float(part.replace("−", "-")) * 1e4) for part in parts)
    assert printed == round(float(total.replace("−", "-")) * 1e4)
    if row.idea == "layer" and row.weight is None:
        assert idea is None and "Your idea" not in words  # the layer's own row stands alone
    else:
        wanted = total_of(example, row)
        assert (idea["total"] is None) == (wanted is None)
        if wanted is not None:
            assert idea["total"] == pytest.approx(wanted, abs=1e-4)
        assert words.startswith("Your idea: ")
    assert ("not added up" in words) == (row.idea in ("not added", "as colours", "each alone"))


@pytest.mark.parametrize("width", [904, 624, 374])
@pytest.mark.parametrize("name", ROWS)
def test_every_term_of_the_layers_sum_is_on_the_board(name, width):
    """In a line, or on a phone one below the other, plus signs at the left, and none is covered."""
    example, row = ROWS[name]
    given = {**numbers_of(example), "answers": [{"row": row.spec()}], "width": width}
    scene, counted, bias = in_browser(
        """(() => {
          const found = quiz.workExample(example, arrays, answers);
          const seen = quiz.lookAtAnswer(found, example, answers, 0);
          const { width } = given;
          const all = { example, found, seen, answer: 0, x: arrays.x, width, ratio: 2 };
          const count = seen.layer.counts.filter(Boolean).length;
          return [rowsScene(all), count, seen.layer.bias];
        })()""",
        given,
    )
    [ground] = [box for box in scene["boxes"] if box["kind"] == "ground"]
    inside = [box for box in scene["boxes"] if ground["y"] <= box["y"] < ground["y"] + ground["h"]]
    sums = [box for box in inside if box["kind"] == "swatch"]
    assert len(sums) == counted + 1
    biases = [box for box in inside if box["kind"] == "pill"]
    assert (len(biases) > 0) == (bias is not None)
    axis = "y" if width == 374 else "x"
    places = [box[axis] for box in sums]
    assert places == sorted(set(places))
    for box in scene["boxes"]:
        assert box["x"] >= 0 and box["x"] + (box.get("w") or 0) * box.get("scale", 1) <= width + 5
    plus = [box for box in inside if box["kind"] == "text" and box["text"] == "+"]
    assert len(plus) >= counted - 1
    if axis == "y":
        assert {box["x"] for box in plus} <= {18}
    signs = {box["text"] for box in scene["boxes"] if box["kind"] == "text"}
    assert bool(signs & {"and", "&"}) == (row.idea in ("not added", "as colours", "each alone"))


@pytest.mark.parametrize("id", EXAMPLES)
def test_the_explorer_of_an_example_is_pythons(id):
    """What the browser gives it, Python would send."""
    example = EXAMPLES[id].example
    names = None if example.channel_names is None else list(example.channel_names)
    row, col = example.at
    explorer = ChannelExplorer(
        *(example.x, example.weight, None if example.bias is None else [example.bias]),
        channel_names=names,
        controls=("view", "play", "slide"),
        row=row,
        col=col,
        in_channel=0,
        muted=list(example.muted),
        **example.steps,
    )
    found = in_browser("quiz.explorerTraits(example, arrays)", numbers_of(example))
    state = explorer.get_state()
    arrays = {name: np.frombuffer(state[name], np.float32) for name in ("_x", "_weight", "_bias")}
    state |= {name: array.tolist() for name, array in arrays.items()}
    sent = json.loads(json.dumps(state, default=str))
    for name, value in found.items():
        if name == "_names":
            assert sorted(value) == sorted(sent[name])
        else:
            assert value == sent[name], name


def test_a_quiz_brings_the_explorer_only_where_it_has_something_to_show():
    with_example, without = Quiz("rgb-one-kernel"), Quiz("legal-groups")
    assert len(with_example._esm) > 2 * len(without._esm)
    assert "quiz.js" in sources(with_example.module)
    np.testing.assert_array_equal(
        np.frombuffer(with_example._x, np.float32), with_example.question.example.x.ravel()
    )
    assert without._x == b""


# --- counts ------------------------------------------------------------------------------------

COUNTS = {
    f"{id}: {answer.text}": (q, answer, count)
    for id, q in QUESTIONS.items()
    for answer in q.answers
    for count in answer.shown
    if isinstance(count, Count)
}
NOT_COUNTED = ("which-channels", "64-to-32")  # slices over the numbers of their channels; pairs


@pytest.mark.parametrize("name", COUNTS)
def test_what_is_counted_comes_to_the_answer(name):
    question, answer, count = COUNTS[name]
    numbers = [n for n in count.counts if n is not None]
    assert numbers == sorted(numbers)
    if not name.startswith(NOT_COUNTED):
        assert (numbers or [0])[-1] == answer.value
    assert len(count.counts) == len(count.units) == len(count.spec()["biases"])
    there = {slice for unit in count.units for slice in unit} - {None}
    assert there <= set(range(len(question.slices)))
    assert question.answer.spec()["count"]  # the layer's own, to stand below
    assert answer.right == bool(count.total) or name.startswith(NOT_COUNTED)


@pytest.mark.parametrize("width", [904, 624, 374])
@pytest.mark.parametrize("name", COUNTS)
def test_every_unit_has_its_place_and_its_running_count(name, width):
    question, _, count = COUNTS[name]
    given = {"spec": question.spec(), "count": count.spec(), "width": width}
    scene = run_module(
        f"""
        import {{ countScene }} from "{STATIC / "scene/count.js"}";
        const {{ spec, count, width }} = given;
        const most = count.units.length;
        const look = {{ maps: [], strong: true, most, width, ratio: 2 }};
        const plain = (_, value) => (ArrayBuffer.isView(value) ? [...value] : value);
        console.log(JSON.stringify(countScene({{ slices: spec.slices, count, ...look }}), plain));
        """,
        given,
    )
    boxes = scene["boxes"]
    slices = [slice for unit in count.units for slice in unit]
    drawn = [box for box in boxes if box["kind"] == "cells"]
    dots = [box for box in boxes if box["kind"] == "absent"]
    assert len(drawn) == len(slices) - slices.count(None) and len(dots) == slices.count(None)
    written = [box["text"] for box in boxes if box["kind"] == "text"]
    assert written == [f"{n:,}" for n in count.counts if n is not None]
    marks = [box for box in boxes if box.get("colour") == "bias"]
    assert len(marks) == sum(count.spec()["biases"])
    assert all(0 <= box["x"] <= width - 8 and box["y"] < scene["height"] for box in boxes)
    corners = [(box["x"], box["y"]) for box in drawn + dots]
    assert len({*corners}) == len(corners)
