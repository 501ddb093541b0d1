"""Everything printed on one baseline, before any column is known: what captions and tables are found in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from summarizer.paper import Box
from summarizer.reading.page.pages import Line

JOIN_EM = 1.15
"""Pieces on one baseline that are nearer than this are one row; gutters between columns are wider."""
WORD_EM = 0.45
"""A label that is nearer than this to the text before it is part of a sentence."""
BAND_POINTS = 8
LABEL_JOIN_EM = 2.6
"""A label may stand this far before its caption."""

_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"(?<![^\W\d_])[a-z\u00df-\u00ff]{2,}(?![^\W\d_])")

_NUMBERED = re.compile(r"[\dIVX\x01-\x09]")


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
    prose: bool = False
    """Running text, a heading, a footnote: never part of a figure."""
    below: Row | None = None
    """The next row under it that overlaps its width, if it is near."""

    @property
    def width(self) -> float:
        return self.box.x1 - self.box.x0

    @cached_property
    def font(self) -> str:
        """Name of the font of its longest run."""
        return max((span for line in self.lines for span in line.spans), key=lambda span: len(span.text)).font

    @cached_property
    def wide(self) -> bool:
        """Whether it is Chinese or Japanese, where a word needs no spaces."""
        return len(_WIDE.findall(self.text)) >= 4

    @cached_property
    def wordy(self) -> bool:
        """Whether it reads as a part of a sentence: mostly letters, several words."""
        letters = sum(map(str.isalpha, self.text))
        if letters < 0.6 * (len(self.text) - self.text.count(" ") - self.text.count("\u3000")):
            return False
        return self.wide or (len(self.text) >= 24 and len(_WORD.findall(self.text)) >= 3)

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
    bands: dict[int, list[Row]] = {}
    rows: list[Row] = []
    for _, _, _, foot, line in sorted(
        (round(foot), line.box.x0, i, foot, line)
        for i, (foot, line) in enumerate((_foot(line), line) for line in lines)
    ):
        band = int(foot / BAND_POINTS)
        home = next(
            (row for b in (band, band - 1) for row in reversed(bands.get(b, ())) if _beside(row, line, foot)), None
        )
        if home is None:
            home = Row([line], line.box, line.size, foot)
            rows.append(home)
            bands.setdefault(band, []).append(home)
        else:
            home.lines.append(line)
            b, box = home.box, line.box
            home.box = Box(min(b.x0, box.x0), min(b.y0, box.y0), max(b.x1, box.x1), max(b.y1, box.y1))
            if len(line.text) > sum(len(x.text) for x in home.lines[:-1]):
                home.size, home.baseline = line.size, foot
    for row in rows:
        if len(row.lines) == 1:
            row.text, row.bold = row.lines[0].text, row.lines[0].bold
            continue
        row.lines.sort(key=lambda line: line.box.x0)
        row.text = _text(row.lines)
        row.bold = 2 * sum(len(line.text) for line in row.lines if line.bold) > len(row.text)
    rows.sort(key=lambda row: (row.box.y0, row.box.x0))
    _set_below(rows)
    return rows


def _set_below(rows: Sequence[Row]) -> None:
    for index, row in enumerate(rows):
        box, reach, foot = row.box, row.box.y1 + 3 * row.size, row.baseline + 0.4 * row.size
        best = None
        for position in range(index + 1, len(rows)):
            other = rows[position]
            b = other.box
            if b.y0 > reach:
                break
            if (
                other.baseline > foot
                and (best is None or other.baseline < best.baseline)
                and min(b.x1, box.x1) - max(b.x0, box.x0) > 4
            ):
                best = other
                reach = min(reach, other.baseline)
        row.below = best


def _foot(line: Line) -> float:
    """Where its letters stand; for a line that was turned, its lower edge."""
    return line.baseline if line.baseline and line.direction == (1, 0) else line.box.y1


def _beside(row: Row, line: Line, foot: float) -> bool:
    """Whether the line goes on with the row."""
    box, b = line.box, row.box
    size = max(line.size, row.size)
    gap = max(box.x0 - b.x1, b.x0 - box.x1)
    if not -0.5 * size - 2 < gap < LABEL_JOIN_EM * size or abs(row.baseline - foot) > 0.4 * size:
        return False
    if min(b.y1, box.y1) - max(b.y0, box.y0) < 0.6 * min(box.y1 - box.y0, b.y1 - b.y0):
        return False
    if _starts_label(line) and gap > WORD_EM * size:
        return box.x1 <= b.x0 + 1 and _is_label(line.text)
    return gap < JOIN_EM * size or (len(row.lines) == 1 and _is_label(row.lines[0].text))


def _starts_label(line: Line) -> bool:
    return line.text.lstrip()[:4].lower().startswith(("fig", "tabl", "ｆｉｇ"))


def _is_label(text: str) -> bool:
    text = text.strip()
    return 3 < len(text) <= 14 and text[:3].lower() in ("fig", "tab", "sch") and bool(_NUMBERED.search(text))


def _text(lines: Sequence[Line]) -> str:
    if len(lines) == 1:
        return lines[0].text
    parts = [lines[0].text]
    for before, line in pairwise(lines):
        glue = "" if before.text.endswith(" ") or line.box.x0 - before.box.x1 < 0.12 * line.size else " "
        parts.append(glue + line.text)
    return "".join(parts)
