"""The front matter: title, authors, abstract and keywords."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.reading.front.abstract import FRONT_PAGES, abstract_label, abstract_rows, first_row, unlabelled_abstract
from summarizer.reading.front.authors import Authors, authors_of
from summarizer.reading.front.keywords import Keywords, keywords_of
from summarizer.reading.front.titles import Title, title_of
from summarizer.reading.page.pages import Line, PageContent
from summarizer.reading.text.bodies import Body
from summarizer.reading.text.rows import Row, rows_of

LANDSCAPE = 1.15
"""Width over height from which on a page may hold two pages of the paper side by side."""
ROWS_BEHIND_OPENING = 40
"""Keywords may stand in a column that is read after the introduction has begun."""


@dataclass(frozen=True)
class Opening:
    """Where the body of a paper begins."""

    row: int
    """Index of its first heading's row; the number of rows if there is none."""
    introduction: bool
    """Whether that heading is an introduction or carries the number 1: little of the body stands before it then."""
    named: bool
    """Whether it is called an introduction: what stands before it is an abstract then."""


@dataclass(frozen=True)
class Front:
    title: Title | None
    authors: Authors
    abstract: tuple[Row, ...]
    abstract_cut: int
    """How many characters of the first row of the abstract are its label (`Abstract—`)."""
    keywords: Keywords
    rows: tuple[Row, ...]
    """Rows before the body in the order of the page, without the abstract."""


def front_of(
    pages: Sequence[PageContent],
    lines: Sequence[Sequence[Line]],
    rows: Sequence[Row],
    body: Body,
    opening: Opening,
    words: Counter[str],
    metadata_title: str,
) -> Front:
    """Everything before the body.

    `lines` are those of the pages without furniture and figures, `rows` their rows in reading order.
    """
    label = abstract_label(rows)
    abstract: tuple[Row, ...] = ()
    if label is not None:
        limit = opening.row if opening.row > label.row else len(rows)
        abstract = abstract_rows(rows, first_row(rows, label), limit)
    page = rows[0].page
    bottom = rows[label.row].box.y0 if label is not None and rows[label.row].page == page else float("inf")
    title, authors, behind = _title_and_authors(pages, lines, body, page, bottom, metadata_title)
    if label is None:
        start = next(
            (i for i, r in enumerate(rows) if r.page == page and r.box.y0 >= behind - 1 and len(r.text) > 40), len(rows)
        )
        abstract = unlabelled_abstract(rows, start, opening.row, body, opening.named)
    inside = {id(row) for row in abstract}
    near = [row for row in rows[: opening.row + ROWS_BEHIND_OPENING] if row.page <= FRONT_PAGES]
    return Front(
        title,
        authors,
        abstract,
        label.cut if label is not None else 0,
        keywords_of(near, words, abstract),
        tuple(row for row in rows[: opening.row] if id(row) not in inside),
    )


def _title_and_authors(
    pages: Sequence[PageContent],
    lines: Sequence[Sequence[Line]],
    body: Body,
    page: int,
    bottom: float,
    metadata_title: str,
) -> tuple[Title | None, Authors, float]:
    """Title and authors on a page above `bottom`, and the height at which they end.

    A landscape sheet with two pages on it is tried half by half; the half with authors counts.
    """
    content = next(content for content in pages if content.number == page)
    mine = lines[pages.index(content)]
    kept = {id(line) for line in mine}
    repeated = [
        line.text for other in pages[:4] for line in other.lines if other is not content or id(line) not in kept
    ]
    sheets = [list(mine)]
    if content.width > LANDSCAPE * content.height:
        middle = content.width / 2
        sheets = [[line for line in mine if line.box.x1 <= middle], [line for line in mine if line.box.x0 >= middle]]
    tried = []
    for sheet in sheets:
        # Across the whole width, not column by column: that is how an author grid is to be read.
        rows = [row for row in rows_of(page, sheet) if row.box.y0 < bottom]
        title = title_of(rows, body.size, repeated, metadata_title)
        top = title.rows[-1].box.y1 if title else 0.0
        below = [row for row in rows if row.box.y0 >= top - 2 and not (title and row in title.rows)]
        authors = authors_of(below)
        behind = below[authors.last_row].box.y1 if authors.last_row >= 0 else top
        tried.append((title, authors, behind))
    return max(tried, key=lambda found: (bool(found[1].names), found[0].size if found[0] else 0.0))
