"""Questions of a lecturer's own, from a JSON or YAML file."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .question import Answer, Question, Tiles, right, wrong

_KEYS = ("question", "answers", "id", "hint", "pictures")


def load(path: str | os.PathLike[str]) -> list[Question]:
    """Read questions from a file: a list of them, in JSON or YAML.

    Each has a ``question`` and its ``answers``, of which one is ``right`` and the others ``wrong``,
    each with the idea behind it, ``why``. It may have an ``id`` for `tally`, a ``hint`` (then a
    number is typed), and ``pictures`` with the parameters of `Tiles`::

        - question: A 3×3 kernel steps over 7 places by 2. How many stops does it make?
          id: steps-of-two
          answers:
            - right: 3
              why: "**(7 − 3) / 2 + 1 = 3.**"
            - wrong: 5
              why: "**5 are the stops at steps of 1.** It leaves out every second one."

    Parameters
    ----------
    path : str or Path
        A file that ends in .json, .yaml or .yml. YAML needs PyYAML.

    Returns
    -------
    list of Question
        In the order of the file, for ``Quiz(question)``.

    Raises
    ------
    ValueError
        What is wrong with the file, and where.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "mine.json")
    >>> four, glued = {"right": 4, "why": "**Added.**"}, {"wrong": 22, "why": "**Glued.**"}
    >>> text = json.dumps([{"question": "2 + 2?", "answers": [four, glued]}])
    >>> _ = path.write_text(text, "utf-8")
    >>> load(path)[0].answer.text
    '4'
    """
    path = Path(path)
    entries = _parsed(path)
    if not isinstance(entries, list):
        raise ValueError(f"{path.name}: a list of questions is wanted, got {_kind(entries)}")
    return [_question(entry, f"{path.name}, question {i}") for i, entry in enumerate(entries, 1)]


def _parsed(path: Path) -> Any:
    """What the file holds."""
    try:
        text = path.read_text("utf-8")
        if path.suffix == ".json":
            return json.loads(text)
        if path.suffix not in (".yaml", ".yml"):
            raise ValueError(f"{path.name} must end in .json, .yaml or .yml")
        import yaml
    except OSError as error:
        raise ValueError(f"{path} cannot be opened: {error.strerror or error}") from error
    except ModuleNotFoundError as error:
        raise ValueError(f"{path.name} is YAML: pip install pyyaml, or write JSON") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"{path.name} is not JSON: {error}") from error
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(f"{path.name} is not YAML: {' '.join(str(error).split())}") from error


def _question(entry: Any, where: str) -> Question:
    """A question, from what the file says of it."""
    if not isinstance(entry, Mapping):
        raise ValueError(f"{where}: keys and values are wanted, got {_kind(entry)}")
    if strange := set(entry) - set(_KEYS):
        raise ValueError(f"{where} has {sorted(map(str, strange))}; it may have {', '.join(_KEYS)}")
    if not isinstance(entry.get("question"), str) or not isinstance(entry.get("answers"), list):
        raise ValueError(f"{where} needs a question, a text, and answers, a list")
    answers = [_answer(one, f"{where}, answer {i}") for i, one in enumerate(entry["answers"], 1)]
    try:
        pictures = [Tiles(**picture) for picture in entry.get("pictures") or []]
        for picture in pictures:
            picture.spec()
        id, hint = (str(entry.get(name) or "") for name in ("id", "hint"))
        return Question(entry["question"], *answers, pictures=pictures, hint=hint, id=id)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{where}: {error}") from error


def _answer(entry: Any, where: str) -> Answer:
    """An answer, from what the file says of it."""
    kinds = {"right": right, "wrong": wrong}
    found = [kind for kind in kinds if isinstance(entry, Mapping) and kind in entry]
    if len(found) != 1 or set(entry) - {found[0], "why"}:
        raise ValueError(f"{where} needs right or wrong, with its value, and why")
    value = entry[found[0]]
    if isinstance(value, list):
        value = tuple(value)  # a shape
    if isinstance(value, bool) or not isinstance(value, str | int | float | tuple):
        raise ValueError(f"{where}: its value is a number, words or a shape, got {_kind(value)}")
    return kinds[found[0]](value, str(entry.get("why") or ""))


def _kind(value: Any) -> str:
    return f"a {type(value).__name__}"
