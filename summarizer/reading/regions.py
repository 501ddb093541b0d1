"""Which artwork, rules and loose text belong to a caption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from summarizer.paper import Box
from summarizer.reading.artwork import artwork_of
from summarizer.reading.barriers import Setting, free_subcaptions, paragraph_boxes
from summarizer.reading.baselines import Row
from summarizer.reading.captions import Caption
from summarizer.reading.frames import free_framed
from summarizer.reading.sheets import Sheet
from summarizer.reading.strips import strip_of

FIGURE_GAP_POINTS = 42
"""Widest white band between a caption and its figure, or between two rows of sub-figures."""
LOOSE_TEXT_GAP_POINTS = 11
"""Text that belongs to a figure is nearer to it than this."""
SUBCAPTION_GAP_POINTS = 23
"""As far as this above the caption may the captions of its parts stand."""
TABLE_GAP_POINTS = 22
"""Widest white band inside a table, or between it and its caption."""
AFTER_RULE_POINTS = 5
"""White space after a rule that is no table's last is narrower."""
NOTE_POINTS = 0.7
"""Notes of a table are smaller than the body by more."""
LEAST_SQUARE_POINTS = 600
MIN_PROSE_POINTS = 150
"""Text in another direction that is longer than this is the page's running text."""

Side = Literal["above", "below", "right", "left", ""]


@dataclass(frozen=True, eq=False)
class Atom:
    """A piece of artwork, a rule, or a row of loose text."""

    box: Box
    kind: Literal["art", "rule", "text"]
    size: float = 0
    """Font size of text."""


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


def hull(atoms: Sequence[Atom]) -> Box:
    return Box(
        min(a.box.x0 for a in atoms),
        min(a.box.y0 for a in atoms),
        max(a.box.x1 for a in atoms),
        max(a.box.y1 for a in atoms),
    )


def enough(claim: Claim, side: Side, *, artless: bool = False) -> bool:
    """Whether there is on this side what could be the figure, which has artwork unless `artless`, or the table."""
    atoms = claim.reached.get(side, [])
    if not atoms or not (artless or claim.caption.kind == "table" or any(a.kind == "art" for a in atoms)):
        return False
    box, caption = hull(atoms), claim.caption.box
    if side in ("above", "below") and min(box.x1, caption.x1) - max(box.x0, caption.x0) < 3:
        return False
    return (box.x1 - box.x0) * (box.y1 - box.y0) > LEAST_SQUARE_POINTS


def claims_of(sheet: Sheet, captions: Sequence[Caption], setting: Setting, gutter: float | None) -> list[Claim]:
    """What could belong to each caption of a sheet, on each of its sides; `gutter` parts its columns."""
    if not captions:
        return []
    inside = {row for caption in captions for row in caption.rows}
    free_framed(sheet, inside, setting)
    free_subcaptions(sheet.rows, inside, setting)
    prose = paragraph_boxes([row for row in sheet.rows if row.prose and row not in inside])
    if sheet.second:
        prose += [box for box in sheet.turned_text if box.y1 - box.y0 > MIN_PROSE_POINTS]
    atoms = _atoms(sheet, inside, prose)
    loose = [atom.box for atom in atoms]
    claims = []
    for caption in captions:
        walls = [*prose, *(other.box for other in captions if other is not caption)]
        claim = Claim(caption)
        strip = strip_of(caption, captions, gutter, sheet.width, loose)
        for side in ("above", "below"):
            _reach(claim, side, strip, walls, atoms, sheet)
            if gutter in strip and any(not _hits(a.box, walls) for a in _crossing(claim, side, gutter, atoms)):
                _reach(claim, side, strip_of(caption, captions, None, sheet.width, loose), walls, atoms, sheet)
            if caption.kind == "table":
                claim.reached[side] = _up_to_last_rule(claim.reached[side], side, setting.size - NOTE_POINTS)
        if not (enough(claim, "above") or enough(claim, "below")):
            for side in ("right", "left"):
                _reach_beside(claim, side, walls, atoms, sheet)
        if sheet.scanned and caption.kind == "figure" and not any(enough(claim, side) for side in claim.reached):
            _take_blank(claim, prose)
        claims.append(claim)
    return claims


def _take_blank(claim: Claim, prose: Sequence[Box]) -> None:
    """On a scan the artwork is part of the page's image: the figure is where no text stands."""
    room = claim.room["above"]
    left, right = min((b.x0 for b in prose), default=room.x0), max((b.x1 for b in prose), default=room.x1)
    top = max(room.y0, min((b.y0 for b in prose), default=room.y0))
    box = Box(max(room.x0, left), top, min(room.x1, right), room.y1)
    if box.x1 - box.x0 > 60 and box.y1 - box.y0 > 40:
        claim.reached["above"] = [Atom(box, "art")]


