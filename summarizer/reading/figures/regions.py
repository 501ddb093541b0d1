"""Which artwork, rules and loose text belong to a caption."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.paper import Box
from summarizer.reading.figures.atoms import MIN_PROSE_POINTS, Atom, atoms_of, hits, hull
from summarizer.reading.figures.barriers import Setting, free_subcaptions, paragraph_boxes
from summarizer.reading.figures.captions import Caption
from summarizer.reading.figures.frames import free_framed
from summarizer.reading.figures.reach import Claim, Side, crossing, reach, reach_beside, up_to_last_rule
from summarizer.reading.figures.sheets import Sheet
from summarizer.reading.figures.strips import strip_of

LEAST_SQUARE_POINTS = 600
NOTE_POINTS = 0.7
"""Notes of a table are smaller than the body by more."""


def enough(claim: Claim, side: Side) -> bool:
    """Whether there is on this side what could be the table, or the figure, which holds artwork."""
    artful = claim.caption.kind == "table" or any(a.kind == "art" for a in claim.reached.get(side, []))
    return artful and something(claim, side)


def something(claim: Claim, side: Side) -> bool:
    """Whether there is on this side what could be a table, or a figure made of text."""
    atoms = claim.reached.get(side, [])
    if not atoms:
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
    atoms = atoms_of(sheet, inside, prose)
    loose = [atom.box for atom in atoms]
    claims = []
    for caption in captions:
        walls = [*prose, *(other.box for other in captions if other is not caption)]
        claim = Claim(caption)
        strip = strip_of(caption, captions, gutter, sheet.width, loose)
        for side in ("above", "below"):
            reach(claim, side, strip, walls, atoms, sheet)
            if gutter in strip and any(not hits(a.box, walls) for a in crossing(claim, side, gutter, atoms)):
                reach(claim, side, strip_of(caption, captions, None, sheet.width, loose), walls, atoms, sheet)
            if caption.kind == "table":
                claim.reached[side] = up_to_last_rule(claim.reached[side], side, setting.size - NOTE_POINTS)
        if not (enough(claim, "above") or enough(claim, "below")):
            for side in ("right", "left"):
                reach_beside(claim, side, walls, atoms, sheet)
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
