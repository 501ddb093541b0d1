"""Everything printed on one baseline, before any column is known: what captions and tables are found in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.paper import Box
from summarizer.reading.pages import Line

JOIN_EM = 0.8
"""Pieces on one baseline that are nearer than this are one row; gutters between columns are wider."""
LABEL_JOIN_EM = 2.6
"""A label may stand this far before its caption."""


@dataclass(eq=False)
class Row:
    """Pieces of text on one baseline that are read as one."""

    lines: list[Line]
    box: Box
    size: float
    baseline: float
    text: str = ""
    bold: bool = False
    continues: bool = False
    """Goes on with the paragraph of the row above."""
    tabular: bool = False
    """Stands beside other pieces on its baseline, as cells do."""
    ruled_above: bool = False
    """A rule lies between it and the row above."""
    prose: bool = False
    """Running text, a heading, a footnote: never part of a figure."""

    @property
    def width(self) -> float:
        return self.box.x1 - self.box.x0

    @property
    def font(self) -> str:
        return max(self.lines, key=lambda line: len(line.text)).spans[0].font

    def distinct_head(self, length: int) -> bool:
        """Whether its first `length` characters are set in another weight or font than the rest."""
        spans = [span for line in self.lines for span in line.spans if span.text.strip()]
        head = spans[0]
        seen = 0
        for span in spans:
            seen += len(span.text)
            if seen <= length + 1 or span is head:
                continue
            if sum(c.isalpha() for c in span.text) >= 3:
                return span.bold != head.bold or span.italic != head.italic or (span.font != head.font and head.bold)
        return head.bold and seen <= length + 3

    def centred_on(self, box: Box) -> bool:
        return abs((self.box.x0 + self.box.x1) - (box.x0 + box.x1)) < 8


def rows_of(lines: Sequence[Line]) -> list[Row]:
    """Rows of upright lines, from top to bottom and left to right."""
    rows: list[Row] = []
    recent: list[Row] = []
    for line in sorted(lines, key=lambda line: (round(line.box.y1), line.box.x0)):
        home = None
        for row in reversed(recent):
            if _beside(row, line):
                home = row
                break
        if home is None:
            row = Row([line], line.box, line.size, line.box.y1)
            rows.append(row)
            recent.append(row)
            if len(recent) > 24:
                recent.pop(0)
        else:
            home.lines.append(line)
            b, box = home.box, line.box
            home.box = Box(min(b.x0, box.x0), min(b.y0, box.y0), max(b.x1, box.x1), max(b.y1, box.y1))
            if len(line.text) > sum(len(x.text) for x in home.lines[:-1]):
                home.size = line.size
    for row in rows:
        if len(row.lines) > 1:
            row.lines.sort(key=lambda line: line.box.x0)
        row.text = _text(row.lines)
        total = sum(len(line.text) for line in row.lines)
        row.bold = 2 * sum(len(line.text) for line in row.lines if line.bold) > total
    rows.sort(key=lambda row: (row.box.y0, row.box.x0))
    return rows


def _beside(row: Row, line: Line) -> bool:
    """Whether the line goes on with the row."""
    box, b = line.box, row.box
    if b.y1 < box.y0:
        return False
    size = max(line.size, row.size)
    gap = max(box.x0 - b.x1, b.x0 - box.x1)
    if not -0.5 * size - 2 < gap < LABEL_JOIN_EM * size:
        return False
    if (
        min(b.y1, box.y1) - max(b.y0, box.y0) < 0.6 * min(box.y1 - box.y0, b.y1 - b.y0)
        or abs(row.baseline - box.y1) > 0.4 * size
    ):
        return False
    return (gap < JOIN_EM * size or _is_label(row)) and not _starts_label(line)


def _starts_label(line: Line) -> bool:
    return line.text.lstrip()[:4].lower().startswith(("fig", "tabl", "ｆｉｇ"))


def _is_label(row: Row) -> bool:
    text = row.lines[0].text.strip() if len(row.lines) == 1 else ""
    return (
        3 < len(text) <= 14
        and text[:3].lower() in ("fig", "tab", "sch")
        and any(c.isdigit() or c in "IVX" for c in text)
    )


def _text(lines: Sequence[Line]) -> str:
    if len(lines) == 1:
        return lines[0].text
    parts = [lines[0].text]
    for before, line in zip(lines, lines[1:], strict=False):
        glue = "" if before.text.endswith(" ") or line.box.x0 - before.box.x1 < 0.12 * line.size else " "
        parts.append(glue + line.text)
    return "".join(parts)
