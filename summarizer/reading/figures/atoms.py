"""Everything on a sheet that may belong to a figure: artwork, rules and rows of loose text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from summarizer.paper import Box
from summarizer.reading.figures.artwork import artwork_of
from summarizer.reading.figures.baselines import Row
from summarizer.reading.figures.sheets import Sheet

LEAST_ART_POINTS = 15
"""What is thinner is a rule or a mark."""
MIN_PROSE_POINTS = 150
"""Text in another direction that is longer than this is the page's running text."""


@dataclass(frozen=True, eq=False)
class Atom:
    """A piece of artwork, a rule, or a row of loose text."""

    box: Box
    kind: Literal["art", "rule", "text"]
    size: float = 0
    """Font size of text."""


def hull(atoms: Sequence[Atom]) -> Box:
    return Box(
        min(a.box.x0 for a in atoms),
        min(a.box.y0 for a in atoms),
        max(a.box.x1 for a in atoms),
        max(a.box.y1 for a in atoms),
    )


def hits(box: Box, walls: Sequence[Box]) -> bool:
    """Whether the box reaches into one of the walls."""
    return any(min(w.x1, box.x1) - max(w.x0, box.x0) > 4 and min(w.y1, box.y1) - max(w.y0, box.y0) > 4 for w in walls)


def atoms_of(sheet: Sheet, captions: set[Row], prose: Sequence[Box]) -> list[Atom]:
    """Artwork, rules and loose text of a sheet, without line numbers and stamps in its margins."""
    covered = [*prose, *(row.box for row in captions)]
    wide = [b for b in prose if b.x1 - b.x0 > MIN_PROSE_POINTS]
    left, right = min((b.x0 for b in wide), default=0), max((b.x1 for b in wide), default=sheet.width)
    out = []
    for box in artwork_of(sheet.paints, covered, sheet.width, sheet.height):
        out.append(Atom(box, "art" if min(box.x1 - box.x0, box.y1 - box.y0) > LEAST_ART_POINTS else "rule"))
    for row in sheet.rows:
        marginal = row.box.x1 < left or row.box.x0 > right
        if not (row.prose or row in captions or (marginal and row.text.strip().isdigit())):
            out.append(Atom(row.box, "text", row.size))
    tall = MIN_PROSE_POINTS if sheet.second else 0.3 * sheet.height
    for box in sheet.turned_text:
        if box.y1 - box.y0 < tall and (box.x1 >= left or box.y1 - box.y0 < MIN_PROSE_POINTS / 2):
            out.append(Atom(box, "text", box.x1 - box.x0))
    return out
