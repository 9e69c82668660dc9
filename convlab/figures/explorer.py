"""The channel grid, its many-channel forms and one pixel's account, alone and all together."""

from matplotlib.figure import Figure

from ..scene.context import VIEWS, SceneContext, View
from ..scene.explorer import build_scene
from ..scene.head import with_head
from ..scene.picture import Scene
from .base.boxes import draw_scene
from .base.page import NotebookFigure, new_page
from .base.subject import Subject
from .base.theme import ThemeName
from .parts.account import draw_account
from .parts.grid import draw_grid
from .parts.long_row import draw_end_of_row, draw_long_row
from .parts.ranking import draw_ranking
from .parts.thumbnails import draw_thumbnails

MOST = 8  # rows or columns of a grid


def grid_figure(subject: Subject, view: View | None, heading: bool) -> Figure:
    """Every slice and partial map in a grid; of many channels small, of many kernels thumbnails."""
    view, run = _checked(view), subject.run
    with new_page(subject.alt_text) as page:
        top = subject.heading(page) + 24 if heading else 0
        if len(run.weight) > MOST:
            draw_thumbnails(page, top, subject)
        elif len(run.x) > MOST:
            for o in range(len(run.weight)):
                top = draw_long_row(page, top, subject, o)
        else:
            draw_grid(page, top, subject, view)
    return page.figure


def whole_scene(context: SceneContext) -> Scene:
    """What is on screen, under its head."""
    scene, run = build_scene(context), context.layer.given
    return with_head(scene, run.layer, run.x.shape)


def scene_figure(
    context: SceneContext, alt_text: str, theme: ThemeName = "light"
) -> NotebookFigure:
    """The same as a figure."""
    return draw_scene(whole_scene(context), alt_text, theme)


def still_figure(subject: Subject, view: View | None) -> Figure:
    """What the explorer shows: all kernels, the picked one opened, and the account of its pixel."""
    view, run, o = _checked(view), subject.run, subject.pixel.out_channel
    with new_page(subject.alt_text) as page:
        y = subject.heading(page) + 24
        if len(run.weight) > MOST or (len(run.x) > MOST and len(run.weight) > 1):
            y = draw_thumbnails(page, y, subject) + 16
        if len(run.x) > MOST:
            y = draw_long_row(page, y, subject, o)
        else:
            y = draw_grid(page, y, subject, view, [o] if len(run.weight) > MOST else None)
        draw_account(page, y + 16, subject)
    return page.figure


def long_row_figure(subject: Subject, heading: bool) -> Figure:
    """One kernel over many channels, and what they come to: at a pixel, or as a map."""
    with new_page(subject.alt_text) as page:
        top = subject.heading(page) + 20 if heading else 0
        y = draw_long_row(page, top, subject, subject.out_channel or 0) + 8
        if subject.account is None:
            draw_end_of_row(page, y, subject, subject.out_channel or 0)
        else:
            draw_ranking(page, y, subject)
    return page.figure


def thumbnails_figure(subject: Subject, heading: bool) -> Figure:
    """All kernels at a glance."""
    with new_page(subject.alt_text) as page:
        draw_thumbnails(page, subject.heading(page) + 20 if heading else 0, subject)
    return page.figure


def account_figure(subject: Subject) -> Figure:
    """One pixel alone."""
    with new_page(subject.alt_text) as page:
        draw_account(page, 0, subject)
    return page.figure


def _checked(view: View | None) -> View:
    if view is not None and view not in VIEWS:
        raise ValueError(f"there is no view {view!r}: choose from {list(VIEWS)}")
    return view or VIEWS[0]
