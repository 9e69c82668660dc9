"""Quiz: a question to answer before the page does."""

from .. import figures, quiz
from ..figures.quiz import quiz_still
from .base import Arrays, Widget
from .modules import css, esm
from .transfer import to_bytes


class Quiz(Arrays, Widget):
    """Predict, then check; a wrong answer is met with the idea behind it.

    Asked and checked in the browser, and nothing is recorded. A saved page shows the question
    and its answers, in words unless it is about a photo, but not which one is right.

    Parameters
    ----------
    id : str or Question
        As for `convlab.quiz.question`, such as "32-to-1-weights"; or a question of your own.
    present : bool
        Whether it fills the screen, in type for a room; the key F does that, too, and Esc leaves.

    Examples
    --------
    >>> Quiz("32-to-1-weights")  # doctest: +ELLIPSIS
    Quiz: 32 channels go in, 1 map comes out, kernels are 3×3. ...
    >>> from convlab.quiz import Question, right, wrong
    >>> Quiz(Question("2 + 2?", wrong(22, "**Glued together.**"), right(4, "**Added.**")))
    Quiz: 2 + 2?
    """

    module = "quiz_explorer.js"  # it brings "quiz.js" along
    _esm = esm(module)
    _css = css("tokens.css", "explorer.css", "quiz.css")

    def __init__(self, id: str | quiz.Question, *, present: bool = False) -> None:
        self.question = id if isinstance(id, quiz.Question) else quiz.question(id)
        example, arrays = self.question.example, {}
        if example is None:  # it needs no explorer, which is most of what is sent
            self.module = "quiz.js"
            self._esm = esm(self.module)
        else:
            bias = [example.bias or 0.0]
            arrays = {"_x": to_bytes(example.x), "_weight": to_bytes(example.weight)}
            arrays["_bias"] = to_bytes(bias)
        super().__init__(_spec=self.question.spec(), present=present, **arrays)

    def still(self) -> bytes:
        """The question, not yet answered, as a PNG."""
        return figures.png(quiz_still(self.question), scale=2)

    def saved(self) -> dict[str, bytes | str]:
        """The question in words, or as a picture if it is about one."""
        if self.question.pictured:
            return super().saved()
        return {"text/markdown": self.question.markdown()}

    def __repr__(self) -> str:
        asked = f"Quiz: {self.question.text}"
        return f"{asked}\n{self.question.choices}" if self.question.pictured else asked
