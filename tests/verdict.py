"""What a check prints of a reader's function."""

import contextlib
import io


def verdict(check, function):
    """The line that ``exercises.check_…(function)`` prints."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        result = check(function)
    assert printed.getvalue() == f"{result.words}\n"
    assert bool(result) == result.words.startswith("✓ ")
    return printed.getvalue()
