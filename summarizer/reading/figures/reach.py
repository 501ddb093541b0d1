"""What can be reached from a caption, on each of its sides, without crossing running text or another caption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from summarizer.paper import Box
from summarizer.reading.figures.atoms import Atom, hits, hull
from summarizer.reading.figures.captions import Caption
from summarizer.reading.figures.sheets import Sheet

FIGURE_GAP_POINTS = 42
"""Widest white band between two rows of sub-figures; twice as wide between a caption and its figure."""
LOOSE_TEXT_GAP_POINTS = 11
"""Text that belongs to a figure is nearer to it than this."""
SUBCAPTION_GAP_POINTS = 23
"""As far as this above the caption may the captions of its parts stand."""
TABLE_GAP_POINTS = 22
"""Widest white band inside a table, or between it and its caption."""
AFTER_RULE_POINTS = 5
"""White space after a rule that is no table's last is narrower."""

Side = Literal["above", "below", "right", "left", ""]


@dataclass(eq=False)
class Claim:
    """A caption and what it can reach on each side."""

    caption: Caption
    reached: dict[Side, list[Atom]] = field(default_factory=dict)
    room: dict[Side, Box] = field(default_factory=dict)
    """The rectangle on each side that holds no running text and no other caption."""
    side: Side = ""

    @property
    def box(self) -> Box:
        return hull(self.atoms) if self.atoms else self.caption.box

    @property
    def atoms(self) -> list[Atom]:
        return self.reached.get(self.side, [])


def reach(
    claim: Claim, side: Side, strip: tuple[float, float], walls: Sequence[Box], atoms: Sequence[Atom], sheet: Sheet
) -> None:
    """Finds what stands above or below the caption without crossing running text or another caption."""
    box = claim.caption.box
    upward = side == "above"
    over = [w for w in walls if w.x1 > box.x0 + 3 and w.x0 < box.x1 - 3]
    if upward:
        y0 = max((w.y1 for w in over if (w.y0 + w.y1) / 2 < box.y0), default=0.0)
        y1 = box.y0
    else:
        y0 = box.y1
        y1 = min((w.y0 for w in over if (w.y0 + w.y1) / 2 > box.y1), default=sheet.height)
    middle = (box.x0 + box.x1) / 2
    x0, x1 = strip
    for w in walls:
        if min(w.y1, y1) - max(w.y0, y0) > 3:
            if w.x1 <= middle:
                x0 = max(x0, w.x1)
            elif w.x0 >= middle:
                x1 = min(x1, w.x0)
    room = Box(min(x0, box.x0), y0, max(x1, box.x1), y1)
    claim.room[side] = room
    found = _within(atoms, room, [*walls, box])
    artless = claim.caption.kind == "table" or not any(a.kind == "art" for a in found)
    claim.reached[side] = _chained(found, box, upward, artless)


def _within(atoms: Sequence[Atom], room: Box, walls: Sequence[Box]) -> list[Atom]:
    """The atoms that lie in the room for the most part, cut at its edges if they run into running text."""
    out = []
    for atom in atoms:
        a = atom.box
        x0, y0, x1, y1 = max(a.x0, room.x0), max(a.y0, room.y0 - 2), min(a.x1, room.x1), min(a.y1, room.y1 + 2)
        if x1 < x0 or y1 < y0:
            continue
        share = (x1 - x0 + 1) * (y1 - y0 + 1) / ((a.x1 - a.x0 + 1) * (a.y1 - a.y0 + 1))
        if share > (0.3 if atom.kind == "art" else 0.5):
            cut = Box(x0, y0, x1, y1)
            whole = cut == a or (share > 0.75 and not hits(a, walls))
            out.append(atom if whole else Atom(cut, atom.kind, atom.size))
    return out


