"""Every right answer of the quiz against arithmetic of its own, and every wrong one its idea."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

from convlab import images, kernels, lessons
from convlab.figures import png
from convlab.figures.quiz import quiz_still
from convlab.lessons.question import Question, right, wrong
from convlab.quiz import QUESTIONS, question
from convlab.widgets import Quiz
from convlab.widgets.modules import STATIC
from tests.node import run_module


def correlate(x, w):
    """Loops, and nothing of the library: x (c, h, w), w (o, c, k, l)."""
    o, c, k, l = w.shape
    rows, columns = x.shape[1] - k + 1, x.shape[2] - l + 1
    y = np.zeros((o, rows, columns))
    for out, i, j in itertools.product(range(o), range(rows), range(columns)):
        y[out, i, j] = sum(
            float(x[a, i + u, j + v]) * float(w[out, a, u, v])
            for a, u, v in itertools.product(range(c), range(k), range(l))
        )
    return y


def side(size, kernel, stride=1, padding=0):
    """Places of a kernel along a side, counted one by one."""
    return len([*range(-padding, size + padding - kernel + 1, stride)])


def numbers_in(words):
    return [int(n.replace("−", "-")) for n in re.findall(r"−?\b\d+\b", words)]


# Every answer that is a number, in the order in which it is shown, worked out by hand.
NUMBERS = {
    "one-more-channel": [0, 3 * 3, 3 * 9, 4 * 1 * 9],
    "flipped-or-not": [3 * 1 + 1 * 0 + 2 * 2, 3 * 2 + 1 * 0 + 2 * 1, (3 + 1 + 2) * (1 + 0 + 2)],
    "edge-on-a-wall": [0.5 * (-1 + 1 - 2 + 2 - 1 + 1), 0.5, 0.5 * (1 + 1 + 2 + 2 + 1 + 1)],
    "32-to-1-weights": [9, 32, 1 * 32 * 9, 32 * 32 * 9],
    "how-many-biases": [1, 3, 32, 32 * 3, 32 * side(32, 5) ** 2],
    "3-to-64-maps": [64 // 3, 64, 64 + 3, 64 * 3],
    "3-to-64-parameters": [64 * 9 + 64, 64 * 27, 64 * 27 + 64, 64 * 27 + 64 * 3],
    "3-to-9-in-3-groups": [9, 3 * 9, 9 * (3 // 3) * 9, 9 * 3 * 9],
    "separable-weights": [16 * 9, 16 * 32, 16 * 9 + 16 * 32, 16 * 32 * 9],
    "1x1-weights": [2, 3, 2 * 3 * 1, 2 * 3 * 9],
    "256-to-64": [256 // 64, 64, 256, 256 * 64],
    "stride-2-size": [side(224, 3, 2), side(224, 3, 2, 1), 113, side(224, 3, 1, 1)],
    "larger-picture": [64 * (27 + 1), 64 * 28 * 7, 64 * 28 * 7 * 7],
    "twice-the-channels": [2, 2 * 2, 2 * 2 * 2],
    "second-layer-maps": [64 // 32, 64, 32 + 64, 32 * 64],
    "second-layer-parameters": [12 * 9 + 12, 12 * 54, 12 * 54 + 12, 72 * 54 + 72],
    "receptive-field": [3, 1 + 2 + 2 + 2, 3 * 3, 3 * 3 * 3],
    "depthwise-32": [9, 32 * 1 * 9, 32 * 3 * 9, 32 * 32 * 9],
    "numbers-to-learn": [9 + 1, 3 * 9, 3 * 9 + 1, 3 * 9 + 3],
    "bias-gradients": [1, 4, 4 * 3, 4 * 50 * 50],
    "multiplications-of-a-layer": [27, 9 * 900, 27 * side(32, 3) ** 2, 27 * 32 * 32],
    "depth-of-a-kernel": [1, 3, 32, 32 * 9],
    "neurons-of-a-layer": [96, 55**2, 96 * (3 * 11 * 11 + 1), 96 * side(227, 11, 4) ** 2],
}

# The right answers in words; what they claim is shown below, or in another test of the library.
WORDS = {
    "rgb-one-kernel": "1 map of signed numbers",
    "one-more-map": "1 kernel of 3 slices",
    "mute-green": "Each loses what its green slice gave",
    "window-under-slice": "6",
    "best-match": "C",
    "same-slice-for-all": "Which channel something is in",
    "ones-on-three-channels": "48",
    "weight-axes": "(64, 3, 5, 5)",
    "cs231n-shape": "(2, 3, 3)",
    "one-weight-changed": "Map 2 only",
    "64-to-32": "32 kernels each add up all 64 channels",
    "edge-in-grey": "Nothing",
    "red-only": "1, −1, −1",
    "blind-slices": "The same map twice",
    "do-they-cancel": "No: another kernel can find it",
    "which-channels": "2 and 3",
    "legal-groups": "1, 2, 4",
    "depthwise-cannot": "Where red is brighter than green",
    "1x1-on-a-pixel": "12",
    "1x1-identity": "1 on the diagonal, 0 elsewhere",
    "1x1-edge": "No: it sees one pixel at a time",
    "read-the-error": "The pictures are grey",
    "hwc-to-chw": "photo.transpose(2, 0, 1)",
    "nothing-between": "Yes, one layer of 5×5",
    "pooling-channels": "(16, 14, 14)",
    "dead-kernel": "The bias, at every place",
    "deep-kernel-picture": "As 32 tiles, on one signed scale",
    "grey-into-rgb-layer": "The sum of the three",
    "sum-of-gradients": "The sum of the 2,500",
    "equal-kernels": "They stay equal",
    "empty-channel": "It stays as it was",
    "shape-of-the-matrix": "(3, 784)",
    "work-saved": "None",
    "what-is-a-kernel-there": "A square of 3×3",
    "depth-in-depth-out": "nn.Conv2d(96, 256, 5)",
}


def test_every_question_is_checked_here():
    assert sorted(QUESTIONS) == sorted([*NUMBERS, *WORDS])
    assert len({q.text for q in QUESTIONS.values()}) == len(QUESTIONS)


@pytest.mark.parametrize("id", NUMBERS)
def test_numbers(id):
    assert [answer.value for answer in QUESTIONS[id].answers] == pytest.approx(NUMBERS[id])


@pytest.mark.parametrize("id", WORDS)
def test_words(id):
    assert QUESTIONS[id].answer.text == WORDS[id]


@pytest.mark.parametrize("q", QUESTIONS.values(), ids=QUESTIONS)
def test_each_wrong_answer_has_an_idea_that_keeps_the_secret(q):
    secret = q.answer.text
    for answer in q.answers:
        assert answer.why.count("**") % 2 == 0
        if not answer.right:
            assert answer.why.startswith("**"), answer
            told = re.search(rf"(?<![\w,.]){re.escape(secret)}(?!\w|[.,]\d)", answer.why)
            assert not told, answer
    assert 3 <= len(q.answers) <= 5 and len(q.text) <= 190
    assert bool(q.hint) == q.typed


def test_the_right_answer_has_no_favourite_place():
    places = [[a.right for a in q.answers].index(True) for q in QUESTIONS.values() if not q.typed]
    assert max(map(places.count, range(4))) < len(places) * 0.6


SUM = re.compile(r"((?:−?\d[\d,.]*|[()⌊⌋]| [×+−/] )+) = \*{0,2}(−?\d[\d,.]*\d|−?\d)")


def test_every_sum_in_the_texts_holds():
    found = {}
    for q in QUESTIONS.values():
        for words in [q.text, q.hint, *(a.why for a in q.answers)]:
            for left, result in SUM.findall(words):
                code = re.sub(r"⌊(.*) / (\d+)⌋", r"(\1 // \2)", left.strip())
                code = code.translate(str.maketrans("−×", "-*", ","))
                if re.search(r"[-+*/]", code.lstrip("-")):
                    found[q.id] = code
                    assert eval(code) == float(result.translate(str.maketrans("−", "-", ","))), code
    assert len(found) >= 10, found


# What the answers in words claim, tried.


def test_a_kernel_on_rgb_makes_one_signed_map():
    bank = kernels.bank("teaching")
    y = correlate(images.coffee(12), bank.weight[2:3])
    assert len(y) == 1 and y.min() < 0.5 < y.max() + bank.bias[2] + 0.5
    green = correlate(images.coffee(12)[1:2], bank.weight[:4, 1:2])
    assert (abs(green).max(axis=(1, 2)) > 0).all()  # muting it changes each of the 4 maps


def test_windows_and_slices():
    for id, total in (("window-under-slice", 6), ("flipped-or-not", 7), ("edge-on-a-wall", 0)):
        window, weights = (np.array(tiles.values) for tiles in question(id).pictures)
        assert (window * weights).sum() == total
    slice_, windows = (np.array(p.values) for p in question("best-match").pictures)
    scores = [(slice_[0] * w).sum() for w in windows]
    assert scores == [3 - 6, 1 - 2, 3, 2]
    rgb = np.array(question("ones-on-three-channels").pictures[0].values)
    assert rgb.shape == (3, 2, 2) and rgb.sum() == 48 and rgb[0].sum() == 16


def test_mean_and_shared_slices():
    x, w = np.random.default_rng(0).normal(size=(2, 3, 5, 5))[0], np.arange(27).reshape(1, 3, 3, 3)
    mean = sum(correlate(x[c : c + 1], 3 * w[:, c : c + 1]) for c in range(3)) / 3
    assert np.allclose(mean, correlate(x, w))
    shared = w[:, :1].repeat(3, axis=1)
    assert np.allclose(correlate(x, shared), correlate(x[::-1], shared))
    assert not np.allclose(correlate(x, w), correlate(x[::-1], w))


def test_shapes():
    q = question("weight-axes")
    c_in, c_out, k = numbers_in(q.text)
    assert q.answer.value == (c_out, c_in, k, k)
    q = question("cs231n-shape")
    _, h, w, padding, stride, kh, kw = numbers_in(q.text)
    for answer, around in zip(q.answers[:2], (0, padding), strict=True):
        assert answer.value == (2, side(h, kh, stride, around), side(w, kw, stride, around))
    q = question("legal-groups")
    c_in, c_out = numbers_in(q.text)
    for answer in q.answers:
        legal = [g for g in range(1, c_in + 1) if c_in % g == 0 and c_out % g == 0]
        assert answer.right == (numbers_in(answer.text) == legal)
    photo = np.arange(4 * 5 * 3).reshape(4, 5, 3)
    moved = photo.transpose(2, 0, 1)
    assert all(moved[c, i, j] == photo[i, j, c] for i, j, c in np.ndindex(photo.shape))
    assert not np.array_equal(photo.reshape(3, 4, 5), moved)


def test_two_channels():
    edge, plain = images.red_green_edge(8), images.brightness_edge(8)
    sobel = kernels.SLICES["sobel_x"]
    luminance = (edge * np.reshape(images.LUMINANCE, (3, 1, 1))).sum(0, keepdims=True)
    assert abs(correlate(luminance, sobel[None, None])).max() < 1e-6
    both = correlate(edge, np.stack([sobel, -sobel, 0 * sobel])[None])
    assert abs(both).max() > 2
    assert np.array_equal(edge[0], plain[0]) and not np.array_equal(edge, plain)
    colours = np.array([[1, 0, 0], [1, 1, 1], [1, 1, 0], [1, 0, 1]])
    for answer in question("red-only").answers:
        weights = np.array(answer.text.replace("−", "-").split(", "), int)
        red, *others = colours @ weights
        assert answer.right == (red > 0 and max(others) <= 0)
    red, blue, total = numbers_in(question("do-they-cancel").text)
    assert red + blue == total == 0 != red - blue


def test_one_by_one():
    q = question("1x1-on-a-pixel")
    *pixel, _, _, red, green, blue, bias = numbers_in(q.text)  # the kernel is 1×1
    products = np.multiply(pixel, (red, green, blue))
    alone, mean, right, without = (answer.value for answer in q.answers)
    assert numbers_in(alone) == (products + bias).tolist()
    assert (mean, without) == (products.sum() / 3 + bias, products.sum())
    assert q.answer.value == right == products.sum() + bias
    x = np.random.default_rng(0).normal(size=(3, 16))
    w, order = np.array([[1, -1, 0.5]]), np.random.default_rng(1).permutation(16)
    assert np.allclose(w @ x[:, order], (w @ x)[:, order])


def test_two_layers_without_relu_are_one():
    rng = np.random.default_rng(0)
    x, first, second = (rng.normal(size=s) for s in ((2, 9, 9), (3, 2, 3, 3), (2, 3, 3, 3)))
    one = np.zeros((2, 2, 5, 5))
    for u, v, p, q in itertools.product(range(3), repeat=4):
        one[:, :, u + p, v + q] += second[:, :, u, v] @ first[:, :, p, q]
    assert np.allclose(correlate(correlate(x, first), second), correlate(x, one))


def test_trained_kernels():
    stem = kernels.trained("stem")
    dead = [o for o in range(32) if abs(stem.weight[o]).max() < 1e-5]
    assert len(dead) == 4 and (stem.bias[dead] < 0).all()
    assert f"{len(dead)} of the 32" in question("dead-kernel").text
    grey = images.to_grey(images.coffee(12))
    thrice = correlate(grey.repeat(3, axis=0), stem.weight)
    assert np.allclose(correlate(grey, stem.weight.sum(1, keepdims=True)), thrice, atol=1e-4)
    assert not np.allclose(correlate(grey, stem.weight[:, :1]), thrice, atol=1e-1)


def test_gradients():
    rng = np.random.default_rng(0)
    x, w, target = rng.normal(size=(3, 6, 6)), rng.normal(size=(2, 3, 3, 3)), 0.5
    x[2] = 0
    w[1] = w[0]
    error = correlate(x, w) - target

    def slope(place, step=1e-5):
        more, less = w.copy(), w.copy()
        more[place] += step
        less[place] -= step
        loss = [((correlate(x, v) - target) ** 2).sum() / 2 for v in (more, less)]
        return (loss[0] - loss[1]) / (2 * step)

    each = [error[0, i, j] * x[1, i + 2, j] for i, j in np.ndindex(4, 4)]
    assert slope((0, 1, 2, 0)) == pytest.approx(sum(each))  # the sum over all places
    assert slope((0, 1, 2, 0)) == pytest.approx(slope((1, 1, 2, 0)))  # equal kernels, equal slopes
    assert slope((0, 2, 1, 1)) == pytest.approx(0, abs=1e-6)  # an empty channel moves nothing


NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


@pytest.mark.parametrize("lesson, module", lessons.modules().items())
def test_every_question_is_asked_in_its_lesson_and_named_after_its_id(lesson, module):
    notebook = (NOTEBOOKS / f"{lesson}.ipynb").read_text(encoding="utf-8")
    for name, ask in vars(module).items():
        if name.startswith("ask_"):
            id = ask().id
            assert name == "ask_" + id.replace("-", "_")
            assert f'Quiz(\\"{id}\\")' in notebook, id


# The widget


def test_still_asks_and_does_not_answer():
    for q in QUESTIONS.values():
        figure = quiz_still(q)
        for answer in q.answers:
            assert answer.why[:20] not in repr(figure)
    q = question("32-to-1-weights")
    turned = Question(
        q.id,
        q.text,
        tuple(
            (wrong if a.right else right)(a.value, a.why) for a in q.answers if a.value in (9, 288)
        ),
    )
    plain = Question(q.id, q.text, tuple(a for a in q.answers if a.value in (9, 288)))
    assert png(quiz_still(turned)) == png(quiz_still(plain))


def test_words_ask_and_do_not_answer():
    for q in QUESTIONS.values():
        words = q.markdown()
        assert q.typed or all(f"- {a.text}\n" in words for a in q.answers)
        assert not any(a.why in words for a in q.answers)
    windows = q_block("best-match", "the windows")
    assert windows[1].split() == ["A", "B", "C", "D"]
    assert windows[2].split() == [*"111", *"001", *"100", *"100"]
    assert "image/png" in Quiz("edge-in-grey")._repr_mimebundle_()[0]  # about a photo


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
        Question("x", "?", (wrong(1, "**a**"), wrong(2, "**b**")))


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
    for q, places, totals in zip(QUESTIONS.values(), marked, sums, strict=True):
        assert places == [*range(len(q.answers))], q.id
        for answer, pictures in zip(q.answers, totals, strict=True):
            for tiles, total in zip(answer.pictures, pictures, strict=True):
                values = np.clip(tiles.values, -tiles.limit, tiles.limit)
                half_step = tiles.limit / 254 * values.size
                assert total == pytest.approx(values.sum(), abs=half_step + 1e-3)
