"""Which artwork, rules and loose text belong to a caption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from summarizer.paper import Box
from summarizer.reading.artwork import artwork_of, rules_of
from summarizer.reading.barriers import Setting, free_subcaptions, paragraph_boxes
from summarizer.reading.captions import Caption
from summarizer.reading.sheets import Sheet

FIGURE_GAP_POINTS = 42
"""Widest white band between a caption and its figure, or between two rows of sub-figures."""
LOOSE_TEXT_GAP_POINTS = 11
"""Text that belongs to a figure is nearer to it than this."""
SUBCAPTION_GAP_POINTS = 23
"""As far as this above the caption may the captions of its parts stand."""
TABLE_GAP_POINTS = 22
"""Widest white band inside a table, or between it and its caption."""
LEAST_SQUARE_POINTS = 600
NEAR_POINTS = 150
"""How far from two captions side by side the white band between their figures is looked for."""
NOTE_GAP_POINTS = 8
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


def enough(claim: Claim, side: Side) -> bool:
    """Whether there is on this side what could be the figure, or the table."""
    atoms = claim.reached.get(side, [])
    if not atoms or (claim.caption.kind == "figure" and not any(a.kind == "art" for a in atoms)):
        return False
    box, caption = hull(atoms), claim.caption.box
    if side in ("above", "below") and min(box.x1, caption.x1) - max(box.x0, caption.x0) < 3:
        return False
    return (box.x1 - box.x0) * (box.y1 - box.y0) > LEAST_SQUARE_POINTS


def claims_of(sheet: Sheet, captions: Sequence[Caption], setting: Setting, gutter: float | None) -> list[Claim]:
    """What could belong to each caption of a sheet, on each of its sides; `gutter` parts its columns."""
    if not captions:
        return []
    inside = set().union(*(caption.rows for caption in captions))
    _free_framed(sheet, inside, setting)
    free_subcaptions(sheet.rows, {sheet.rows[index] for index in inside}, setting)
    prose = paragraph_boxes([row for index, row in enumerate(sheet.rows) if row.prose and index not in inside])
    if sheet.second:
        prose += [box for box in sheet.turned_text if box.y1 - box.y0 > MIN_PROSE_POINTS]
    atoms = _atoms(sheet, inside, prose)
    claims = []
    for caption in captions:
        walls = [*prose, *(other.box for other in captions if other is not caption)]
        claim = Claim(caption)
        strip = _strip(caption, captions, gutter, sheet.width, atoms)
        for side in ("above", "below"):
            _reach(claim, side, strip, walls, atoms, sheet)
            if gutter in strip and any(not _hits(a.box, walls) for a in _crossing(claim, side, gutter, atoms)):
                _reach(claim, side, _strip(caption, captions, None, sheet.width, atoms), walls, atoms, sheet)
        if not (enough(claim, "above") or enough(claim, "below")):
            for side in ("right", "left"):
                _reach_beside(claim, side, walls, atoms, sheet)
        claims.append(claim)
    return claims


def _atoms(sheet: Sheet, inside: set[int], prose: Sequence[Box]) -> list[Atom]:
    out = []
    captions = [sheet.rows[index].box for index in inside]
    for box in artwork_of(sheet.paints, [*prose, *captions], sheet.width, sheet.height):
        out.append(Atom(box, "art" if box.x1 - box.x0 > 15 and box.y1 - box.y0 > 15 else "rule"))
    for index, row in enumerate(sheet.rows):
        if not row.prose and index not in inside:
            out.append(Atom(row.box, "text", row.size))
    for box in sheet.turned_text:
        if box.y1 - box.y0 < (MIN_PROSE_POINTS if sheet.second else 0.3 * sheet.height):
            out.append(Atom(box, "text", box.x1 - box.x0))
    return out


def _free_framed(sheet: Sheet, inside: set[int], setting: Setting) -> None:
    """Text inside a drawn frame, or between the rules of a table, is not running text."""
    frames = {}
    for paint in sheet.paints:
        box = paint.box
        if paint.kind == "path" and box.x1 - box.x0 > 60 and box.y1 - box.y0 > 18:
            frames[tuple(round(v) for v in box)] = (box, 1.0)
    rules = rules_of(sheet.paints)[:400]
    for index, above in enumerate(rules):
        for below in rules[index + 1 :]:
            if abs(above.x0 - below.x0) <= 3 and abs(above.x1 - below.x1) <= 3 and below.y0 - above.y1 > 6:
                frames[tuple(round(v) for v in (*above[:2], *below[2:]))] = (Box(*above[:2], *below[2:]), 1.5)
                break
    for frame, inset in list(frames.values())[:300]:
        held = []
        for index, row in enumerate(sheet.rows):
            b = row.box
            if not frame.y0 < (b.y0 + b.y1) / 2 < frame.y1 or b.x1 <= frame.x0 or b.x0 >= frame.x1:
                continue
            full = row.prose and abs(row.size - setting.size) < 0.3 and row.width > 0.9 * setting.column_width
            if index in inside or b.x0 < frame.x0 - 1 or b.x1 > frame.x1 + 1 or (full and b.x0 < frame.x0 + inset):
                break
            held.append(row)
        else:
            if len(held) < 0.9 * len(sheet.rows):
                for row in held:
                    row.prose = False
    for rule in rules:
        _free_notes(rule, sheet, inside, setting)


def _free_notes(rule: Box, sheet: Sheet, inside: set[int], setting: Setting) -> None:
    """Notes under the last rule of a table, smaller than the body and no wider than the rule, belong to the table."""
    edge, size = rule.y1 - 2, 0.0
    for index, row in enumerate(sheet.rows):
        box = row.box
        if box.y0 < edge or box.x1 < rule.x0 or box.x0 > rule.x1:
            continue
        if (
            box.y0 - edge > NOTE_GAP_POINTS + 2
            or index in inside
            or row.size > setting.size - 0.7
            or (size and abs(row.size - size) > 0.4 and len(row.text.strip()) > 2)
            or box.x0 < rule.x0 - 3
            or box.x1 > rule.x1 + 3
        ):
            break
        row.prose = False
        if len(row.text.strip()) > 2:
            edge, size = box.y1 - 2, row.size


def gutters_of(sheets: Sequence[Sheet], setting: Setting) -> list[float | None]:
    """Middle of the white band between the two columns of each sheet; None where it is set in one."""
    found = [_gutter(sheet, setting) if setting.columns == 2 else 0 for sheet in sheets]
    known = sorted(x for x in found if x)
    usual = known[len(known) // 2] if known else None
    return [usual if x is None else x or None for x in found]


def _gutter(sheet: Sheet, setting: Setting) -> float | None:
    """None where it cannot be seen, 0 where there is none."""
    middle = sheet.width / 2
    if sheet.second:
        return 0
    body = [row.box for row in sheet.rows if row.prose and row.width > 0.8 * setting.column_width]
    wide = sum(box.x1 - box.x0 > 1.4 * setting.column_width for box in body)
    lefts = sorted(box.x1 for box in body if box.x1 < middle + 0.1 * sheet.width and box.x0 < middle)
    rights = sorted(box.x0 for box in body if box.x0 > middle - 0.1 * sheet.width)
    if wide > len(lefts) + len(rights):
        return 0
    if min(len(lefts), len(rights)) >= 3:
        return (lefts[int(0.9 * (len(lefts) - 1))] + rights[int(0.1 * (len(rights) - 1))]) / 2
    if sheet.turn:
        return 0
    return None


def _strip(
    caption: Caption, captions: Sequence[Caption], gutter: float | None, width: float, atoms: Sequence[Atom]
) -> tuple[float, float]:
    """From where to where the caption may speak: its column, up to the white band before a caption beside it."""
    left, right = 0.0, width
    box = caption.box
    if gutter is not None and not box.x0 < gutter - 8 < gutter + 8 < box.x1:
        if (box.x0 + box.x1) / 2 < gutter:
            right = gutter
        else:
            left = gutter
    for other in captions:
        if other is caption or min(other.box.y1, box.y1) <= max(other.box.y0, box.y0):
            continue
        if box.x1 <= other.box.x0 < right:
            right = min(right, _parting(box, other.box, atoms))
        elif left < other.box.x1 <= box.x0:
            left = max(left, _parting(other.box, box, atoms))
    return left, right


def _parting(one: Box, two: Box, atoms: Sequence[Atom]) -> float:
    """Middle of the widest white band between the figures of two captions side by side."""
    middle = (one.x1 + two.x0) / 2
    low, high = (one.x0 + one.x1) / 2, (two.x0 + two.x1) / 2
    near = sorted(
        (a.box.x0, a.box.x1)
        for a in atoms
        if a.box.y1 > min(one.y0, two.y0) - NEAR_POINTS
        and a.box.y0 < max(one.y1, two.y1) + NEAR_POINTS
        and a.box.x1 > low
        and a.box.x0 < high
    )
    best, edge = 0.0, low
    cut = middle
    for x0, x1 in near:
        if x0 - edge > best and edge > low:
            best, cut = x0 - edge, (x0 + edge) / 2
        edge = max(edge, x1)
    return cut


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
    claim.reached[side] = _chained(_within(atoms, room, [*walls, box]), box, upward, claim.caption.kind)


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


def _chained(room: Sequence[Atom], start: Box, upward: bool, kind: str) -> list[Atom]:
    """The atoms in one chain from the caption, as far as the white bands between them are narrow."""
    ordered = sorted(room, key=lambda a: -a.box.y1 if upward else a.box.y0)
    chain: list[Atom] = []
    waiting: list[Atom] = []
    edge = start.y0 if upward else start.y1
    for atom in ordered:
        gap = edge - atom.box.y1 if upward else atom.box.y0 - edge
        if kind == "table":
            if gap > (FIGURE_GAP_POINTS if atom.kind == "art" else TABLE_GAP_POINTS):
                break
            chain.append(atom)
        elif atom.kind == "art":
            if gap > (FIGURE_GAP_POINTS if not waiting else 2 * FIGURE_GAP_POINTS):
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
    if art:
        core = hull(art)
        near = Box(core.x0 - 14, core.y0 - 14, core.x1 + 14, core.y1 + 14)
        claim.reached[side] = [a for a in found if _hits(near, [a.box]) or a.kind == "art"]


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
