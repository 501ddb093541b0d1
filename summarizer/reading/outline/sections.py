"""The sections of a paper, and where its reference list begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.paper import Box, Section
from summarizer.reading.outline.candidates import Heading, candidates_of
from summarizer.reading.outline.headings import is_references, role_of
from summarizer.reading.outline.levels import levelled
from summarizer.reading.text.bodies import Body
from summarizer.reading.text.rows import Row

_REFERENCE_ITEM = re.compile(r"(?:\[\s*1\s*\]|1\s*[.)]\s|\(1\)\s|¹\s?)\s*[A-Z\u4e00-\u9fff]")


def headings(rows: Sequence[Row], body: Body, first: int) -> list[Heading]:
    """The headings from row `first` on, in reading order, with their levels."""
    return levelled(candidates_of(rows, body, first), len(rows))


def references_row(rows: Sequence[Row], found: Sequence[Heading]) -> int | None:
    """Index of the row at which the reference list begins: below its heading, or at an item 1 that others follow."""
    for heading in found:
        if is_references(heading.parts.title) and any(row.page for row in rows[heading.end : heading.end + 1]):
            return heading.start
    start = found[-1].end if found else 0
    for index in range(len(rows) - 1, -1, -1):
        if not _REFERENCE_ITEM.match(rows[index].text):
            continue
        bracket = rows[index].text.lstrip()[0]
        numbers = []
        for row in rows[index : index + 80]:
            match = (
                re.match(r"[\[(]?\s*(\d{1,3})\s*[\]).]", row.text)
                if bracket in "[(" or bracket.isdigit()
                else re.match(r"([¹²³⁴⁵⁶⁷⁸⁹⁰]+)", row.text)
            )
            if match and (bracket not in "[(" or row.text.lstrip()[:1] == bracket):
                numbers.append(match[1])
        years = sum(bool(re.search(r"\b(?:19|20)\d\d\b", row.text)) for row in rows[index : index + 30])
        if len(numbers) >= 4 and years >= 3 and index > 0.3 * len(rows):
            return index
        if index < start // 2:
            break
    return None


def section_of(heading: Heading, rows: Sequence[Row], after_references: bool) -> Section:
    """The section that a heading opens."""
    head = rows[heading.start : max(heading.end, heading.start + 1)]
    box = Box(
        round(min(row.box.x0 for row in head), 1),
        round(min(row.box.y0 for row in head), 1),
        round(max(row.box.x1 for row in head), 1),
        round(max(row.box.y1 for row in head), 1),
    )
    title = heading.parts.title.strip(" .:。：—")
    role = role_of(title)
    if (
        heading.parts.appendix
        or (heading.parts.kind == "letter" and heading.level == 1)
        or (after_references and role not in ("references", "acknowledgement", "method"))
    ):
        role = "appendix"
    return Section(
        title=title, number=heading.parts.number, level=min(heading.level, 6), page=head[0].page, box=box, role=role
    )
