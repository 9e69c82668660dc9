"""The checks of the exercises: they praise what is right, name what is wrong, and never raise."""

import re

import numpy as np
import pytest

from convlab import conv2d, exercises, images

CHECKS = [name for name in vars(exercises) if name.startswith("check_")]


def said(capsys, check, function):
    assert getattr(exercises, check)(function) is None
    return capsys.readouterr().out


def stop(*arguments):
    raise IndexError("row 9 of 8")


class Unprintable:
    def __array__(self, *arguments, **options):
        raise ValueError

    def __repr__(self):
        return "Unprintable()"


def spoil(*arguments):
    """Change every array in place, and answer nonsense."""
    for array in arguments:
        if isinstance(array, np.ndarray):
            array[:] = 0
    return -1


@pytest.mark.parametrize("check", CHECKS)
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
def test_whatever_is_handed_in_gets_one_kind_line(capsys, check, function):
    text = said(capsys, check, function)
    assert re.fullmatch(r"not yet: .+\n", text), text


@pytest.mark.parametrize("check", CHECKS)
def test_a_stub_is_told_what_is_missing(capsys, check):
    assert said(capsys, check, lambda *_: None) == (
        "not yet: your function returns None: let it return its answer.\n"
    )
    assert "hand over the function itself" in said(capsys, check, None)


def test_the_checks_leave_the_pictures_alone(capsys):
    said(capsys, "check_best_match", spoil)
    assert images.diagonals().sum() == 15


@pytest.mark.parametrize(
    "function, idea",
    [
        (lambda c_in, c_out, k: k * k, ""),
        (lambda c_in, c_out, k: c_in * c_out * k**2, "biases are missing"),
        (lambda c_in, c_out, k: c_out * (k**2 + 1), "one slice a kernel"),
        (lambda c_in, c_out, k: c_in * k**2 + 1, "one kernel"),
        (lambda c_in, c_out, k: c_in * c_out * (k**2 + 1), "a bias for every slice"),
    ],
)
def test_wrong_counts_of_parameters_are_explained(capsys, function, idea):
    text = said(capsys, "check_parameters", function)
    assert text.startswith("not yet: parameters(") and idea in text
    assert bool(idea) == (text.count(".") > 1)


def best_match(x, kernel):
    (h, w), (kh, kw) = x.shape, kernel.shape
    places = np.ndindex(h - kh + 1, w - kw + 1)
    return max(places, key=lambda at: (x[at[0] :, at[1] :][:kh, :kw] * kernel).sum())


def a_map(x, kernel):
    return conv2d(x[None], kernel[None, None])[0]


@pytest.mark.parametrize(
    "function, idea",
    [
        (lambda x, kernel: np.add(best_match(x, kernel), 1), "the middle of the window"),
        (lambda x, kernel: best_match(x, kernel)[::-1], "rows come first"),
        (lambda x, kernel: best_match(x, -kernel), "the opposite of the pattern"),
        (lambda x, kernel: divmod(abs(a_map(x, kernel)).argmax(), x.shape[1] - 2), "no abs here"),
        (lambda x, kernel: divmod(x.argmax(), x.shape[1]), "the lightest pixel"),
        (lambda x, kernel: a_map(x, kernel).argmax(), "unravel_index"),
    ],
)
def test_wrong_places_are_explained(capsys, function, idea):
    text = said(capsys, "check_best_match", function)
    assert text.startswith("not yet: best_match(") and idea in text


def test_right_answers_are_praised(capsys):
    assert said(capsys, "check_best_match", best_match).startswith("✓ ")
    assert said(
        capsys, "check_parameters", lambda c_in, c_out, k: c_out * (c_in * k * k + 1)
    ).startswith("✓ ")
