"""A lecturer's own questions, from Python and from a file, and a class's answers as codes."""

import html
import json
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt

from convlab import Quiz, quiz
from convlab.figures import png
from convlab.lessons.codes import LETTERS, tallied
from convlab.quiz import QUESTIONS, Question, Tiles, code, load, right, tally, wrong

CASES = json.loads((Path(__file__).parent / "cases/codes.json").read_text("utf-8"))
STEPS = Question(
    "A 3×3 kernel steps over 7 places by 2. How many stops does it make?",
    wrong(5, "**5 are the stops at steps of 1.** It leaves out every second one."),
    right(3, "**(7 − 3) / 2 + 1 = 3.**"),
    wrong("none & <b>all</b>", "**It fits.** 3 places are fewer than 7."),
    pictures=[Tiles("the places", [[[1, 0, 2, 0, 1, 0, 3]]], numbers=True)],
    id="steps-of-two",
)
IN_A_FILE = [
    {
        "id": "steps-of-two",
        "question": "A 3×3 kernel steps over 7 places by 2. How many stops does it make?",
        "answers": [
            {"wrong": 5, "why": STEPS.answers[0].why},
            {"right": 3, "why": STEPS.answers[1].why},
            {"wrong": "none & <b>all</b>", "why": STEPS.answers[2].why},
        ],
        "pictures": [{"label": "the places", "values": [[[1, 0, 2, 0, 1, 0, 3]]], "numbers": True}],
    },
    {
        "question": "What is the shape of the weight, 3 → 64, 3×3?",
        "answers": [
            {"right": [64, 3, 3, 3], "why": "**Kernels first.**"},
            {"wrong": [3, 64, 3, 3]},
        ],
    },
]


def test_a_question_of_ones_own_is_asked_drawn_and_saved(tmp_path):
    widget = Quiz(STEPS)
    assert widget.question is STEPS and repr(widget).startswith("Quiz: A 3×3 kernel steps")
    assert widget._spec["id"] == "steps-of-two" and widget._spec["key"] == STEPS.key
    assert widget.still().startswith(b"\x89PNG")
    assert "- 3" in widget.saved()["text/markdown"]
    widget.save_page(tmp_path / "quiz.html")
    page = (tmp_path / "quiz.html").read_text("utf-8")
    assert "It leaves out every second one." in page and "<b>all" not in page
    assert Quiz("32-to-1-weights")._spec["id"] == "32-to-1-weights"


@pytest.mark.parametrize("form", [".json", ".yaml", ".yml"])
def test_a_file_gives_the_same_questions(tmp_path, form):
    path = tmp_path / f"mine{form}"
    write = json.dumps if form == ".json" else yaml.safe_dump
    path.write_text(write(IN_A_FILE, allow_unicode=True) if form != ".json" else write(IN_A_FILE))
    first, second = load(path)
    assert first.spec() == STEPS.spec()
    assert second.answer.value == (64, 3, 3, 3) and second.id == second.text


def test_the_example_in_the_docstring_is_a_file(tmp_path):
    _, _, example = load.__doc__.partition("::\n")
    example, _, _ = example.partition("Parameters\n")
    (tmp_path / "docs.yaml").write_text(example, "utf-8")
    (one,) = load(tmp_path / "docs.yaml")
    assert one.answer.text == "3" and one.id == "steps-of-two"