def _atoms(sheet: Sheet, captions: set[Row], prose: Sequence[Box]) -> list[Atom]:
    """Artwork, rules and loose text of a sheet, without line numbers and stamps in its margins."""
    covered = [*prose, *(row.box for row in captions)]
    wide = [b for b in prose if b.x1 - b.x0 > MIN_PROSE_POINTS]
    left, right = min((b.x0 for b in wide), default=0), max((b.x1 for b in wide), default=sheet.width)
    out = []
    for box in artwork_of(sheet.paints, covered, sheet.width, sheet.height):
        out.append(Atom(box, "art" if box.x1 - box.x0 > 15 and box.y1 - box.y0 > 15 else "rule"))
    for row in sheet.rows:
        marginal = row.box.x1 < left or row.box.x0 > right
        if not (row.prose or row in captions or (marginal and row.text.strip().isdigit())):
            out.append(Atom(row.box, "text", row.size))
    tall = MIN_PROSE_POINTS if sheet.second else 0.3 * sheet.height
    for box in sheet.turned_text:
        if box.y1 - box.y0 < tall and (box.x1 >= left or box.y1 - box.y0 < MIN_PROSE_POINTS / 2):
            out.append(Atom(box, "text", box.x1 - box.x0))
    return out


def _hits(box: Box, walls: Sequence[Box]) -> bool:
    return any(min(w.x1, box.x1) - max(w.x0, box.x0) > 4 and min(w.y1, box.y1) - max(w.y0, box.y0) > 4 for w in walls)


def _crossing(claim: Claim, side: Side, gutter: float, atoms: Sequence[Atom]) -> list[Atom]:
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


def _reach(
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
            whole = cut == a or (share > 0.75 and not _hits(a, walls))
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


def _up_to_last_rule(atoms: list[Atom], side: Side, note_size: float) -> list[Atom]:
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


def _reach_beside(claim: Claim, side: Side, walls: Sequence[Box], atoms: Sequence[Atom], sheet: Sheet) -> None:
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
    rest = [atom for atom in atoms if atom not in out]
    while True:
        x0, y0, x1, y1 = hull(out)
        near = [
            a for a in rest if max(x0 - a.box.x1, a.box.x0 - x1, y0 - a.box.y1, a.box.y0 - y1) < LOOSE_TEXT_GAP_POINTS
        ]
        if not near:
            return out
        out += near
        rest = [atom for atom in rest if atom not in near]


def share_out(sheet: Sheet, claims: Sequence[Claim]) -> None:
    """Gives what two captions reach to one of them."""
    for index, one in enumerate(claims):
        for two in claims[index + 1 :]:
            _part(one, two)


def _part(one: Claim, two: Claim) -> None:
    a, b = one.atoms, two.atoms
    if not a or not b:
        return
    first, second = hull(a), hull(b)
    if (
        min(first.x1, second.x1) - max(first.x0, second.x0) < 3
        or min(first.y1, second.y1) - max(first.y0, second.y0) < 3
    ):
        return
    upper, lower = sorted((one, two), key=lambda claim: claim.caption.box.y0)
    if upper.side == "below" and lower.side == "above":
        left, right = hull(lower.atoms).x0, hull(lower.atoms).x1
        both = {atom.box: atom for atom in [*a, *b] if atom.box.x1 > left and atom.box.x0 < right}
        cut = _widest_band(list(both.values()), upper.caption.box.y1) + 1
        upper.reached["below"] = [atom for atom in upper.atoms if atom.box.y1 <= cut]
        lower.reached["above"] = [atom for atom in lower.atoms if atom.box.y1 > cut]
        return
    for claim, other, area in ((one, two, second), (two, one, first)):
        claim.reached[claim.side] = [
            atom for atom in claim.atoms if not _held(atom.box, area) or _gap(claim, atom) <= _gap(other, atom)
        ]


def _held(box: Box, area: Box) -> bool:
    return area.x0 <= (box.x0 + box.x1) / 2 <= area.x1 and area.y0 <= (box.y0 + box.y1) / 2 <= area.y1


def _gap(claim: Claim, atom: Atom) -> float:
    """From the caption to the atom, in points, along the page's edges."""
    a, b = claim.caption.box, atom.box
    return max(0, a.x0 - b.x1, b.x0 - a.x1) + max(0, a.y0 - b.y1, b.y0 - a.y1)


def _widest_band(atoms: Sequence[Atom], top: float) -> float:
    """Height at which the atoms between two captions part."""
    best, cut = -1.0, top
    edge = None
    for atom in sorted(atoms, key=lambda atom: atom.box.y0):
        if edge is not None and atom.box.y0 - edge > best:
            best, cut = atom.box.y0 - edge, edge
        edge = atom.box.y1 if edge is None else max(edge, atom.box.y1)
    return cut
