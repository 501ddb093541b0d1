"""What is painted on a page, on a coarse grid of bits: pieces of artwork, told from the ornaments of running text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from summarizer.paper import Box
from summarizer.reading.page.pages import Paint

CELL_POINTS = 3.0
COARSE_POINTS = 6.0
MANY_PAINTS = 20_000
"""From here on the grid is coarse, so that a map of a million lines takes no longer than a drawing."""
MAX_CELLS = 1500
"""Along an edge of a page, however large."""
RULE_POINTS = 2.5
"""A path no thicker than this is a rule."""
MIN_RULE_POINTS = 30
MAX_DASH_POINTS = 5
"""Widest gap between two dashes of a rule."""

Cells = tuple[int, int, int, int]
"""First column, first row, last column, last row."""


class Grid:
    """A page as one integer of bits for each row of cells: time grows with the area, never with pairs of boxes."""

    def __init__(self, width: float, height: float, cell: float):
        self.cell = cell
        self.columns = int(width / cell) + 2
        self.rows = [0] * (int(height / cell) + 2)

    def cells(self, box: Box) -> Cells:
        x0, y0, x1, y1 = box
        return (
            max(0, int(x0 / self.cell)),
            max(0, int(y0 / self.cell)),
            min(self.columns - 1, int(x1 / self.cell)),
            min(len(self.rows) - 1, int(y1 / self.cell)),
        )

    def fill(self, cells: Cells) -> None:
        c0, r0, c1, r1 = cells
        mask = ((1 << (c1 - c0 + 1)) - 1) << c0
        for r in range(r0, r1 + 1):
            self.rows[r] |= mask

    def share(self, cells: Cells) -> float:
        """Share of the grid rows of these cells that are filled over more than half of their length."""
        c0, r0, c1, r1 = cells
        length = c1 - c0 + 1
        mask = ((1 << length) - 1) << c0
        filled = sum(2 * (self.rows[r] & mask).bit_count() > length for r in range(r0, r1 + 1))
        return filled / max(1, r1 - r0 + 1)


def artwork_of(paints: Sequence[Paint], prose: Sequence[Box], width: float, height: float) -> list[Box]:
    """Pieces of artwork and rules: paints that nearly touch are one piece.

    Underlines, fraction bars, highlights and backgrounds of running text (`prose`, its rows) are none.
    """
    cell = max(COARSE_POINTS if len(paints) > MANY_PAINTS else CELL_POINTS, max(width, height) / MAX_CELLS)
    text = Grid(width, height, cell)
    for x0, y0, x1, y1 in prose:
        margin = min(1.5, (y1 - y0) / 4)
        text.fill(text.cells(Box(x0, y0 + margin, x1, y1 - margin)))
    exact: dict[Cells, list[float]] = {}
    for paint in paints:
        cells = text.cells(paint.box)
        known = exact.get(cells)
        x0, y0, x1, y1 = paint.box
        if known is None:
            exact[cells] = [x0, y0, x1, y1]
        else:
            known[:] = min(x0, known[0]), min(y0, known[1]), max(x1, known[2]), max(y1, known[3])
    kept = {cells: box for cells, box in exact.items() if not _ornament(cells, box, text, prose)}
    grid = Grid(width, height, cell)
    for cells in kept:
        grid.fill(cells)
    labels, parent = _runs(grid.rows)
    out: dict[int, list[float]] = {}
    for (c0, r0, _, _), box in kept.items():
        root = _root(parent, next(label for first, last, label in labels[r0] if first <= c0 <= last))
        known = out.get(root)
        if known is None:
            out[root] = list(box)
        else:
            known[:] = min(known[0], box[0]), min(known[1], box[1]), max(known[2], box[2]), max(known[3], box[3])
    return [Box(*box) for box in out.values()]


def _ornament(cells: Cells, box: Sequence[float], text: Grid, prose: Sequence[Box]) -> bool:
    x0, y0, x1, y1 = box
    if text.share(cells) >= 0.6:
        return True
    if y1 - y0 < 30 or x1 - x0 < 60:
        return False
    held = sum(b.y0 > y0 and b.y1 < y1 and min(b.x1, x1) - max(b.x0, x0) > 0.5 * (b.x1 - b.x0) for b in prose)
    return held >= 3


def rules_of(paints: Iterable[Paint]) -> list[Box]:
    """Horizontal rules from top to bottom, their segments and dashes joined."""
    segments = sorted((round(p.box.y0), *p.box) for p in paints if p.box.y1 - p.box.y0 <= RULE_POINTS)
    out: list[Box] = []
    for _, x0, y0, x1, y1 in segments:
        last = out[-1] if out else None
        if (
            last is not None
            and abs(last.y0 - y0) <= 1.2
            and -MAX_DASH_POINTS <= x0 - last.x0 <= last.x1 - last.x0 + MAX_DASH_POINTS
        ):
            out[-1] = Box(min(last.x0, x0), min(last.y0, y0), max(last.x1, x1), max(last.y1, y1))
        else:
            out.append(Box(x0, y0, x1, y1))
    return [box for box in out if box.x1 - box.x0 >= MIN_RULE_POINTS]


def _runs(grid: Sequence[int]) -> tuple[list[list[tuple[int, int, int]]], list[int]]:
    """Runs of set bits in each grid row as (first, last, label), and the union-find parents of the labels."""
    parent: list[int] = []
    table: list[list[tuple[int, int, int]]] = []
    before: list[tuple[int, int, int]] = []
    for mask in grid:
        runs = []
        position = 0
        while mask:
            skip = (mask & -mask).bit_length() - 1
            mask >>= skip
            position += skip
            length = (~mask & (mask + 1)).bit_length() - 1
            label = len(parent)
            parent.append(label)
            first, last = position, position + length - 1
            for other_first, other_last, other in before:
                if other_first <= last + 1 and first <= other_last + 1:
                    parent[_root(parent, label)] = _root(parent, other)
            runs.append((first, last, label))
            mask >>= length
            position += length
        table.append(runs)
        before = runs
    return table, parent


def _root(parent: list[int], label: int) -> int:
    while parent[label] != label:
        parent[label] = parent[parent[label]]
        label = parent[label]
    return label
