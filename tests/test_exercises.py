"""The checks of the exercises: they praise what is right, name what is wrong, and never raise."""

import inspect
import os
import re
import subprocess
import sys

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from convlab import contributions, conv2d, exercises, images
from tests.verdict import verdict

CHECKS = dir(exercises)

each_check = pytest.mark.parametrize("name", CHECKS)


def printed(name, function):
    return verdict(getattr(exercises, name), function)


def stop(*arguments):
    raise IndexError("row 9 of 8")


class Unprintable:
    def __array__(self, *arguments, **options):
        raise RuntimeError  # as a tensor of PyTorch's that has a gradient

    def __repr__(self):
        return "Unprintable()"


def spoil(*arguments):
    """Change every array in place, and answer nonsense."""
    for array in arguments:
        if isinstance(array, np.ndarray):
            array[:] = 0
    return -1


@each_check
@pytest.mark.parametrize(
    "function",
    [
        lambda *arguments: None,
        lambda: 3,
        lambda *arguments: "text",
        lambda *arguments: float("nan"),
        lambda *arguments: [[1, 2], [3]],
        lambda *arguments: (number for number in arguments),
        lambda *arguments: Unprintable(),
        lambda *arguments: np.zeros((2, 0, 1)),
        stop,
        spoil,
        None,
        7,
    ],
)
def test_whatever_is_handed_in_gets_one_kind_line(name, function):
    text = printed(name, function)
    assert re.fullmatch(r"not yet: .+\n", text), text


@each_check
def test_a_stub_is_asked_for_its_answer(name):
    assert printed(name, lambda *_: None) == (
        "not yet: your function returns None: let it return its answer.\n"
    )
    assert "hand over the function itself" in printed(name, None)


@each_check
def test_an_answer_is_named_by_its_call(name):
    assert printed(name, spoil).startswith(f"not yet: {name.removeprefix('check_')}(")


@each_check
def test_each_idea_gets_its_own_hint(name, monkeypatch):
    def keep(*_, ideas=(), **options):
        known.extend(ideas)

    check, known = getattr(exercises, name), []
    with monkeypatch.context() as patched:
        patched.setattr(inspect.getmodule(check), "judge", keep)
        check(None)
    for idea in known:
        assert printed(name, idea.wrong).endswith(f" {idea.hint}\n")


def test_a_result_is_asked_raised_and_shown_once(capsys):
    right = exercises.check_parameters(lambda c_in, c_out, k: c_out * (c_in * k * k + 1))
    assert right and right.or_raise() is right and str(right) == right.words
    wrong = exercises.check_parameters(lambda c_in, c_out, k: c_out * c_in * k * k)
    assert not wrong
    with pytest.raises(AssertionError, match=r"^not yet: parameters\(3, 1, 3\) should be 28"):
        wrong.or_raise()
    assert capsys.readouterr().out == f"{right.words}\n{wrong.words}\n"
    shell = InteractiveShell.instance()
    shell.run_cell("from convlab import exercises\nexercises.check_parameters(None)")
    assert capsys.readouterr().out.count("not yet") == 1  # not as the cell's value, too


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp437", "cp932", "ascii"])
def test_what_is_printed_suits_the_console(encoding):
    code = """
import numpy as np
from convlab import ConvLayer, Quiz, Run, conv2d, exercises, ledger
layer = ConvLayer(3, 64, 3, stride=2)
for words in (layer.output_text((3, 9, 9)), layer.macs_text((3, 9, 9)), layer.parameters_text):
    print(words)
print(layer, Run(np.ones((1, 3, 3)), np.ones((1, 1, 3, 3))), Quiz("32-to-1-weights"))
print(ledger(np.ones((1, 1, 1)), np.ones((1, 1, 1, 1)), None, 0, 0, 0, channel_names=["درجة"]))
exercises.check_parameters(lambda i, o, k: o * i * k * k + o)
exercises.check_parameters(lambda i, o, k: o * i * k * k)
"""
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, env=environment, capture_output=True)
    assert run.returncode == 0, run.stderr.decode()
    said = run.stdout.decode(encoding)
    assert ("✓" in said) == (encoding == "utf-8") and ("OK kernels" in said) != ("✓" in said)
    assert "= 1,792 parameters" in said


def test_the_checks_leave_the_pictures_alone():
    printed("check_best_match", spoil)
    assert images.diagonals().sum() == 15


def test_an_answer_that_no_idea_explains_gets_no_hint():
    assert printed("check_parameters", lambda c_in, c_out, k: k * k) == (
        "not yet: parameters(3, 1, 3) should be 28, yours is 9.\n"
    )


ALL_MAPS = (
    "not yet: all_maps(an array of shape (3, 6, 6), an array of shape (4, 3, 3, 3), [ 1, −2, 3, 0])"
)


def inf_in_map_2(x, weight, bias):
    y = conv2d(x, weight, bias).astype(float)
    y[2, 1:] = -np.inf
    return y


