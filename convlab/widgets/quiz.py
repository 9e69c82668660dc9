"""Quiz: a question to answer before the page does."""

import traitlets

from .. import figures, quiz
from ..figures.quiz import quiz_still
from .base import Widget
from .modules import css, esm


class Quiz(Widget):
    """Predict, then check; a wrong answer is met with the idea behind it.

    id : str    one of ``convlab.quiz.QUESTIONS``, such as "32-to-1-weights"

    Asked and checked in the browser, and nothing is recorded. A saved page shows the question
    and its answers, in words unless it is about a photo, but not which one is right.
    Raises ValueError for an id that is not there.

    >>> Quiz("32-to-1-weights")  # doctest: +ELLIPSIS
    Quiz: 32 channels go in, 1 map comes out, kernels are 3×3. ...
    """

    module = "quiz.js"
    _esm = esm(module)
    _css = css("tokens.css", "explorer.css", "quiz.css")

    _spec = traitlets.Dict().tag(sync=True)

    def __init__(self, id: str):
        self.question = quiz.question(id)
        super().__init__(_spec=self.question.spec())

    def still(self) -> bytes:
        """A PNG of the question, not yet answered, for wherever no widget can live."""
        return figures.png(quiz_still(self.question))

    def saved(self) -> dict[str, bytes | str]:
        if self.question.pictured:
            return super().saved()
        return {"text/markdown": self.question.markdown()}

    def __repr__(self):
        return f"Quiz: {self.question.text}"
