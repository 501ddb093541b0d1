"""What is painted on a page, joined into pieces of artwork on a coarse grid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from summarizer.paper import Box

CELL_POINTS = 3.0


@dataclass(frozen=True)
class Piece:
    """Paints, or paints and text, that touch or nearly touch."""

    box: Box
    solid: bool
    """Holds more than rules and text."""


def pieces_of(boxes: Iterable[Box], width: float, height: float, reach: int = 1) -> list[Box]:
    """Bounding boxes of the groups of boxes that are nearer than about `reach` cells to each other.

    Boxes are painted into one integer of bits a grid row, so that the time grows with the area and not with pairs.
    """
    columns, rows = int(width / CELL_POINTS) + 2, int(height / CELL_POINTS) + 2
    grid = [0] * rows
    cells: dict[tuple[int, int, int, int], list[float]] = {}
    for x0, y0, x1, y1 in boxes:
        c0, c1 = max(0, int(x0 / CELL_POINTS)), min(columns - 1, int(x1 / CELL_POINTS))
        r0, r1 = max(0, int(y0 / CELL_POINTS)), min(rows - 1, int(y1 / CELL_POINTS))
        if c1 < c0 or r1 < r0:
            continue
        key = (c0, r0, c1, r1)
        exact = cells.get(key)
        if exact is None:
            cells[key] = [x0, y0, x1, y1]
        else:
            exact[:] = min(x0, exact[0]), min(y0, exact[1]), max(x1, exact[2]), max(y1, exact[3])
    for c0, r0, c1, r1 in cells:
        mask = ((1 << (c1 - c0 + 1)) - 1) << c0
        for r in range(r0, r1 + 1):
            grid[r] |= mask
    wide = []
    for mask in grid:
        for _ in range(reach):
            mask |= mask << 1 | mask >> 1
        wide.append(mask)
    joined = []
    for r in range(rows):
        mask = wide[r]
        for k in range(1, reach + 1):
            if r + k < rows:
                mask |= wide[r + k]
        joined.append(mask)
    labels, parent = _runs(joined)
    out: dict[int, list[float]] = {}
    for (c0, r0, _, _), exact in cells.items():
        root = _root(parent, _label_at(labels[r0], c0))
        box = out.get(root)
        if box is None:
            out[root] = list(exact)
        else:
            box[0], box[1] = min(box[0], exact[0]), min(box[1], exact[1])
            box[2], box[3] = max(box[2], exact[2]), max(box[3], exact[3])
    return [Box(*box) for box in out.values()]


def _runs(grid: list[int]) -> tuple[list[list[tuple[int, int, int]]], list[int]]:
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
                    a, b = _root(parent, other), _root(parent, label)
                    if a != b:
                        parent[b] = a
            runs.append((first, last, label))
            mask >>= length
            position += length
        table.append(runs)
        before = runs
    return table, parent


def _label_at(runs: list[tuple[int, int, int]], column: int) -> int:
    return next(label for first, last, label in runs if first <= column <= last)


def _root(parent: list[int], label: int) -> int:
    while parent[label] != label:
        parent[label] = parent[parent[label]]
        label = parent[label]
    return label
