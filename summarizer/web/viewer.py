"""The right side as HTML: the paper's page with the marked passages, its figures, its outline."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from markupsafe import Markup

from summarizer.engine import Engine
from summarizer.errors import PaperGlanceError
from summarizer.paper import Box, Paper
from summarizer.web.conversation import environment
from summarizer.web.session import OpenPaper, Session
from summarizer.web.words import Words

PAGE_DPI = 144
"""Two device pixels a point: sharp at reading size."""

CROP_DPI = 130
"""Of figures in the gallery."""


async def viewer(session: Session, engine: Engine, words: Words) -> Markup:
    """What the session's View asks for, as HTML; only what is shown is rendered."""
    shown = session.current
    if shown is None:
        return _rendered("viewer-empty.html", words=words)
    paper, view = shown.paper, session.view
    view.page = max(1, min(view.page, len(paper.page_sizes)))
    try:
        pictures = await _pictures(session, engine, paper)
        trouble = ""
    except PaperGlanceError as error:
        pictures, trouble = {}, str(error)
    return _rendered(
        "viewer.html",
        words=words,
        paper=paper,
        serial=shown.serial,
        view=view,
        pages=len(paper.page_sizes),
        size=paper.page_sizes[view.page - 1],
        marks=marks_on(paper, view.passages, view.page),
        pictures=pictures,
        captions={figure.label: session.captions.get((paper.sha256, figure.label)) for figure in paper.figures},
        trouble=trouble,
    )


def marks_on(paper: Paper, passages: tuple[int, ...], page: int) -> list[tuple[float, float, float, float]]:
    """The rectangles of passages on a page: left, top, width, height in percent of the page."""
    width, height = paper.page_sizes[page - 1]
    boxes: list[Box] = [
        region.box
        for number in passages
        if number in paper.passage_by_id
        for region in paper.passage_by_id[number].regions
        if region.page == page
    ]
    return [
        (
            100 * box.x0 / width,
            100 * box.y0 / height,
            100 * (box.x1 - box.x0) / width,
            100 * (box.y1 - box.y0) / height,
        )
        for box in boxes
    ]


async def picture(session: Session, engine: Engine, paper: Paper, page: int, clip: Box | None, dpi: int) -> str:
    """A page or a part of it as a data address; kept in the session, so that turning back is instant."""
    key = (paper.sha256, page, clip, dpi)
    if key not in session.images:
        image = await engine.page_image(paper.sha256, page, dpi=dpi, clip=clip)
        session.keep_image(key, f"data:image/webp;base64,{base64.b64encode(image).decode()}")
    session.images.move_to_end(key)
    return session.images[key]


async def _pictures(session: Session, engine: Engine, paper: Paper) -> Mapping[str, str]:
    """By `page` or a figure's label: what the current tab shows."""
    if session.view.tab == "pages":
        return {"page": await picture(session, engine, paper, session.view.page, None, PAGE_DPI)}
    if session.view.tab == "figures":
        return {
            figure.label: await picture(session, engine, paper, figure.page, figure.box, CROP_DPI)
            for figure in paper.figures
        }
    return {}


def paper_chips(session: Session, words: Words) -> Markup:
    """The open papers as buttons, the current one marked; empty while there are fewer than two."""
    papers: list[OpenPaper] = session.papers if len(session.papers) > 1 else []
    return _rendered("papers.html", words=words, papers=papers, current=session.current)


def _rendered(name: str, **values: object) -> Markup:
    return Markup(environment().get_template(name).render(**values))  # noqa: S704 - rendered with autoescape
