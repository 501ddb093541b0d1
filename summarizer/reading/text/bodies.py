"""How the running text of a paper is set, and which rows are its table of contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.reading.text.rows import Row

CONTENTS_PAGES = 4
"""A table of contents begins on one of these."""

_TOC = re.compile(r"(?:table of )?contents|目\s*录", re.I)
_TOC_ENTRY = re.compile(r".*?(?:\.\s?){2,}\s*\d{1,4}|.*\D\s*\d{1,4}|\d{1,4}")


@dataclass(frozen=True)
class Body:
    """How most of the text is set."""

    size: float
    font: str
    bold: bool
    leading: float
    """Usual distance of one baseline from the next, in points."""


def body_style(rows: Sequence[Row]) -> Body:
    """How most letters of the rows are set."""
    sizes: Counter[float] = Counter()
    fonts: Counter[str] = Counter()
    leadings: Counter[float] = Counter()
    for row in rows:
        sizes[round(row.size * 2) / 2] += len(row.text)
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    last: Row | None = None
    for row in rows:
        if abs(row.size - size) <= 0.4:
            fonts[row.font] += len(row.text)
            if (
                last is not None
                and last.page == row.page
                and last.column == row.column
                and 0 < row.box.y1 - last.box.y1 < 3 * size
            ):
                leadings[round(row.box.y1 - last.box.y1, 0)] += 1
            last = row
        else:
            last = None
    font = fonts.most_common(1)[0][0] if fonts else ""
    bold = sum(len(row.text) for row in rows if row.bold) > 0.5 * sum(len(row.text) for row in rows)
    return Body(size, font, bold, leadings.most_common(1)[0][0] if leadings else 1.2 * size)


def contents_rows(rows: Sequence[Row]) -> set[int]:
    """Indices of the rows of a table of contents."""
    found: set[int] = set()
    for index, row in enumerate(rows):
        if row.page > CONTENTS_PAGES:
            break
        if not _TOC.fullmatch(row.text.strip()):
            continue
        end, misses = index + 1, 0
        last = index
        while end < len(rows) and misses < 3 and rows[end].page <= row.page + 2:
            if _TOC_ENTRY.fullmatch(rows[end].text.strip()):
                last, misses = end, 0
            else:
                misses += 1
            end += 1
        if last > index + 2:
            found.update(range(index, last + 1))
    return found