def _chained(room: Sequence[Atom], start: Box, upward: bool, artless: bool) -> list[Atom]:
    """The atoms in one chain from the caption, as far as the white bands between them are narrow."""
    ordered = sorted(room, key=lambda a: -a.box.y1 if upward else a.box.y0)
    chain: list[Atom] = []
    waiting: list[Atom] = []
    edge = start.y0 if upward else start.y1
    for atom in ordered:
        gap = edge - atom.box.y1 if upward else atom.box.y0 - edge
        if artless:
            if gap > (FIGURE_GAP_POINTS if atom.kind == "art" else TABLE_GAP_POINTS):
                break
            chain.append(atom)
        elif atom.kind == "art":
            if gap > (FIGURE_GAP_POINTS if chain and not waiting else 2 * FIGURE_GAP_POINTS):
                break
            chain += [*waiting, atom]
            waiting = []
        elif waiting or gap > (LOOSE_TEXT_GAP_POINTS if chain else SUBCAPTION_GAP_POINTS):
            waiting.append(atom)
            continue
        else:
            chain.append(atom)
        edge = min(edge, atom.box.y0) if upward else max(edge, atom.box.y1)
    return chain


def up_to_last_rule(atoms: list[Atom], side: Side, note_size: float) -> list[Atom]:
    """The atoms of a ruled table without headings and formulas after its last rule, and after a white band."""
    if not atoms:
        return atoms
    box = hull(atoms)
    wide = [a for a in atoms if a.kind != "text" and a.box.x1 - a.box.x0 > 0.6 * (box.x1 - box.x0)]
    if not wide:
        return atoms
    if side == "below":
        edge = max(a.box.y1 for a in wide)
        after = [a for a in atoms if a.box.y0 > edge - 1]
        gap = min((a.box.y0 for a in after), default=edge) - edge
    else:
        edge = min(a.box.y0 for a in wide)
        after = [a for a in atoms if a.box.y1 < edge + 1]
        gap = edge - max((a.box.y1 for a in after), default=edge)
    if gap < AFTER_RULE_POINTS or any(a.size < note_size for a in after):
        return atoms
    return [a for a in atoms if a not in after]


def reach_beside(claim: Claim, side: Side, walls: Sequence[Box], atoms: Sequence[Atom], sheet: Sheet) -> None:
    """Finds what stands left or right of a caption that is set beside its figure."""
    box = claim.caption.box
    level = [w for w in walls if min(w.y1, box.y1) - max(w.y0, box.y0) > 3]
    if side == "right":
        x0, x1 = box.x1, min((w.x0 for w in level if w.x0 >= box.x1 - 3), default=sheet.width)
    else:
        x0, x1 = max((w.x1 for w in level if w.x1 <= box.x0 + 3), default=0.0), box.x0
    over = [w for w in walls if min(w.x1, x1) - max(w.x0, x0) > 3]
    y0 = max((w.y1 for w in over if w.y1 <= box.y0 + 3), default=0.0)
    y1 = min((w.y0 for w in over if w.y0 >= box.y1 - 3), default=sheet.height)
    room = Box(x0, y0, x1, y1)
    claim.room[side] = room
    found = _within(atoms, room, walls)
    art = [a for a in found if a.kind == "art"]
    if art and hull(art).y0 < box.y1 and hull(art).y1 > box.y0:
        claim.reached[side] = _grown(art, found)


def _grown(core: Sequence[Atom], atoms: Sequence[Atom]) -> list[Atom]:
    """The core and the atoms that are near it, or near what is near it."""
    out = list(core)
    rest = [atom for atom in atoms if atom.kind != "art"]
    while True:
        x0, y0, x1, y1 = hull(out)
        near = [
            a for a in rest if max(x0 - a.box.x1, a.box.x0 - x1, y0 - a.box.y1, a.box.y0 - y1) < LOOSE_TEXT_GAP_POINTS
        ]
        if not near:
            return out
        out += near
        found = set(near)
        rest = [atom for atom in rest if atom not in found]


def crossing(claim: Claim, side: Side, gutter: float, atoms: Sequence[Atom]) -> list[Atom]:
    """Artwork on this side of the caption that reaches over the gutter."""
    room = claim.room[side]
    return [
        a
        for a in atoms
        if (a.kind == "art" or a.box.x1 - a.box.x0 > 100)
        and a.box.x0 < gutter - 15
        and a.box.x1 > gutter + 15
        and a.box.y1 > room.y0
        and a.box.y0 < room.y1
        and min(abs(a.box.y1 - claim.caption.box.y0), abs(a.box.y0 - claim.caption.box.y1)) < 3 * FIGURE_GAP_POINTS
    ]
