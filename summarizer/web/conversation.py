"""The left side as HTML: the visitor's words, the summary as cards, answers, errors. Pure functions of the session."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from summarizer.chain.assembly import links_of
from summarizer.paper import Paper
from summarizer.summary import FIELD_BY_NAME, Point
from summarizer.views.html import rich_text
from summarizer.views.markdown import lines_of
from summarizer.views.words import FLAG_WORDS, GROUPS, MISSING, field_is_ordered, reading_line
from summarizer.web.session import Exchange, Session
from summarizer.web.words import Words

TOOLTIP_CHARACTERS = 400
"""Of a passage, shown when the pointer rests on its page mark."""


@cache
def environment() -> Environment:
    """The page's templates; everything that is not ours is escaped."""
    made = Environment(
        loader=PackageLoader("summarizer.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["rich"] = rich_text
    return made


def page_marks(point: Point, paper: Paper) -> list[tuple[int, str, str]]:
    """A Point's page marks: page, the ids of its passages there (comma-separated), and their text as a tooltip."""
    marks = []
    for page in point.pages:
        here = [paper.passage_by_id[number] for number in point.passages if paper.passage_by_id[number].page == page]
        ids = ",".join(str(passage.id) for passage in here)
        marks.append((page, ids, " ".join(passage.text for passage in here)[:TOOLTIP_CHARACTERS]))
    return marks


def conversation(session: Session, exchanges: Iterable[Exchange], words: Words) -> Markup:
    """Exchanges as HTML: each with its paper's cards, its answer or its error."""
    template = environment().get_template("conversation.html")
    return Markup(  # noqa: S704 - rendered with autoescape
        template.render(
            session=session,
            exchanges=list(exchanges),
            words=words,
            groups=GROUPS,
            fields=FIELD_BY_NAME,
            ordered=field_is_ordered,
            flags=FLAG_WORDS,
            missing=MISSING,
            lines_of=lines_of,
            links_of=links_of,
            marks=page_marks,
            reading_line=reading_line,
        )
    )


def empty_state(words: Words) -> Markup:
    """What a new visitor sees: what one can do, and examples to click."""
    return Markup(environment().get_template("empty.html").render(words=words))  # noqa: S704 - rendered with autoescape
