"""A page turned so that its text is upright, without what stands on many pages: what figures are looked for on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from summarizer.paper import Box
from summarizer.reading.figures.artwork import rules_of
from summarizer.reading.figures.baselines import Row, rows_of
from summarizer.reading.figures.labels import begins_label
from summarizer.reading.page.pages import Line, PageContent, Paint

MAX_POINTS = 100_000
"""Text beyond is on no page."""
BACKGROUND_SHARE = 0.75
"""What covers more of the page than this is no figure."""
LEAST_SHEETS = 6
"""So many pages at least are looked at, to learn the body's size and columns."""
SENTENCE_CHARACTERS = 20
"""Shorter lines, such as words along an axis, hardly speak for the way a page is to be held."""


@dataclass
class Sheet:
    """A page turned so that most of its text is upright."""

    number: int
    width: float
    height: float
    turn: int
    """Quarter turns clockwise that were applied."""
    second: bool
    """Whether most of the page's text is set in another direction than what this sheet is turned for."""
    rows: list[Row]
    turned_text: list[Box]
    """Lines in another direction, such as the labels of upright axes."""
    paints: list[Paint]
    scanned: bool = False
    """Whether an image fills the page: its figures are part of it."""

    @cached_property
    def rules(self) -> list[Box]:
        """Horizontal rules from top to bottom."""
        return rules_of(self.paints)

    def on_page(self, box: Box) -> Box:
        """The box on the page as shown, with one decimal."""
        x0, y0, x1, y1 = _turned(box, (4 - self.turn) % 4, self.width, self.height)
        return Box(round(x0, 1), round(y0, 1), round(x1, 1), round(y1, 1))


def sheets_of(pages: Sequence[PageContent]) -> list[Sheet]:
    """Sheets of the pages with a line that may begin a caption, in their order, and a few to learn the setting from.

    A page has one more sheet for each direction other than its own in which a caption may be set.
    """
    labelled = {page.number: _label_quarters(page.lines) for page in pages}
    spare = [page.number for page in pages if page.lines and not labelled[page.number]]
    missing = LEAST_SHEETS - sum(bool(quarters) for quarters in labelled.values())
    samples = set(spare[:: max(1, len(spare) // missing)]) if missing > 0 else set()
    sheets = []
    for page in pages:
        if not labelled[page.number] and page.number not in samples:
            continue
        quarters = [_quarter(line) for line in page.lines]
        main = _main_quarter(page.lines, quarters)
        for turn in (main, *sorted(labelled[page.number] - {main})):
            sheets.append(_sheet(page, quarters, turn, turn != main))
    _drop_furniture(sheets)
    return sheets


def _label_quarters(lines: Sequence[Line]) -> set[int]:
    """The directions, as quarter turns to make them upright, of lines that may begin a caption."""
    found = set()
    before = ""
    for line in lines:
        text = line.spans[0].text
        if len(text) <= 4:
            text = line.text
        if begins_label(text) or (before in ("T", "F") and begins_label(before + text)):
            found.add(_quarter(line))
        before = text
    return found


def _main_quarter(lines: Sequence[Line], quarters: Sequence[int]) -> int:
    weight: Counter = Counter()
    for line, quarter in zip(lines, quarters, strict=True):
        length = sum(len(span.text) for span in line.spans)
        weight[quarter] += length if length >= SENTENCE_CHARACTERS else length / 100
    return max(weight, key=lambda q: (weight[q], -q)) if weight else 0


def _turned(box: Box, turn: int, width: float, height: float) -> Box:
    """The box after quarter turns clockwise of a page of this width and height."""
    x0, y0, x1, y1 = box
    if turn == 1:
        return Box(height - y1, x0, height - y0, x1)
    if turn == 2:
        return Box(width - x1, height - y1, width - x0, height - y0)
    if turn == 3:
        return Box(y0, width - x1, y1, width - x0)
    return box


def _sheet(page: PageContent, quarters: Sequence[int], turn: int, second: bool) -> Sheet:
    w, h = page.width, page.height
    width, height = (h, w) if turn % 2 else (w, h)
    lines, other = [], []
    for line, quarter in zip(page.lines, quarters, strict=True):
        if not all(-MAX_POINTS < edge < MAX_POINTS for edge in line.box):
            continue
        if quarter != turn:
            other.append(_turned(line.box, turn, w, h))
        elif turn:
            lines.append(replace(line, box=_turned(line.box, turn, w, h)))
        else:
            lines.append(line)
    paints: Sequence[Paint] = page.paints
    if turn:
        paints = [Paint(paint.kind, _turned(paint.box, turn, w, h)) for paint in paints]
    scanned = any(p.kind == "image" and _fills(p.box, width, height) for p in paints)
    return Sheet(page.number, width, height, turn, second, rows_of(lines), other, _seen(paints, width, height), scanned)


def _fills(box: Box, width: float, height: float) -> bool:
    """Whether the box covers the page, as backgrounds and scans do."""
    return (box.x1 - box.x0) * (box.y1 - box.y0) >= BACKGROUND_SHARE * width * height


def _quarter(line: Line) -> int:
    """Quarter turns clockwise that make the line upright."""
    x, y = line.direction
    if abs(x) >= abs(y):
        return 0 if x > 0 else 2
    return 1 if y < 0 else 3


def _seen(paints: Sequence[Paint], width: float, height: float) -> list[Paint]:
    """Paints on the page, cut at its edges, without those that are its background."""
    out = []
    for paint in paints:
        x0, y0, x1, y1 = paint.box
        if not (x1 >= 0 and y1 >= 0 and x0 <= width and y0 <= height and (x1 - x0 > 0.1 or y1 - y0 > 0.1)):
            continue  # not a number, too
        if x0 < 0 or y0 < 0 or x1 > width or y1 > height:
            x0, y0, x1, y1 = max(0.0, x0), max(0.0, y0), min(width, x1), min(height, y1)
            paint = Paint(paint.kind, Box(x0, y0, x1, y1))
        if not _fills(paint.box, width, height):
            out.append(paint)
    return out


def _drop_furniture(sheets: Sequence[Sheet]) -> None:
    """Takes away what is painted at one place of many pages, and marks running headers and page numbers as prose."""
    if len(sheets) >= 3:
        painted: Counter = Counter()
        for sheet in sheets:
            painted.update({_place(paint.box) for paint in sheet.paints})
        often = {place for place, n in painted.items() if n >= max(3, 0.3 * len(sheets))}
        for sheet in sheets:
            sheet.paints = [paint for paint in sheet.paints if _place(paint.box) not in often]
    heads: Counter = Counter()
    for sheet in sheets:
        heads.update({_header(row) for row in sheet.rows if _marginal(row, sheet)})
    for sheet in sheets:
        for row in sheet.rows:
            if _marginal(row, sheet) and (
                heads[_header(row)] >= (2 if len(sheets) < 8 else 3) or row.text.strip(" -–—·\u3000").isdigit()
            ):
                row.prose = True


def _marginal(row: Row, sheet: Sheet) -> bool:
    return row.box.y1 < 0.11 * sheet.height or row.box.y0 > 0.9 * sheet.height


def _header(row: Row) -> tuple[int, str]:
    return round(row.baseline / 3), "".join(c for c in row.text if not c.isdigit()).strip()


def _place(box: Box) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = box
    return int(x0 / 2), int(y0 / 2), int(x1 / 2), int(y1 / 2)
