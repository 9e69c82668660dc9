"""What holds for every question: its ideas, its sums, its widget and its still picture."""

import re

import numpy as np
import pytest

from convlab.figures import png
from convlab.figures.quiz import quiz_still
from convlab.lessons.question import Question, right, wrong
from convlab.quiz import QUESTIONS, question
from convlab.widgets import Quiz
from convlab.widgets.modules import STATIC
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
