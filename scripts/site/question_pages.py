"""The pages of the questions, and the list of them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from scripts.site.notebook import room
from scripts.site.questions import (
    Neighbour,
    Question,
    marked,
    neighbours,
    plain,
    questions,
    quizzes,
    schema,
)
from scripts.site.views import layer_of, name_of, pictures

if TYPE_CHECKING:
    from scripts.site.pages import Site

MADE_UP = "<code>{}</code>, live, with made-up weights and channels."


def write_questions(site: Site) -> None:
    """A page for each question, and the list of all."""
    asked, cells = questions(), quizzes(one.notebook for one in site.lessons)
    stills = _stills(site, asked)
    for at, question in enumerate(asked):
        view = _layer(question, stills) if question.is_layer else _widget(question, site)
        quiz = cells[question.quiz]
        site.write(
            question.path,
            question.words,
            "question.html",
            asked=html.escape(question.asked),
            says=[*map(marked, question.says)],
            description=" ".join(map(plain, question.says[:2])),
            data=schema(question),
            picture=_social(question, stills),
            modules={"numbers/made_layer.js", "explorer.js"} if question.is_layer else {"quiz.js"},
            quiz=quiz if quiz in site.lives else "",
            ask=site.lives.get(quiz, ("", ""))[1],
            ask_room=room(quiz),
            sections=question.sections,
            before=asked[at - 1] if at else None,
            after=asked[at + 1] if at + 1 < len(asked) else None,
            **view,
        )
        words = f"{question.asked} {' '.join(map(plain, question.says))}"
        page = dict(title="Question", heading=question.words, url=question.path, text=words)
        site.sections.append(page)
    _write_list(site, asked)


def _stills(site: Site, asked: Sequence[Question]) -> dict[str, str]:
    """Pictures of the layers; of lessons that were not run, no page has one."""
    run = {name for name, one in ((one.stem, one) for one in site.lessons) if site.ran(one)}
    views = {one.view for one in asked if one.is_layer and one.lesson in run}
    return pictures(sorted(views), site.target / "live")


def _social(question: Question, stills: dict[str, str]) -> str:
    """The picture that social networks show: the view's own, or its lesson's."""
    return f"live/{name_of(question.view) if question.view in stills else question.lesson}.png"


def _layer(question: Question, stills: dict[str, str]) -> dict[str, Any]:
    """What the page says of a layer with made-up numbers."""
    code, _, line = question.view.partition("?")
    made = MADE_UP.format(layer_of(code).torch_line)
    return dict(
        name=name_of(code),
        room=room(name_of(question.view)),
        code=code,
        line=html.escape(line),
        still=stills.get(question.view, ""),
        see=f"{marked(question.see)} {made}".strip(),
        alone=f"../index.html#{code}?{html.escape(line or 'v=1')}",
    )


def _widget(question: Question, site: Site) -> dict[str, Any]:
    """What the page says of a lesson's widget; nothing, where that lesson was not run."""
    name, _, line = question.view.partition("?")
    module, still = site.lives.get(name, ("", ""))
    if not module:
        return dict(name="")
    return dict(
        name=name,
        room=room(name),
        module=module,
        line=html.escape(line),
        still=still,
        see=marked(question.see),
        alone=f"../embed/{name}.html" + f"#?{html.escape(line)}" * bool(line),
    )


def _write_list(site: Site, asked: Sequence[Question]) -> None:
    lessons = {one.stem: one for one in site.lessons}

    def by_lesson(one: Neighbour) -> str:
        return one.lesson

    everything = sorted((*asked, *neighbours()), key=by_lesson)
    groups = [(lessons[stem], [*several]) for stem, several in groupby(everything, by_lesson)]
    site.write(
        "questions/index.html",
        "Questions that learners ask",
        "questions.html",
        groups=groups,
        description=f"{len(everything)} questions about channels and kernels, from forums and "
        "issue trackers, each with its answer.",
        count=len(everything),
        pages=len(asked),
    )
