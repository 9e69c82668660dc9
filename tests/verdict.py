"""What a check prints of a reader's function, and what a widget refuses."""

import contextlib
import io

import pytest


def verdict(check, function):
    """The line that ``exercises.check_…(function)`` prints."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        assert check(function) is None
    return printed.getvalue()


def assert_refused(widget, lines, error):
    """None of these state lines is taken, each for the reason beside it, and nothing changes."""
    before = widget.state
    for line, reason in lines.items():
        with pytest.raises(error, match=reason):
            widget.state = line
        assert widget.state == before
