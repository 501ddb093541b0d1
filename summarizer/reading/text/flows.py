"""Which rows belong to which section."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.paper import Section
from summarizer.reading.front.abstract import FRONT_PAGES, abstract_label
from summarizer.reading.front.matter import Front, Opening
from summarizer.reading.outline.candidates import Heading
from summarizer.reading.outline.headings import folded, is_end_matter, role_of
from summarizer.reading.outline.sections import headings, section_of
from summarizer.reading.text.bodies import Body
from summarizer.reading.text.rows import Row, is_cjk

MIN_LOOSE_LETTERS = 400
"""Text between the front matter and the first heading that has fewer letters is part of the front matter."""

_FRONT_TITLES = frozenset(
    re.findall(
        r"\S+",
        """
    abstract keywords keyword indexterms ccsconcepts acmreferenceformat contents articleinfo highlights 摘要 关键词 目录
    """,
    )
)


@dataclass(frozen=True)
class Flow:
    """Rows of one section that read on."""

    rows: tuple[Row, ...]
    section: Section | None
    cut: int = 0
    """Characters of the first row to leave out."""


def body_headings(rows: Sequence[Row], body: Body) -> list[Heading]:
    """The headings behind the abstract's label, without those of the front matter (Keywords, Contents …)."""
    label = abstract_label(rows)
    found = headings(rows, body, label.row + 1 if label else 1)
    return [heading for heading in found if folded(heading.parts.title) not in _FRONT_TITLES]


def opening_of(rows: Sequence[Row], found: Sequence[Heading]) -> Opening:
    """Where the first main heading is."""
    main = [heading for heading in found if heading.level == 1 and not is_end_matter(heading.parts.title)]
    early = [heading for heading in main if rows[heading.start].page <= FRONT_PAGES]
    introduction = next((heading for heading in early if folded(heading.parts.title) in ("introduction", "引言")), None)
    first = introduction or next(iter(main), None)
    if first is None:
        return Opening(len(rows), False, False)
    named = role_of(first.parts.title) == "introduction"
    return Opening(first.start, named or first.parts.values[:1] == (1,), named)


def flows_of(
    rows: Sequence[Row], found: Sequence[Heading], front: Front, references: int | None, opening: Opening
) -> tuple[list[Section], list[Flow]]:
    """The sections, and the rows of each but of the reference list; text before the first heading has no section.

    `references` is the index of the row with which the reference list begins.
    """
    abstract = {id(row) for row in front.abstract}
    flows = []
    loose = loose_rows(rows, front, references, opening)
    if loose:
        flows.append(Flow(tuple(loose), None))
    sections = []
    found = [heading for heading in found if heading.start >= opening.row]
    for index, heading in enumerate(found):
        behind = references is not None and heading.start > references
        section = section_of(heading, rows, behind, sections)
        sections.append(section)
        end = found[index + 1].start if index + 1 < len(found) else len(rows)
        if references is not None and heading.end <= references < end and section.role != "references":
            end = references
        if section.role != "references":
            inside = tuple(row for row in rows[heading.end : end] if id(row) not in abstract)
            flows.append(Flow(inside, section, heading.cut))
    return sections, flows


def loose_rows(rows: Sequence[Row], front: Front, references: int | None, opening: Opening) -> list[Row]:
    """Rows of the body before its first heading: the whole of a letter, an introduction without a heading."""
    abstract = {id(row) for row in front.abstract}
    keywords = {id(row) for row in front.keywords.rows}
    behind = max((index + 1 for index, row in enumerate(rows) if id(row) in abstract), default=0)
    start = behind or _behind_names(rows, front)
    end = min(opening.row, references if references is not None else len(rows))
    loose = [row for row in rows[start:end] if id(row) not in keywords]
    letters = sum(len(row.text) * (2 if is_cjk(row.text) else 1) for row in loose)
    return loose if letters > (MIN_LOOSE_LETTERS if not opening.named else 4 * MIN_LOOSE_LETTERS) else []


def _behind_names(rows: Sequence[Row], front: Front) -> int:
    """Index of the first long row below the title that names no author."""
    if not front.title:
        return 0
    bottom = front.title.rows[-1].box.y1
    page = front.title.rows[-1].page
    for index, row in enumerate(rows):
        below = row.page > page or row.box.y0 > bottom
        if below and len(row.text) > 50 and not any(name in row.text for name in front.authors.names):
            return index
    return len(rows)
