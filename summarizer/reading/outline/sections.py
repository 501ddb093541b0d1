"""The sections of a paper, and where its reference list begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.paper import Box, Section, SectionRole
from summarizer.reading.outline.candidates import Heading, candidates_of
from summarizer.reading.outline.headings import is_known, is_references, role_of
from summarizer.reading.outline.levels import levelled
from summarizer.reading.text.bodies import Body
from summarizer.reading.text.rows import Row

_PASSED_ON = frozenset({"introduction", "related work", "method", "experiments", "conclusion"})
"""Roles that a section has with all its subsections: `Models compared` below Results tells of experiments."""
_OWN = frozenset({"limitations", "acknowledgement", "references", "appendix"})
"""Roles that a subsection has of its own."""
_ONLY_ON_TOP = frozenset({"abstract", "introduction", "conclusion"})

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


def section_of(heading: Heading, rows: Sequence[Row], after_references: bool, before: Sequence[Section]) -> Section:
    """The section that a heading opens; `before` are the sections that stand before it."""
    head = rows[heading.start : max(heading.end, heading.start + 1)]
    box = Box(
        round(min(row.box.x0 for row in head), 1),
        round(min(row.box.y0 for row in head), 1),
        round(max(row.box.x1 for row in head), 1),
        round(max(row.box.y1 for row in head), 1),
    )
    title = heading.parts.title.strip(" .:。：—")
    role = role_of(title)
    if role == "abstract" and before:  # a Summary at the end
        role = "conclusion"
    if (
        heading.parts.appendix
        or (heading.parts.kind == "letter" and heading.level == 1)
        or (after_references and role not in ("references", "acknowledgement", "method"))
    ):
        role = "appendix"
    elif holder := next((section for section in reversed(before) if section.level < heading.level), None):
        stands_alone = is_known(title) and "." not in heading.parts.number
        role = role if stands_alone else _role_within(role, holder.role)
    return Section(
        title=title, number=heading.parts.number, level=min(heading.level, 6), page=head[0].page, box=box, role=role
    )


def _role_within(role: SectionRole, holder: SectionRole) -> SectionRole:
    """The role of a subsection that its name says to be `role`, in a section of role `holder`."""
    if holder == "appendix":
        return role if role in ("references", "acknowledgement") else "appendix"
    if role in _OWN or (holder == "introduction" and role == "related work"):
        return role
    if holder in _PASSED_ON:
        return holder
    return "other" if role in _ONLY_ON_TOP else role