@pytest.mark.parametrize(
    "function, end",
    [
        (
            lambda *layer: 2 * conv2d(*layer),
            "[0, 0, 0] should be −27, yours is −54 (different in 64 of 64 places). All your "
            "numbers are 2 × the right ones.",
        ),
        (
            lambda *layer: (conv2d(*layer) / 2).tolist(),
            "[0, 0, 0] should be −27, yours is −13.5 (different in 64 of 64 places). All your "
            "numbers are 0.5 × the right ones.",
        ),
        (
            lambda *layer: conv2d(*layer) - 0.5,
            "[0, 0, 0] should be −27, yours is −27.5 (different in 64 of 64 places). All your "
            "numbers are 0.5 too small.",
        ),
        (
            lambda *layer: conv2d(*layer).clip(0),
            "[0, 0, 0] should be −27, yours is 0 (different in 28 of 64 places). Yours has 0 where "
            "a number should be below 0: no ReLU here.",
        ),
        (
            lambda *layer: 0 * conv2d(*layer),
            "[0, 0, 0] should be −27, yours is 0 (different in 64 of 64 places). All your numbers "
            "are 0: is the answer ever filled in?",
        ),
        (
            lambda *layer: np.nan * conv2d(*layer),
            "[0, 0, 0] should be −27, yours is nan (different in 64 of 64 places). There is nan "
            "among your numbers: is something divided by 0?",
        ),
        (
            inf_in_map_2,
            "[2, 1, 0] should be −57, yours is −inf (different in 12 of 64 places). There is −inf "
            "among your numbers: is something divided by 0?",
        ),
        (
            lambda x, w, b: conv2d(x, w, b) + b[0] * (np.arange(len(w)) == 3)[:, None, None],
            "[3, 0, 0] should be −1, yours is 0 (different in 16 of 64 places).",
        ),
        (
            lambda x, w, b: contributions(x, w).tolist(),
            " should be an array of shape (4, 4, 4), yours is a list of shape (4, 3, 4, 4). Those "
            "are the partial maps, one for each slice: add each kernel's along the input channels.",
        ),
        (
            lambda *layer: conv2d(*layer)[:, :0],
            " should be an array of shape (4, 4, 4), yours is an array of shape (4, 0, 4).",
        ),
        (lambda *layer: [], " should be an array of shape (4, 4, 4), yours is []."),
        (
            lambda *layer: conv2d(*layer) + 0j,
            " should be an array of shape (4, 4, 4), yours is an array of shape (4, 4, 4) and "
            "dtype complex128.",
        ),
    ],
)
def test_of_a_large_array_the_first_difference_is_named(function, end):
    assert printed("check_all_maps", function) == f"{ALL_MAPS}{end}\n"


def test_whole_numbers_and_lists_do_as_well_as_arrays_of_floats():
    for kind in (np.float32, np.int16):
        check = printed("check_all_maps", lambda *a, kind=kind: conv2d(*a).astype(kind))
        assert check.startswith("✓ ")
    assert printed("check_all_maps", lambda *a: conv2d(*a).tolist()).startswith("✓ ")


@pytest.mark.parametrize(
    "answer, text",
    [
        ("28", "parameters(3, 1, 3) should be 28, yours is '28'."),
        ((27, 1), "parameters(3, 1, 3) should be 28, yours is (27, 1)."),
        ({28}, "parameters(3, 1, 3) should be 28, yours is {28}."),
        (
            float("nan"),
            "parameters(3, 1, 3) should be 28, yours is nan. There is nan among your numbers: is "
            "something divided by 0?",
        ),
        (sum, "your function returns a function: are the () of a call missing?"),
    ],
)
def test_other_types_get_one_clear_sentence(answer, text):
    assert printed("check_parameters", lambda *_: answer) == f"not yet: {text}\n"


@pytest.mark.parametrize("kind", [int, float, np.int32])
def test_counts_are_compared_exactly(kind):
    def right(c_in, c_out, k, size, stride, padding):
        return c_in * c_out * (k * ((size + 2 * padding - k) // stride + 1)) ** 2

    assert printed("check_multiply_adds", lambda *a: kind(right(*a))).startswith("✓ ")
    for off, side in ((-2, "small"), (-1, "small"), (1, "large"), (2, "large")):
        text = printed("check_multiply_adds", lambda *a, off=off: kind(right(*a) + off))
        assert text == (
            "not yet: multiply_adds(3, 1, 3, 32, 1, 0) should be 24,300, yours is "
            f"{24_300 + off:,}. All your numbers are {abs(off)} too {side}.\n"
        )


@pytest.mark.parametrize("wrap", [lambda one: one, lambda one: [one], lambda one: np.array([one])])
def test_an_answer_that_cannot_be_shown_gets_one_sentence(wrap):
    class Shy:
        def __repr__(self):
            raise RuntimeError

    text = printed("check_parameters", lambda *_: wrap(Shy()))
    assert re.fullmatch(r"not yet: .* should be 28, yours is .*cannot be shown\]?\.\n", text)


def test_an_error_of_many_lines_becomes_one():
    def stop(*arguments):
        raise ValueError("shapes\n  (3,) and\n  (4,)")

    assert printed("check_parameters", stop) == (
        "not yet: parameters(3, 1, 3) stopped with ValueError: shapes (3,) and (4,)\n"
    )
