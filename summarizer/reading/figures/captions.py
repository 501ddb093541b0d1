"""Captions of figures and tables: where each begins, and where it ends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from summarizer.paper import Box
from summarizer.reading.figures.baselines import Row
from summarizer.reading.figures.labels import Start, starts_of
from summarizer.reading.figures.sheets import Sheet

MAX_ROWS = 60
UNEVEN_POINTS = 4.2
"""Formulas move what looks like the baseline of a row by this much."""
ALIKE_POINTS = 0.6
"""Sizes of a caption's rows differ by less."""
ALIKE_ON_SCANS_POINTS = 2.0
"""Text recognition guesses sizes."""

_UNPRINTED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


@dataclass(frozen=True)
class Caption:
    """A caption as it was found."""

    kind: Literal["figure", "table"]
    label: str
    """Canonical, as in `Figure 3`."""
    text: str
    """Without the label."""
    box: Box
    rows: tuple[Row, ...]


def captions_of(sheets: Sequence[Sheet], body_size: float) -> list[list[Caption]]:
    """Captions of each sheet, in upright coordinates."""
    starts = starts_of([sheet.rows for sheet in sheets], body_size)
    begins = {sheets[start.page].rows[start.row] for start in starts}
    out: list[list[Caption]] = [[] for _ in sheets]
    for start in starts:
        out[start.page].append(_whole(start, sheets[start.page], begins))
    return [_joined_languages(captions) for captions in out]


def _whole(start: Start, sheet: Sheet, begins: set[Row]) -> Caption:
    """The caption with its further rows: up to a gap, a rule, a row of cells or another font."""
    rows, rules = sheet.rows, sheet.rules
    alike = ALIKE_ON_SCANS_POINTS if sheet.scanned else ALIKE_POINTS
    members = [rows[start.row]]
    box, text, pitch = members[0].box, start.text, None
    alone = not text  # the label has a row of its own
    while len(members) < MAX_ROWS:
        row = _below(members[-1], box, rows)
        if row is None or row in begins:
            break
        last, titled = members[-1], alone and len(members) == 1
        step = row.baseline - last.baseline
        if step > _longest_step(row, last, pitch, titled) or _ruled(last, row, rules) or _cells(row, rows, box):
            break
        like = last if alone else members[0]
        if not titled and abs(row.size - like.size) > alike:
            break
        if not titled and row.bold and not last.bold and step > 1.15 * (pitch or 1.3 * row.size):
            break
        hanging = row.box.x0 < box.x0 - 1.5 * row.size and row.box.x1 < box.x1 - row.size
        if hanging and not row.centred_on(box):
            break
        if len(members) > alone:
            pitch = max(step, pitch or 0)
        members.append(row)
        text = _joined(text, row.text)
        box = around(box, row.box)
    return Caption(start.kind, start.label, _clean(text), box, tuple(members))


def _longest_step(row: Row, last: Row, pitch: float | None, titled: bool) -> float:
    """The farthest that the next row of a caption may be below the last."""
    if titled:
        return 2.2 * row.size
    if pitch is None:
        return 1.75 * max(row.size, last.size)
    return max(1.3 * pitch, pitch + UNEVEN_POINTS)


def _below(last: Row, box: Box, rows: Sequence[Row]) -> Row | None:
    """The next row under `last` that overlaps the caption's width."""
    best = None
    for row in rows:
        if not last.baseline + 0.35 * last.size < row.baseline < (best.baseline if best else last.baseline + 40):
            continue
        overlap = min(row.box.x1, box.x1) - max(row.box.x0, box.x0)
        if not _script(row, last) and overlap > 0.3 * min(row.box.x1 - row.box.x0, box.x1 - box.x0):
            best = row
    return best


def _ruled(last: Row, row: Row, rules: Sequence[Box]) -> bool:
    """Whether a rule lies between two rows."""
    top, bottom = last.baseline - 0.1 * last.size, row.baseline - 0.75 * row.size
    return any(top < r.y0 < bottom and r.x0 < row.box.x1 and r.x1 > row.box.x0 for r in rules)


def _cells(row: Row, rows: Sequence[Row], box: Box) -> bool:
    """Whether other pieces stand beside the row under the caption, as cells do."""
    return any(
        other is not row
        and not _script(other, row)
        and abs(other.baseline - row.baseline) < 0.35 * row.size
        and box.x0 - 3 < (other.box.x0 + other.box.x1) / 2 < box.x1 + 3
        for other in rows
    )


def _script(row: Row, last: Row) -> bool:
    """Whether the row is an index or exponent that was set apart."""
    return len(row.text.strip()) <= 3 and row.size < 0.85 * last.size


def _joined(text: str, more: str) -> str:
    more = more.strip()
    if text.endswith("-") and more[:1].islower():
        return text[:-1] + more
    if text and more and ord(text[-1]) > 0x2E7F and ord(more[0]) > 0x2E7F:
        return text + more
    return f"{text} {more}".strip()


def _clean(text: str) -> str:
    text = _UNPRINTED.sub("", unicodedata.normalize("NFKC", text))
    return re.sub(r"\s+", " ", text).strip()


def around(one: Box, two: Box) -> Box:
    """The smallest box that holds both."""
    return Box(min(one.x0, two.x0), min(one.y0, two.y0), max(one.x1, two.x1), max(one.y1, two.y1))


def _joined_languages(captions: Sequence[Caption]) -> list[Caption]:
    """`图 1 …` and `Fig. 1 …` under one figure become one caption, in the order in which they are printed."""
    out: list[Caption] = []
    for caption in captions:
        twin = next((c for c in out if c.label == caption.label), None)
        if twin is None:
            out.append(caption)
            continue
        first, second = sorted((twin, caption), key=lambda c: c.box.y0)
        text = f"{first.text} {second.text}".strip()
        box = around(first.box, second.box)
        out[out.index(twin)] = Caption(first.kind, first.label, text, box, first.rows + second.rows)
    return out
