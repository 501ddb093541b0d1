"""Rows that a figure never crosses: running text, headings, notes and running headers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from summarizer.paper import Box
from summarizer.reading.figures.baselines import Row

_NUMBERED = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,5}\.|[A-Z](?:\.\d+)*\.?)\s+\S")
_SUBCAPTION = re.compile(r"^\(?[a-hA-H]\)")

LEAST_FONT_SHARE = 0.015
"""Of the letters in sentences; a font that sets fewer is one of a figure."""


@dataclass(frozen=True)
class Setting:
    """How the body of a paper is set, in points."""

    size: float
    column_width: float
    text_width: float
    fonts: frozenset[str] = frozenset()
    """That running text is set in; empty if unknown."""
    leading: float = 1.2
    """From one baseline of running text to the next, in em."""

    @property
    def columns(self) -> int:
        return 2 if self.column_width < 0.62 * self.text_width else 1


def setting_of(pages: Sequence[Sequence[Row]]) -> Setting:
    """Body size, column and text width that most characters share."""
    sizes: Counter = Counter()
    for rows in pages:
        for row in rows:
            if len(row.text) > 25 or row.wide:
                sizes[row.size] += len(row.text)
    if not sizes:
        return Setting(10, 400, 400)
    size = max(sizes, key=lambda s: sum(n for other, n in sizes.items() if abs(other - s) <= 0.25))
    widths: Counter = Counter()
    spans = []
    for rows in pages:
        body = [row for row in rows if abs(row.size - size) <= 0.4 and row.wordy]
        widths.update(round(row.width / 4) for row in body)
        if len(body) >= 5:
            spans.append(max(row.box.x1 for row in body) - min(row.box.x0 for row in body))
    if not widths:
        return Setting(size, 400, 400)
    width = 4 * max(widths, key=lambda w: (widths[w] + widths[w + 1] + widths[w - 1], w))
    spans.sort()
    text_width = max(width, spans[len(spans) // 2] if spans else width)
    return Setting(size, width, text_width, _fonts(pages), _leading(pages, size, width))


def _fonts(pages: Sequence[Sequence[Row]]) -> frozenset[str]:
    letters: Counter = Counter()
    for rows in pages:
        for row in rows:
            if row.wordy:
                letters[row.font] += len(row.text)
    return frozenset(font for font, n in letters.items() if n >= LEAST_FONT_SHARE * letters.total())


def _leading(pages: Sequence[Sequence[Row]], size: float, width: float) -> float:
    steps: Counter = Counter()
    for rows in pages:
        body = sorted((round(row.box.x0), row.baseline) for row in rows if row.width > 0.9 * width)
        steps.update(round((b - a) / size, 1) for (x, a), (other, b) in pairwise(body) if abs(x - other) <= 1)
    likely = {step: n for step, n in steps.items() if 1 <= step <= 2.6}
    return max(likely, key=likely.__getitem__) if likely else 1.2


def mark_prose(rows: Sequence[Row], setting: Setting) -> None:
    """Sets `prose` and `continues` on the rows of a page, given from top to bottom."""
    least = 0.75 * setting.column_width
    for row in rows:
        if row.prose or row.width <= least or not row.wordy:
            continue
        alike = abs(row.size - setting.size) <= 0.12 * setting.size
        if alike and row.width > 0.8 * setting.column_width and (not setting.fonts or row.font in setting.fonts):
            row.prose = True
            continue
        # paragraphs in another size (abstract, references, notes): three rows of a column's width below each other
        chain = paragraph_from(row, setting)
        if sum(r.width > least and r.wordy for r in chain) >= 3:
            for r in chain:
                r.prose = True
    for row in rows:
        after = row.below
        if after is None or not same_paragraph(row, after, setting):
            continue
        if row.prose and not after.prose and abs(after.box.x0 - row.box.x0) < 3 * row.size:
            after.prose = True
        if row.prose and row.width > 0.5 * setting.column_width and after.box.x0 <= row.box.x0 + 0.6 * row.size:
            ended = row.text.rstrip()[-1:] in ".。:" and row.box.x1 < after.box.x1 - 2 * row.size
            after.continues = not ended
    _mark_sentences(rows, setting)
    for row in reversed(rows):
        if row.below is not None and not row.prose and row.below.prose and _heads(row, row.below, setting):
            row.prose = True


def paragraph_from(row: Row, setting: Setting, most: int = 40) -> list[Row]:
    """The row and those below that are set as one paragraph with it."""
    chain = [row]
    while (after := chain[-1].below) is not None and len(chain) < most and same_paragraph(chain[-1], after, setting):
        chain.append(after)
    return chain


def _mark_sentences(rows: Sequence[Row], setting: Setting) -> None:
    """Short sentences between formulas: in the body's size, alone on their baseline, at the left edge of a column."""
    edges = Counter(round(row.box.x0) for row in rows if row.prose and row.width > 0.8 * setting.column_width)
    edges = {x for x, n in edges.items() if n >= 3}
    for index, row in enumerate(rows):
        if row.prose or not row.wordy or abs(row.size - setting.size) > 0.3:
            continue
        if not any(x - 2 <= row.box.x0 <= x + 2.2 * row.size for x in edges):
            continue
        row.prose = not any(
            other is not row
            and not other.prose
            and abs(other.baseline - row.baseline) < 0.5 * row.size
            and abs(other.box.x0 - row.box.x0) < setting.column_width
            for other in rows[max(0, index - 8) : index + 9]
        )


def _heads(row: Row, after: Row, setting: Setting) -> bool:
    """Whether the row is a heading over running text, or the short first row of it."""
    step = after.baseline - row.baseline
    if abs(row.box.x0 - after.box.x0) < 2.5 * row.size and row.size >= after.size - 0.3:
        if same_paragraph(row, after, setting):
            return True
        if step < 2 * max(1.6, setting.leading) * after.size:
            return row.bold or row.size > after.size + 0.4 or bool(_NUMBERED.match(row.text.strip()))
    return False


def same_paragraph(row: Row, after: Row, setting: Setting) -> bool:
    """Whether the row below is set as one paragraph with this one."""
    step = after.baseline - row.baseline
    return (
        abs(after.size - row.size) <= 0.4
        and 0 < step < max(1.6, 1.12 * setting.leading) * row.size
        and after.box.x0 < row.box.x1
        and row.box.x0 < after.box.x1
    )


def paragraph_boxes(rows: Sequence[Row]) -> list[Box]:
    """Boxes of rows of running text, a short row being as wide as the row above or below it in its column."""
    boxes = {id(row): row.box for row in rows}
    for row in rows:
        after = row.below
        if after is None or id(after) not in boxes or abs(after.box.x0 - row.box.x0) > 3 * row.size:
            continue
        x0, x1 = min(row.box.x0, after.box.x0), max(row.box.x1, after.box.x1)
        for key in (id(row), id(after)):
            box = boxes[key]
            boxes[key] = Box(min(x0, box.x0), box.y0, max(x1, box.x1), box.y1)
    return list(boxes.values())


def free_subcaptions(rows: Sequence[Row], captions: set[Row], setting: Setting) -> None:
    """`(a) …` under a part of a figure is no running text, however wide it is set."""
    for row in rows:
        if row.prose and row not in captions and not row.continues and _SUBCAPTION.match(row.text.strip()):
            chain = paragraph_from(row, setting, 5)
            if len(chain) < 5 and captions.isdisjoint(chain):
                for r in chain:
                    r.prose = False