GOOD = IN_A_FILE[1]
BAD = {
    "no list": ({"question": "?"}, "mine.json: a list of questions is wanted, got a dict"),
    "no question": ([{"answers": []}], "question 1 needs a question, a text, and answers, a list"),
    "a typing error": (
        [GOOD, GOOD | {"hnt": 1}],
        r"question 2 has \['hnt'\]; it may have question",
    ),
    "two right": ([GOOD | {"answers": [{"right": 1}, {"right": 2}]}], "needs one right answer"),
    "no kind": ([GOOD | {"answers": [{"value": 1}]}], "answer 1 needs right or wrong"),
    "no value": ([GOOD | {"answers": [{"right": None}]}], "a number, words or a shape, got a None"),
    "a picture": ([GOOD | {"pictures": [{"label": "x"}]}], "question 1: .*values"),
    "words": (["why?"], "question 1: keys and values are wanted, got a str"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.fault(
    "Files",
    "A file of a lecturer's own questions is wrong",
    "It says what, and where.",
)
def test_what_is_wrong_with_a_file_is_said_with_its_place(tmp_path, name):
    content, words = BAD[name]
    (tmp_path / "mine.json").write_text(json.dumps(content))
    with pytest.raises(ValueError, match=words) as caught:
        load(tmp_path / "mine.json")
    assert "mine.json" in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path):
    for name, text, words in (
        ("a.json", "[", "is not JSON"),
        ("a.yaml", "a: [", "is not YAML"),
        ("a.txt", "", "must end in .json"),
        ("a.yml", "!!python/object/apply:os.system [ls]", "is not YAML"),
    ):
        (tmp_path / name).write_text(text)
        with pytest.raises(ValueError, match=words):
            load(tmp_path / name)
    with pytest.raises(ValueError, match="cannot be opened"):
        load(tmp_path / "not-there.json")


def test_a_question_says_what_it_lacks():
    with pytest.raises(TypeError, match=r"an answer is right\(4, why\) or wrong\(4, idea\), got a"):
        Question("2 + 2?", 4)
    with pytest.raises(ValueError, match="needs one right answer"):
        Question("2 + 2?", wrong(5, ""))


# --- codes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=str)
def test_codes_are_those_of_the_browser(case):
    id, key, answer, letters = case
    assert (QUESTIONS[id].key, code(QUESTIONS[id], answer)) == (key, letters)


def test_every_question_has_letters_of_its_own():
    assert len({one.key for one in QUESTIONS.values()}) == len(QUESTIONS)
    twin = Question("?", right(1, ""), wrong(2, ""), id="32-to-1-weights")
    with pytest.raises(ValueError, match="have the same letters: give one of them another id"):
        tally("", [twin])


def counts(codes, *questions):
    found = tallied(codes, [*QUESTIONS.values(), *questions])
    return {one.question.id: (one.counts, one.others) for one in found.questions}, found.unread


def test_codes_are_counted_however_they_are_written():
    a, b = quiz.question("32-to-1-weights"), quiz.question("rgb-one-kernel")
    lines = [
        f"{code(a, 0)} {code(b, 1)}",
        f"ann: {code(a, 0).lower()}{code(b, 3)}",
        f"{code(a, 2)}, {code(a, 0)}",  # a second thought does not count
        f"{code(STEPS, 1)};{code(a, -1)}",
    ]
    wanted = {a.id: ((2, 0, 1, 0), 1), b.id: ((0, 1, 0, 1), 0), STEPS.id: ((0, 1, 0), 0)}
    assert counts(lines, STEPS) == (wanted, ("ANN",))
    assert counts("\n".join(lines), STEPS) == (wanted, ("ANN",))
    assert counts([line.replace("0", "O").replace("1", "l") for line in lines], STEPS)[0] == wanted


@pytest.mark.fault(
    "Hostile words",
    "A letter of an answer's code was misread",
    "It is noticed.",
)
def test_a_letter_that_was_misread_is_noticed():
    for whole in (code(one, 0) for one in [*QUESTIONS.values()][:20]):
        for at in range(5):
            for letter in set(LETTERS) - {whole[at]}:
                found, unread = counts([whole[:at] + letter + whole[at + 1 :]])
                assert not found and len(unread) == 1


def test_an_answer_that_is_not_there_has_no_code():
    with pytest.raises(ValueError, match=r"answer must be 0 to 2, or -1 for another, got 3"):
        code(STEPS, 3)


def test_a_tally_shows_a_bar_for_each_misconception():
    figure = tally([code(STEPS, 0)] * 3 + [code(STEPS, 1)] * 2 + ["zzzzz"], [STEPS])
    assert repr(figure).endswith("5: 3, 3 (right): 2, none & <b>all</b>: 0")
    drawn = [words.get_text() for words in figure.axes[0].texts]
    assert "5 are the stops at steps of 1." in drawn and "not read: ZZZZZ" in drawn
    assert drawn.count("3") == 1 and "✓ 3" in drawn and "5 answers" in drawn
    bars = sorted(patch.get_width() for patch in figure.axes[0].patches)
    assert bars[1] / bars[2] == pytest.approx(2 / 3)
    assert png(figure).startswith(b"\x89PNG")
    with pytest.raises(ValueError, match=r"there is no code to count: .*not read: HELLO"):
        tally("hello")


@pytest.mark.fault(
    "Hostile words",
    "A lecturer's question holds a tag, and is read where notebooks are saved pages",
    "The tag stands there as the word that it is.",
)
def test_a_tag_in_a_question_is_a_word_on_a_saved_page():
    tag = "<img src=x onerror=alert(1)>"
    asked = Question(f"What is {tag}?", wrong(f"a {tag}", "**No.**"), right("a tag", "**Yes.**"))
    page = MarkdownIt("commonmark").render(Quiz(asked).question.markdown())
    assert page.count(html.escape(tag)) == 2 and "<img" not in page
