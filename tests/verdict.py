"""What a check prints of a reader's function."""

import contextlib
import io


def verdict(check, function):
    """The line that ``exercises.check_…(function)`` prints."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        assert check(function) is None
    return printed.getvalue()
